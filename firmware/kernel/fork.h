/* fork.h - makes a second process out of one. */
#ifndef FAULTLINE_KERNEL_FORK_H
#define FAULTLINE_KERNEL_FORK_H

/* The child's pid; the child returns to user mode with 0. -FL_EAGAIN or -FL_ENOMEM on failure. */
int fork_running(void);

#endif
