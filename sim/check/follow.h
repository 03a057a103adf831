/* follow.h - the model does in its own way what the device under test did, at the moments that the device chose within the page's rules.
 *
 * The order of effects is that of docs/microarchitecture.md: lookups of a port in the cycle after acceptance and after each fence;
 * services of the one miss unit one after the other, data first; a fence in its APPLY cycle. Hits on one port commute with the
 * other port's walk. A service is played to the model when the device has answered or a fence has killed it: by then it is known
 * when each access was accepted, and what memory and PMP were in that cycle. The addresses the model walks, its compare-and-swaps
 * and all its decisions are its own; and it counts its own cycles, so that every latency is exact.
 */
#ifndef FAULTLINE_CHECK_FOLLOW_H
#define FAULTLINE_CHECK_FOLLOW_H

#include "check/bench.h"

/* The lookup of this cycle, if one is due. */
void fl_follow_lookup(struct fl_bench *bench, enum fl_port port);
/* Who is granted the miss unit in this cycle? */
void fl_follow_grant(struct fl_bench *bench);
/* The device has answered in this cycle: so does the model. */
void fl_follow_answer(struct fl_bench *bench, enum fl_port port);
/* The fence is applied in this cycle. */
void fl_follow_fence(struct fl_bench *bench);

#endif
