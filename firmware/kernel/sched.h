/* sched.h - who runs next: round robin over the processes that are ready, idling in WFI when none is. */
#ifndef FAULTLINE_KERNEL_SCHED_H
#define FAULTLINE_KERNEL_SCHED_H

#include <stdint.h>

struct process;

/* Runs processes for ever. */
void sched_run(void) __attribute__((noreturn));

/* The process may run: it goes to the end of the queue. */
void sched_ready(struct process *process);

/* The running process gives its turn away. */
void sched_yield(void);

/* Ticks for which the running process has had the CPU in its life. */
uint64_t sched_busy(void);

/* The time since then counts neither for it nor for load control. */
void sched_discount(uint64_t since);

/* The running process sleeps until sched_ready(). Callers look in a loop whether what they wait for has happened. */
void sched_block(void);

/* The running process sleeps until sched_wake() with the same `on`. */
void sched_sleep(const void *on);
void sched_wake(const void *on);

/* The running process has ended and gives the CPU away for the last time. */
void sched_leave(void) __attribute__((noreturn));

#endif
