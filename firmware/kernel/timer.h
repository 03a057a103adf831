/* timer.h - the clock that ends a process's turn. */
#ifndef FAULTLINE_KERNEL_TIMER_H
#define FAULTLINE_KERNEL_TIMER_H

#include <stdbool.h>
#include <stdint.h>

/* With `stimecmp` the hart has a supervisor timer (Sstc); without, the shim drives the CLINT for us. */
void timer_init(bool stimecmp);

/* The turn of the process that runs next begins now: returns the time. */
uint64_t timer_start_slice(void);

/* The time since then does not count for load control: its next tick comes so much later. */
void timer_discount(uint64_t since);

/* The timer's interrupt: is the turn over?  If not, it was load control's tick. */
bool timer_interrupt(void);

uint64_t timer_now(void);

#endif
