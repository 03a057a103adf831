/* workingset.h - how many pages a process has used lately. */
#ifndef FAULTLINE_KERNEL_WORKINGSET_H
#define FAULTLINE_KERNEL_WORKINGSET_H

#include <stdbool.h>
#include <stdint.h>

struct frame;
struct process;

#define WORKINGSET_LONGEST 8 /* ticks */

/* A tick has passed: which pages were used since the last one?  Updates the process's working set and its peak. */
void workingset_sample(struct process *process);

/* Has the page been used in the window?  Never, without load control. */
bool workingset_holds(const struct frame *frame);

/* The process's working set as it is now: what has been replaced since it was sampled is gone. */
uint64_t workingset_now(const struct process *process);

#endif
