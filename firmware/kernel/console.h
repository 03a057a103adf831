/* console.h - the 16550 UART: output by polling, input by interrupt. */
#ifndef FAULTLINE_KERNEL_CONSOLE_H
#define FAULTLINE_KERNEL_CONSOLE_H

#include <stdbool.h>

void console_init(void);
void console_put(char c);

/* Next character typed, or -1 if there is none now; then the reader's interrupt is armed. */
int console_get(void);

/* The UART raised its interrupt: wakes whoever waits in console_wait(). */
void console_interrupt(void);

/* Sleeps until console_get() may have something. */
void console_wait(void);

#endif
