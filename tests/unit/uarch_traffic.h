/* uarch_traffic.h - random but repeatable traffic for two rigs at once: remaps, fences, CSR changes, accesses. */
#ifndef UARCH_TRAFFIC_H
#define UARCH_TRAFFIC_H

#include "uarch_rig.h"

struct traffic {
    uint64_t seed;
    bool always_fence;  /* fence everything after each change, so that no TLB holds anything stale */
    bool fence_in_walk; /* let some fences hit a walk in flight */
    enum fl_access access;
    uint64_t va; /* the access to make next, on both rigs */
};

/* Change both rigs alike, and choose the next access. */
void traffic_step(struct traffic *traffic, struct rig *a, struct rig *b);

#endif
