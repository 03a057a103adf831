/* bare_clock.h - how fast the device itself is clocked: a hit on a port in every cycle, no model, no memory, nothing compared. */
#ifndef FAULTLINE_CHECK_BARE_CLOCK_H
#define FAULTLINE_CHECK_BARE_CLOCK_H

#include "dut/dut.h"

/* Cycles per second of CPU time, over so many cycles. 0: the device did not answer a hit in each. */
double fl_bare_clock(struct fl_dut *dut, const struct fl_uarch_config *config, unsigned xlen, uint64_t cycles);

/* CPU seconds of this process so far. */
double fl_cpu_seconds(void);

#endif
