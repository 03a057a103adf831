/* legal.h - is an answer one that the architecture allows, whatever the TLBs that gave it? For MMUs of which we know no more
 * than their port.
 *
 * An address-translation cache may answer with any value that a PTE held since the last fence that covers it (Privileged 4.2.1),
 * each PTE of a walk for itself, and under any root, mode, ADUE, PBMTE and PMP that was in use since then. So beside the manual's
 * walk of current memory stand all walks that choose, at each step, one of these values.
 *
 * Accesses and fences take time. A fence covers what was stored before it began, for accesses that are asked for after it is done;
 * an access that was under way meanwhile belongs before it or after it, as the MMU likes. Moments count what is told here.
 */
#ifndef FAULTLINE_LEGAL_H
#define FAULTLINE_LEGAL_H

#include <stdio.h>

#include "faultline/walk.h"

enum fl_legality {
    FL_FRESH,    /* what memory says, or said at some time since the access was asked for */
    FL_STALE,    /* what it said before a store that no fence has covered since */
    FL_ILLEGAL,  /* what it has never said since the last fence */
    FL_UNDECIDED /* more has been changed without a fence than is remembered */
};

/* The fence that would have made a stale answer illegal. */
struct fl_verdict {
    enum fl_legality legality;
    struct fl_translation fresh; /* the manual's walk of current memory */
    bool by_context;             /* stale: the root, mode, ADUE, PBMTE or PMP of before, not a PTE of before */
    uint64_t pte, old;           /* stale: the PTE's address, and the value of before */
    unsigned shift; /* stale: fences by a VA of 2^shift bytes around it cover that value; FL_POINTER_SHIFT: none does */
    uint64_t changed_at; /* stale: the cycle of the store that replaced it, or of the last use of that context */
    struct fl_fence missing;
    /* By fl_legal_explain: it would have been legal, had there been no fence; or under another ASID. */
    enum fl_illegal_why { FL_NOTHING_EXPLAINS, FL_FENCED, FL_OTHER_ASID } why;
    uint16_t asid;
};

#define FL_POINTER_SHIFT 64

struct fl_legal;
/* `quiet` reads current memory, unseen by anybody; borrowed. Page tables lie in RAM; a PTE has `pte_size` bytes, 4 or 8.
 * NULL: out of memory. */
struct fl_legal *fl_legal_new(const struct fl_pte_mem *quiet, unsigned pte_size, uint64_t ram_base, uint64_t ram_size);
void fl_legal_free(struct fl_legal *legal);

/* The MMU's walker reads a PTE: its page is a page table from now on. */
void fl_legal_read(struct fl_legal *legal, uint64_t address);
/* Pages that served PTE reads, one bit each from ram_base: of stores elsewhere nothing need be told. */
const uint64_t *fl_legal_watched(const struct fl_legal *legal);
/* Somebody, the MMU's own walker included, is about to write [pa, pa + size). */
void fl_legal_will_store(struct fl_legal *legal, uint64_t pa, uint64_t size, uint64_t cycle);
/* The present moment: to be taken when a fence begins, and when an access is asked for. */
uint64_t fl_legal_moment(struct fl_legal *legal);
/* The fence is done. */
void fl_legal_fence(struct fl_legal *legal, const struct fl_fence *fence, uint64_t begun);
/* The MMU works under this context, and may remember what it does. fl_legal_judge says so by itself; to be said besides of what is under
 * way when it is asked for, when a fence is done, and when PMP changes. */
void fl_legal_use(struct fl_legal *legal, const struct fl_context *context, uint64_t cycle);

/* After the MMU has answered what was asked for at that moment. */
void fl_legal_judge(struct fl_legal *legal, const struct fl_request *request, const struct fl_response *response,
                    uint64_t asked, uint64_t cycle, struct fl_verdict *verdict);

/* Without translation, an address beyond the `pa_bits` that exist has an access fault; the walk knows all 56 of them. */
void fl_legal_judge_width(const struct fl_request *request, const struct fl_response *response, unsigned pa_bits,
                          struct fl_verdict *verdict);

/* Which rule does an illegal answer break? The search is made again with less forbidden, which may take a second: for reports. */
void fl_legal_explain(const struct fl_legal *legal, const struct fl_request *request,
                      const struct fl_response *response, uint64_t asked, struct fl_verdict *verdict);

/* "SFENCE.VMA 0x4000_1000, asid 7" */
void fl_write_fence(FILE *out, const struct fl_fence *fence);
/* The verdict as one sentence, without newline. */
void fl_write_verdict(FILE *out, const struct fl_request *request, const struct fl_response *response,
                      const struct fl_verdict *verdict);
/* The same into `text`, as much as it holds. */
void fl_print_verdict(char *text, size_t size, const struct fl_request *request, const struct fl_response *response,
                      const struct fl_verdict *verdict);

#endif
