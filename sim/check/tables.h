/* tables.h - random page tables: address spaces of several schemes in one small memory, so crowded that they share tables, map
 * themselves, and hold every encoding of a PTE, legal or not.
 */
#ifndef FAULTLINE_CHECK_TABLES_H
#define FAULTLINE_CHECK_TABLES_H

#include "check/bench.h"
#include "faultline/walk.h"

#define FL_SPACES  6
#define FL_REGIONS 3

/* One root. Its pages in use lie in a few regions of both halves of its addresses. */
struct fl_space {
    const struct fl_scheme *scheme;
    uint64_t root; /* PPN */
    uint16_t asid;
    uint64_t region[FL_REGIONS]; /* VA without the upper half's bits */
};

struct fl_tables {
    struct fl_bench *bench;        /* borrowed; its memory holds the tables */
    struct fl_random *random;      /* borrowed */
    unsigned reach;                /* pages in use of each region */
    unsigned first;                /* page of its table at which each region begins */
    unsigned odd;                  /* in 1024: leaves that are not as they should be */
    unsigned corner;               /* in 1024: leaves of any level, to where no RAM is (corners.h) */
    unsigned asid_bits;            /* that the MMU has */
    unsigned asid_turn;            /* the bit of an ASID that is turned next */
    unsigned used;                 /* table pages */
    uint8_t level[FL_CHECK_PAGES]; /* of the table that a page was made for */
    struct fl_space space[FL_SPACES];
};

/* New tables and ASIDs for spaces of these schemes (one bit per row of fl_check_schemes). */
void fl_tables_rebuild(struct fl_tables *tables, unsigned schemes);

/* The schemes that traffic knows: rows of the manual's table, by name. An MMU knows those of one XLEN. */
extern const struct fl_check_scheme {
    const char *name;
    uint8_t xlen, mode;
} fl_check_schemes[];
extern const unsigned fl_check_scheme_count;
/* Bytes of a PTE of these schemes, which are all of one XLEN. */
unsigned fl_check_pte_size(unsigned schemes);

/* An address in use, in the upper half for `upper`. */
uint64_t fl_some_va(struct fl_tables *tables, const struct fl_space *space, bool upper);
/* A leaf for this level, mostly legal; `user` as software would have it there. */
uint64_t fl_some_leaf(struct fl_tables *tables, const struct fl_scheme *scheme, unsigned level, bool user);
/* Where the PTE for `va` at `level` lies, or the last one on the way that is no pointer into memory; *reached is its level. */
uint64_t fl_pte_place(struct fl_tables *tables, const struct fl_space *space, uint64_t va, unsigned level,
                      unsigned *reached);
/* A pointer for this level: to a table in use, perhaps one of another level, to the root, to nowhere; or with bits that it must not have. */
uint64_t fl_some_pointer(struct fl_tables *tables, const struct fl_space *space, unsigned level);

#endif
