/* loadcontrol.h - not more processes at a time than memory can hold. */
#ifndef FAULTLINE_KERNEL_LOADCONTROL_H
#define FAULTLINE_KERNEL_LOADCONTROL_H

#include <stdbool.h>
#include <stdint.h>

struct process;

/* What load control knows of a process. */
struct load {
    uint64_t page_ins, busy; /* as counted at the last tick                       */
    uint64_t peak;           /* the largest working set seen                      */
    uint64_t instret;        /* user-mode instructions when it was last measured  */
    uint64_t last_page_in;   /* in ticks of its own CPU time                      */
    bool suspended;          /* it leaves memory at its next fault, and waits     */
};

/* Microseconds between two ticks; 0: load control is off. */
uint64_t loadcontrol_period(void);

/* The tick itself, in the timer's interrupt. */
void loadcontrol_tick(void);

/* The running process has had a fault served: here it leaves memory if it is to. May sleep. */
void loadcontrol_checkpoint(void);

#endif
