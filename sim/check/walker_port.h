/* walker_port.h - the memory behind the walker's port: it may be busy, slow, refuse an access, and let somebody else be faster. */
#ifndef FAULTLINE_CHECK_WALKER_PORT_H
#define FAULTLINE_CHECK_WALKER_PORT_H

#include "check/bench.h"

/* The memory's side of one cycle: it accepts an access, or answers one. */
void fl_attend_walker(struct fl_bench *bench);

#endif
