/* allocation.h - frames for each process, when `scope=local` gives every process frames of its own. */
#ifndef FAULTLINE_KERNEL_ALLOCATION_H
#define FAULTLINE_KERNEL_ALLOCATION_H

#include <stdbool.h>
#include <stdint.h>

struct process;

/* A new process takes part. False: there are not enough frames for one more. */
bool allocation_join(struct process *process);

/* It has ended, and its pages are gone. */
void allocation_leave(struct process *process);

/* Sizes or priorities have changed: everybody's share is computed anew. */
void allocation_share(void);

/* Pages in all regions of the process. */
uint64_t allocation_size(const struct process *process);

#endif
