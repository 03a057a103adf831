/* fork.h - makes a second process out of one. */
#ifndef FAULTLINE_KERNEL_FORK_H
#define FAULTLINE_KERNEL_FORK_H

/* The child's pid; the child returns to user mode with 0. -FL_EAGAIN or -FL_ENOMEM on failure. */
int fork_running(void);

struct process;

/* The child gets the parent's open files and registers, but 0 as the result of the call, and may run. */
void fork_start(const struct process *parent, struct process *child);

#endif
