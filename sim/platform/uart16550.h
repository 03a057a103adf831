/* uart16550.h - NS16550A serial port: the console. Its line is infinitely fast: a written byte is gone at once. */
#ifndef FAULTLINE_PLATFORM_UART16550_H
#define FAULTLINE_PLATFORM_UART16550_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/device.h"
#include "platform/platform.h"
#include "platform/plic.h"

#define FL_UART_FIFO 16

struct fl_uart {
    const struct fl_platform_observer *observer;
    struct fl_irq irq;
    int input;              /* host file descriptor, -1: none, or at its end */
    uint64_t poll_interval; /* cycles between looks at `input` */
    uint64_t next_poll;

    uint8_t ier, fcr, lcr, mcr, scratch;
    uint16_t divisor;
    bool overrun;      /* LSR.OE */
    bool thre_pending; /* the transmitter-empty interrupt has not been seen yet */
    uint8_t fifo[FL_UART_FIFO];
    unsigned first, count; /* of the received bytes waiting */
};

void fl_uart_init(struct fl_uart *uart, const struct fl_platform_observer *observer, struct fl_irq irq, int input,
                  uint64_t poll_interval);
struct fl_device fl_uart_device(struct fl_uart *uart);

/* When input is to be looked at next (UINT64_MAX: never), and the look. */
static inline uint64_t fl_uart_next_event(const struct fl_uart *uart)
{
    return uart->input >= 0 ? uart->next_poll : UINT64_MAX;
}
void fl_uart_advance(struct fl_uart *uart, uint64_t now);

#endif
