/* trap.h - the trap unit under random exceptions, interrupts and returns. */
#ifndef FAULTLINE_CHECK_TRAP_H
#define FAULTLINE_CHECK_TRAP_H

#include "check/bench.h"

/* This event on the device and on the model, both of the bench's XLEN, and the judge's word. */
void fl_play_trap(struct fl_bench *bench, const struct fl_trap_in *event);

/* One event with CSRs as a hart might hold them, on the device and on the model. */
void fl_check_trap(struct fl_bench *bench, struct fl_random *random);

#endif
