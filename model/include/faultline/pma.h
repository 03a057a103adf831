/* pma.h - physical memory attributes (Privileged 3.6) as an MMU knows them: which parts of the physical address space can do what.
 *
 * A property of the hardware, not a register: no software changes it. Pure functions over a table of a few ranges.
 */
#ifndef FAULTLINE_PMA_H
#define FAULTLINE_PMA_H

#include "types.h"

#pragma GCC visibility push(default) /* what the shared library exports */

#ifdef __cplusplus
extern "C" {
#endif

#define FL_PMA_MAX 8

/* What a range can do, and what an access asks for. */
enum fl_pma_right {
    FL_PMA_R = 1,  /* loads */
    FL_PMA_W = 2,  /* stores */
    FL_PMA_X = 4,  /* fetches */
    FL_PMA_A = 8,  /* atomics: AMOs, compare-and-swaps by the walker */
    FL_PMA_T = 16, /* page tables: PTE reads and writes */
};

/* What the walker asks for its own accesses. */
enum { FL_PMA_PTE_READ = FL_PMA_R | FL_PMA_T, FL_PMA_PTE_WRITE = FL_PMA_W | FL_PMA_A | FL_PMA_T };

/* Ranges of pages, which may overlap: the lowest-numbered one that holds a page decides, and a page in none is vacant. */
struct fl_pma {
    unsigned count; /* 0: nobody checks, and the memory's error answer alone decides */
    struct fl_pma_range {
        uint64_t first, last; /* PPNs, both inside; so no access crosses out of a range inside a page */
        uint8_t rights;       /* enum fl_pma_right */
    } range[FL_PMA_MAX];
};

/* The board of docs/machine.md: reset ROM, devices, memory. */
extern const struct fl_pma fl_pma_virt;

/* Can the page of `pa` do all of `needs`? `range` (may be NULL) receives the deciding range, -1 when it is vacant or nobody checks.
 * A NULL or empty table allows everything. */
bool fl_pma_allows(const struct fl_pma *pma, unsigned needs, uint64_t pa, int *range);

/* The same for an access of the MMU port: cache-block management goes where a load or a store may. LR and SC are loads and stores. */
bool fl_pma_allows_access(const struct fl_pma *pma, enum fl_access access, uint64_t pa);

#ifdef __cplusplus
}
#endif

#pragma GCC visibility pop

#endif
