/* console.c - a terminal on the 16550 UART.
 *
 * Characters go out by polling, which keeps the order of output and program steps. A reader sleeps; the receive
 * interrupt is enabled only while somebody waits, so that typing never disturbs a run that does not read.
 */
#include "console.h"

#include "platform.h"
#include "sched.h"

enum { DATA = 0, INTERRUPT_ENABLE = 1, FIFO_CONTROL = 2, LINE_CONTROL = 3, LINE_STATUS = 5 };
#define RECEIVED    0x01
#define TRANSMITTED 0x20
#define EIGHT_BITS  0x03
#define FIFO_ON     0x01

static const char waiting_reader;

void console_init(void)
{
    DEVICE8(UART_PA + INTERRUPT_ENABLE) = 0;
    DEVICE8(UART_PA + LINE_CONTROL) = EIGHT_BITS;
    DEVICE8(UART_PA + FIFO_CONTROL) = FIFO_ON;
}

void console_put(char c)
{
    while (!(DEVICE8(UART_PA + LINE_STATUS) & TRANSMITTED))
        ;
    DEVICE8(UART_PA + DATA) = (uint8_t)c;
}

int console_get(void)
{
    if (DEVICE8(UART_PA + LINE_STATUS) & RECEIVED)
        return DEVICE8(UART_PA + DATA);
    DEVICE8(UART_PA + INTERRUPT_ENABLE) = RECEIVED;
    return -1;
}

void console_interrupt(void)
{
    DEVICE8(UART_PA + INTERRUPT_ENABLE) = 0;
    sched_wake(&waiting_reader);
}

void console_wait(void)
{
    sched_sleep(&waiting_reader);
}
