/* uart16550.c - registers, the receive FIFO and the interrupt priorities of an NS16550A.
 *
 * Input is polled at fixed cycles, so when the guest can see a byte depends on the cycle alone. The character
 * timeout, which asks to empty a FIFO below its trigger level, counts as elapsed at once.
 */
#include "platform/uart16550.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum uart_register { RBR_THR, IER, IIR_FCR, LCR, MCR, LSR, MSR, SCR };

#define IER_RX     0x01
#define IER_THRE   0x02
#define IER_LINE   0x04
#define FCR_ENABLE 0x01
#define FCR_CLEAR  0x02
#define LCR_DLAB   0x80
#define MCR_LOOP   0x10
#define LSR_DR     0x01
#define LSR_OE     0x02
#define LSR_EMPTY  0x60 /* THRE and TEMT */
#define MSR_IDLE   0xb0 /* CTS, DSR, DCD */

#define IIR_NONE    0x01
#define IIR_THRE    0x02
#define IIR_RX      0x04
#define IIR_LINE    0x06
#define IIR_TIMEOUT 0x0c
#define IIR_FIFO    0xc0

static bool fifo_enabled(const struct fl_uart *uart)
{
    return uart->fcr & FCR_ENABLE;
}

static unsigned room(const struct fl_uart *uart)
{
    return (fifo_enabled(uart) ? FL_UART_FIFO : 1) - uart->count;
}

/* The interrupt of highest priority, without the FIFO bits. */
static unsigned interrupt_id(const struct fl_uart *uart)
{
    static const uint8_t trigger[] = {1, 4, 8, 14};
    if ((uart->ier & IER_LINE) && uart->overrun)
        return IIR_LINE;
    if ((uart->ier & IER_RX) && uart->count)
        return fifo_enabled(uart) && uart->count < trigger[uart->fcr >> 6] ? IIR_TIMEOUT : IIR_RX;
    if ((uart->ier & IER_THRE) && uart->thre_pending)
        return IIR_THRE;
    return IIR_NONE;
}

static void update(struct fl_uart *uart)
{
    fl_irq_set(&uart->irq, interrupt_id(uart) != IIR_NONE);
}

static void receive(struct fl_uart *uart, uint8_t byte)
{
    if (room(uart) == 0) {
        uart->overrun = true;
        return;
    }
    uart->fifo[(uart->first + uart->count) % FL_UART_FIFO] = byte;
    uart->count++;
}

static uint8_t take(struct fl_uart *uart)
{
    if (uart->count == 0)
        return 0;
    uint8_t byte = uart->fifo[uart->first];
    uart->first = (uart->first + 1) % FL_UART_FIFO;
    uart->count--;
    return byte;
}

static void transmit(struct fl_uart *uart, uint8_t byte)
{
    if (uart->mcr & MCR_LOOP)
        receive(uart, byte);
    else if (uart->observer->console)
        uart->observer->console(uart->observer->self, (char)byte);
    uart->thre_pending = true; /* full and empty again */
}

/* In loopback the modem outputs come back as the modem inputs: DTR, RTS, OUT1, OUT2 as DSR, CTS, RI, DCD. */
static uint8_t modem_status(const struct fl_uart *uart)
{
    unsigned mcr = uart->mcr;
    if (!(mcr & MCR_LOOP))
        return MSR_IDLE;
    return (uint8_t)((mcr & 0x0c) << 4 | (mcr & 0x02) << 3 | (mcr & 0x01) << 5);
}

static uint8_t read_iir(struct fl_uart *uart)
{
    unsigned id = interrupt_id(uart);
    if (id == IIR_THRE)
        uart->thre_pending = false;
    return (uint8_t)(id | (fifo_enabled(uart) ? IIR_FIFO : 0));
}

static uint8_t read_lsr(struct fl_uart *uart)
{
    uint8_t value = (uint8_t)(LSR_EMPTY | (uart->count ? LSR_DR : 0) | (uart->overrun ? LSR_OE : 0));
    uart->overrun = false;
    return value;
}

