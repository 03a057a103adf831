/* walker.h - the page-table walker's state machine (docs/microarchitecture.md 5.2). */
#ifndef FL_UARCH_WALKER_H
#define FL_UARCH_WALKER_H

#include "mmu.h"

/* How a walk ends. A walk that a fence killed has answered nothing and filled nothing: its request is looked up again. */
enum fl_walk_end { FL_WALK_LEAF, FL_WALK_PAGE_FAULT, FL_WALK_ACCESS_FAULT, FL_WALK_KILLED };

/* The walks of one request: after a kill the next one starts afresh, and cycles and attempts go on counting. */
struct fl_walk {
    struct fl_uarch *uarch;
    const struct fl_stage *stage;
    const struct fl_pte_mem *mem;
    const struct fl_uarch_watch *watch; /* may be NULL */
    struct fl_walk_trace *trace;        /* may be NULL */
    uint64_t cycles;                    /* spent in PROBE, READ, WAIT, CHECK, UPDATE and UWAIT */
    uint32_t epoch;                     /* of the grant */
    unsigned l2_victim;                 /* decided in PROBE */
    uint8_t attempt;
    uint8_t level;
    bool global;      /* a pointer passed on the way had G = 1 */
    bool pte_refused; /* the memory answered with an error, or PMP or PMAs denied the read */
    uint64_t base;    /* of the table */
    uint64_t pte;     /* as read last; the leaf at the end */
};

/* A state begins that a harness may want to know of. True: a fence met the walk there, and killed it. */
bool fl_walk_killed_at(struct fl_walk *walk, enum fl_uarch_point point);

/* Walk, from the lowest level the walk cache knows, until it ends. */
enum fl_walk_end fl_walker_run(struct fl_walk *walk);

/* The L1 entry for the leaf at which a walk ended. */
struct fl_tlb_entry fl_walker_leaf_entry(const struct fl_walk *walk);

#endif
