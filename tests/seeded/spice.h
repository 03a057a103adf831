/* spice.h - what the traffic of uarch_traffic.h lacks: malformed tables, addresses that are not canonical, a second root, traps.
 * All of it random and repeatable. */
#ifndef SPICE_H
#define SPICE_H

#include "faultline/trap.h"
#include "uarch_traffic.h"

struct spice {
    uint64_t seed;
    uint64_t spoilt, pte; /* the root's PTE that is malformed for a while, or 0, and what it was before */
};

/* Perhaps change the tables, the root or the address of the next access. */
void spice_request(struct spice *spice, struct traffic *traffic, struct rig *rig);

/* A trap or return, as a hart might present it. */
struct fl_trap_in spice_trap(uint64_t *seed);

#endif
