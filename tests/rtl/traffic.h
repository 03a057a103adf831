/* traffic.h - seeded random requests, fences and page-table changes, through a device under test and the golden model. */
#ifndef FAULTLINE_TEST_RTL_TRAFFIC_H
#define FAULTLINE_TEST_RTL_TRAFFIC_H

#include "dut/dut.h"
#include "lockstep/divergence.h"

/* Play `events` events of `seed` on both, under Sv32 or (xlen 64) the other schemes. Returns the number of events after which they differed, 0 when they never did;
 * `what` then says how. */
unsigned traffic_compare(struct fl_dut *dut, const struct fl_uarch_config *config, unsigned xlen, uint64_t seed,
                         unsigned events, struct fl_difference *what);

#endif
