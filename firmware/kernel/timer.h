/* timer.h - the clock that ends a process's turn. */
#ifndef FAULTLINE_KERNEL_TIMER_H
#define FAULTLINE_KERNEL_TIMER_H

#include <stdbool.h>
#include <stdint.h>

/* With `stimecmp` the hart has a supervisor timer (Sstc); without, the shim drives the CLINT for us. */
void timer_init(bool stimecmp);

/* The turn of the process that runs next begins now. */
void timer_start_slice(void);

/* The timer's interrupt: the turn is over. */
void timer_interrupt(void);

uint64_t timer_now(void);

#endif
