/* miss.h - the miss unit: second level, walk, answer (docs/microarchitecture.md 5). */
#ifndef FL_UARCH_MISS_H
#define FL_UARCH_MISS_H

#include "mmu.h"

/* One granted request, from PROBE to ANSWER. False: a fence killed it on the way, and its port looks it up again. */
struct fl_walk;
bool fl_miss_serve(enum fl_port port, struct fl_walk *walk, struct fl_response *response);

#endif
