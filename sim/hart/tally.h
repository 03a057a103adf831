/* tally.h - what running costs, as far as it can be known before running.
 *
 * A decoded block carries one tally per operation: what has been spent since the block's start when that operation
 * gets to its data access, if every translation hits. So the hot path counts nothing; it adds one tally when it leaves
 * the block.
 */
#ifndef FAULTLINE_HART_TALLY_H
#define FAULTLINE_HART_TALLY_H

#include <stdint.h>

struct fl_tally {
    uint64_t cycle;
    uint64_t begun;   /* instructions that started: their base cycle is spent */
    uint64_t retired; /* ... and that completed */
    uint64_t fetches; /* fetch blocks read */
    uint64_t loads, stores;
};

static inline void fl_tally_add(struct fl_tally *to, const struct fl_tally *from)
{
    to->cycle += from->cycle;
    to->begun += from->begun;
    to->retired += from->retired;
    to->fetches += from->fetches;
    to->loads += from->loads;
    to->stores += from->stores;
}

static inline void fl_tally_subtract(struct fl_tally *to, const struct fl_tally *from)
{
    to->cycle -= from->cycle;
    to->begun -= from->begun;
    to->retired -= from->retired;
    to->fetches -= from->fetches;
    to->loads -= from->loads;
    to->stores -= from->stores;
}

#endif
