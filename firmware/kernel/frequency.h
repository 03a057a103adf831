/* frequency.h - page-fault frequency as a rule of frame allocation (`scope=local alloc=frequency`). */
#ifndef FAULTLINE_KERNEL_FREQUENCY_H
#define FAULTLINE_KERNEL_FREQUENCY_H

#include "counters.h"

struct process;

/* The running process has had a fault served: its pool may grow, or shrink, which may sleep. */
void frequency_fault(struct process *process, enum fault_kind kind);

#endif
