/* page_opinion.h - one request or one fence, played from docs/microarchitecture.md: the answer and the state it must leave.
 *
 * It says which of two sides that differ is wrong. Where the manual decides (legality, permission, A and D), the manual's own
 * walk is asked; the order of lookups, the arrays, the walk cache, PMP and the cycles are the page's, played here once more.
 */
#ifndef FAULTLINE_PAGE_OPINION_H
#define FAULTLINE_PAGE_OPINION_H

#include "lockstep/divergence.h"

/* `before` is the state that both sides had; `mem` memory as the request found it, with the delays that the walker sees. The
 * opinion is not known where the page cannot foresee: under Sv32. */
void fl_page_request(const struct fl_mmu_state *before, enum fl_port port, const struct fl_request *request,
                     const struct fl_pte_mem *mem, struct fl_opinion *opinion);
void fl_page_fence(const struct fl_mmu_state *before, const struct fl_fence *fence, struct fl_opinion *opinion);

/* Both for the report of a divergence: d->page, from its request or fence, answers and the state before. */
void fl_ask_page(struct fl_divergence *d, const struct fl_pte_mem *before);

/* Section 5: the walk of page_opinion.c, in its own file. `spare` is a pointer of the walk cache that it begins at, or NULL. Fills
 * the trace, the cycles and the walk cache of *opinion; *leaf is what the manual says of it, PMP of the final address aside. */
void fl_page_walk(const struct fl_request *request, const struct fl_tlb_entry *spare, const struct fl_pte_mem *mem,
                  struct fl_opinion *opinion, struct fl_translation *leaf);

#endif
