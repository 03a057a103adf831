/* pwc.h - the page-walk cache: pointers that walks have read, by level (docs/microarchitecture.md 5.1). */
#ifndef FL_UARCH_PWC_H
#define FL_UARCH_PWC_H

#include "mmu.h"

/* Where a walk starts. */
struct fl_walk_start {
    uint8_t level;
    bool global;   /* a pointer above was */
    uint64_t base; /* of the table */
};

/* The lowest start that the cache knows, else the root; touches the entry it comes from. */
struct fl_walk_start fl_pwc_start(struct fl_uarch *uarch, const struct fl_stage *stage);

/* A legal pointer was read at `level`: `ppn` is where it points, `global` whether it or one above it was. */
void fl_pwc_fill(struct fl_uarch *uarch, const struct fl_stage *stage, unsigned level, uint64_t ppn, bool global);

/* Pointers survive fences by VA (Privileged 4.2.1 lets them). */
void fl_pwc_fence(struct fl_uarch *uarch, const struct fl_fence *fence);

#endif