static uint8_t read_register(struct fl_uart *uart, uint64_t offset)
{
    bool divisor = uart->lcr & LCR_DLAB;
    switch (offset) {
    case RBR_THR:
        return divisor ? (uint8_t)uart->divisor : take(uart);
    case IER:
        return divisor ? (uint8_t)(uart->divisor >> 8) : uart->ier;
    case IIR_FCR:
        return read_iir(uart);
    case LCR:
        return uart->lcr;
    case MCR:
        return uart->mcr;
    case LSR:
        return read_lsr(uart);
    case MSR:
        return modem_status(uart);
    case SCR:
        return uart->scratch;
    default:
        return 0;
    }
}

static void write_fcr(struct fl_uart *uart, uint8_t value)
{
    if ((value & FCR_CLEAR) || ((value ^ uart->fcr) & FCR_ENABLE))
        uart->first = uart->count = 0;
    uart->fcr = value & (0xc0 | FCR_ENABLE);
}

/* Asking for the transmitter interrupt while the transmitter is empty, as it always is here, raises it; asking again
 * does so too (drivers test for exactly that). */
static void write_ier(struct fl_uart *uart, uint8_t value)
{
    uart->ier = value & 0x0f;
    if (uart->ier & IER_THRE)
        uart->thre_pending = true;
}

static void write_register(struct fl_uart *uart, uint64_t offset, uint8_t value)
{
    bool divisor = uart->lcr & LCR_DLAB;
    switch (offset) {
    case RBR_THR:
        if (divisor)
            uart->divisor = (uint16_t)((uart->divisor & 0xff00) | value);
        else
            transmit(uart, value);
        break;
    case IER:
        if (divisor)
            uart->divisor = (uint16_t)((uart->divisor & 0x00ff) | value << 8);
        else
            write_ier(uart, value);
        break;
    case IIR_FCR:
        write_fcr(uart, value);
        break;
    case LCR:
        uart->lcr = value;
        break;
    case MCR:
        uart->mcr = value & 0x1f;
        break;
    case SCR:
        uart->scratch = value;
        break;
    default:
        break;
    }
}

static uint64_t uart_read(void *self, uint64_t offset, unsigned size, uint64_t now)
{
    (void)size, (void)now;
    uint64_t value = read_register(self, offset);
    update(self);
    return value;
}

static void uart_write(void *self, uint64_t offset, unsigned size, uint64_t value, uint64_t now)
{
    (void)size, (void)now;
    write_register(self, offset, (uint8_t)value);
    update(self);
}

void fl_uart_advance(struct fl_uart *uart, uint64_t now)
{
    if (uart->input < 0 || now < uart->next_poll)
        return;
    uart->next_poll = now - now % uart->poll_interval + uart->poll_interval;
    struct pollfd wait = {.fd = uart->input, .events = POLLIN};
    if (uart->mcr & MCR_LOOP || room(uart) == 0 || poll(&wait, 1, 0) <= 0)
        return;
    uint8_t bytes[FL_UART_FIFO];
    ssize_t got = read(uart->input, bytes, room(uart));
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN))
        uart->input = -1;
    for (ssize_t i = 0; i < got; i++)
        receive(uart, bytes[i]);
    update(uart);
}

void fl_uart_init(struct fl_uart *uart, const struct fl_platform_observer *observer, struct fl_irq irq, int input,
                  uint64_t poll_interval)
{
    *uart = (struct fl_uart){
        .observer = observer,
        .irq = irq,
        .input = input,
        .poll_interval = poll_interval,
        .next_poll = poll_interval,
        .mcr = 0x08,
        .divisor = 12,
    };
}

struct fl_device fl_uart_device(struct fl_uart *uart)
{
    return (struct fl_device){.self = uart, .read = uart_read, .write = uart_write};
}
