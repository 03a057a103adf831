/* one_page.h - one page, at any level of any scheme, and CSRs that permit it everything: what a constructed case starts from.
 *
 * A case says what is different about it: the PTE, a table's place, PMP, who asks. Nothing is left to chance, so a case
 * always meets what it was made for. Everything happens at rest, one access after the other, unless the case drives the bench itself.
 */
#ifndef FAULTLINE_CHECK_ONE_PAGE_H
#define FAULTLINE_CHECK_ONE_PAGE_H

#include "check/bench.h"
#include "faultline/walk.h"

enum {
    FL_PTE_V = 1,
    FL_PTE_R = 2,
    FL_PTE_W = 4,
    FL_PTE_X = 8,
    FL_PTE_U = 16,
    FL_PTE_G = 32,
    FL_PTE_A = 64,
    FL_PTE_D = 128,
};
#define FL_PTE_N (UINT64_C(1) << 63)

struct fl_one_page {
    struct fl_bench *bench; /* borrowed */
    const struct fl_scheme *scheme;
    unsigned level;            /* of the page */
    uint64_t va;               /* inside it */
    uint64_t pte;              /* what its place holds: a legal supervisor's leaf, until the case changes it */
    struct fl_context context; /* in force at the next request */
};

/* Plays a case's variations on every level of every scheme of the MMU; returns how many there were. */
unsigned fl_each_level(struct fl_bench *bench, unsigned (*play)(const struct fl_one_page *page));
/* The page of level 0 under the MMU's first scheme; and no page: its VA, not translated, is an address of RAM that nobody reads. */
struct fl_one_page fl_plain_page(struct fl_bench *bench);
struct fl_one_page fl_bare_page(struct fl_bench *bench);

/* Tables are written, everything is fenced, PMP permits all. */
void fl_page_begin(const struct fl_one_page *page);
/* The VA whose walk meets the page's tables down to `level`, and there the PTE beside the page's. */
uint64_t fl_page_beside(const struct fl_one_page *page, unsigned level);
/* Where the table of a level lies, the PTE in it, and the physical address of the page's VA. */
uint64_t fl_page_table(unsigned level);
uint64_t fl_page_place(const struct fl_one_page *page, unsigned level);
uint64_t fl_page_pa(const struct fl_one_page *page);
/* Another place for what it maps. */
uint64_t fl_page_moved(const struct fl_one_page *page);

/* A request by this privilege on its access's port, and nothing else happens until it is answered; or it is only driven. */
void fl_page_ask(const struct fl_one_page *page, uint64_t va, enum fl_access access, enum fl_privilege privilege);
void fl_page_drive(const struct fl_one_page *page, uint64_t va, enum fl_access access, enum fl_privilege privilege);
/* PMP from the next request on: in the page at `pa` only `rights` (X W R), for all privileges; elsewhere everything. */
void fl_page_protect(const struct fl_one_page *page, uint64_t pa, uint8_t rights);

/* For bench->rival_pte: somebody else sets or clears D. */
uint64_t fl_rival_turns_dirty(void *self, uint64_t held);

static inline enum fl_port fl_port_of(enum fl_access access)
{
    return access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA;
}

#endif
