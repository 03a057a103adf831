/* workingset.h - how many pages a process has used lately. */
#ifndef FAULTLINE_KERNEL_WORKINGSET_H
#define FAULTLINE_KERNEL_WORKINGSET_H

struct process;

#define WORKINGSET_LONGEST 8 /* ticks */

/* A tick has passed: which pages were used since the last one?  Updates the process's working set and its peak. */
void workingset_sample(struct process *process);

#endif
