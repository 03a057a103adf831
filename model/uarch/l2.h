/* l2.h - the L2 TLB: set-associative, 4 KiB entries (docs/microarchitecture.md 5.1). */
#ifndef FL_UARCH_L2_H
#define FL_UARCH_L2_H

#include "faultline/uarch.h"

#define FL_L2_WAYS_MAX 8

struct fl_l2 {
    unsigned sets, ways; /* sets 0: there is none */
    unsigned bug;
    uint64_t plru_keep[FL_L2_WAYS_MAX], plru_set[FL_L2_WAYS_MAX]; /* what a touch of each way does to a tree */
    struct fl_tlb_entry entry[FL_L2_MAX];                         /* set s, way w at s * ways + w */
    uint8_t plru[FL_L2_SETS];
};

void fl_l2_init(struct fl_l2 *l2, unsigned sets, unsigned ways, unsigned bug);
void fl_l2_reset(struct fl_l2 *l2);

/* The ways of the VPN's set that match: bit w for way w. The winner is the lowest. */
unsigned fl_l2_matches(const struct fl_l2 *l2, uint64_t vpn, uint16_t asid);
const struct fl_tlb_entry *fl_l2_entry(const struct fl_l2 *l2, uint64_t vpn, unsigned way);
void fl_l2_touch(struct fl_l2 *l2, uint64_t vpn, unsigned way);
void fl_l2_drop(struct fl_l2 *l2, uint64_t vpn, unsigned ways);

/* The way that a refill would take now: the lowest invalid one, else the one the set's tree points at. */
unsigned fl_l2_victim(const struct fl_l2 *l2, uint64_t vpn);
/* Put `entry` there and touch it. */
void fl_l2_fill(struct fl_l2 *l2, unsigned way, const struct fl_tlb_entry *entry);

/* Apply a fence; returns the SWEEP cycles it takes. */
unsigned fl_l2_fence(struct fl_l2 *l2, const struct fl_fence *fence);

#endif
