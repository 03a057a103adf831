/* test_platform_uart.c - the console: output, input at fixed cycles, interrupts as drivers test for them. */
#include "platform_rig.h"

#include <unistd.h>

enum { THR = 0, IER = 1, IIR = 2, FCR = 2, LCR = 3, MCR = 4, LSR = 5, MSR = 6, SCR = 7 };

#define MILLISECOND (1000 * RIG_MHZ)

static uint8_t get(struct rig *rig, unsigned reg)
{
    return (uint8_t)rig_read(rig, UART_BASE + reg, 1);
}

static void set(struct rig *rig, unsigned reg, uint8_t value)
{
    rig_write(rig, UART_BASE + reg, 1, value);
}

static bool line_up(struct rig *rig)
{
    return rig_read(rig, PLIC_BASE + 0x1000, 4) >> 10 & 1;
}

static void test_uart_reset_values(void **state)
{
    (void)state;
    static const uint8_t values[] = {0, 0, 0x01, 0, 0x08, 0x60, 0xb0, 0};
    struct rig rig = {0};
    rig_start(&rig, NULL);
    for (unsigned reg = 0; reg < 8; reg++)
        assert_int_equal(get(&rig, reg), values[reg]);
    set(&rig, LCR, 0x80);
    assert_int_equal(get(&rig, 0), 12);
    assert_int_equal(get(&rig, 1), 0);
    set(&rig, 0, 3);
    set(&rig, 1, 1);
    assert_int_equal(get(&rig, 0), 3);
    assert_int_equal(get(&rig, 1), 1);
    set(&rig, LCR, 0x03);
    assert_int_equal(get(&rig, IER), 0); /* the divisor did not leak */
    assert_int_equal(rig.console_count, 0);
    set(&rig, SCR, 0x5a);
    assert_int_equal(get(&rig, SCR), 0x5a);
    assert_int_equal(rig_read(&rig, UART_BASE + 0x80, 1), 0);
    rig_stop(&rig);
}

static void test_uart_prints(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start(&rig, NULL);
    for (const char *c = "hello\n"; *c; c++) {
        assert_true(get(&rig, LSR) & 0x20);
        set(&rig, THR, (uint8_t)*c);
    }
    assert_string_equal(rig.console, "hello\n");
    rig_stop(&rig);
}

/* Linux's startup test: IER = 2 twice, IIR must show 2 both times. */
static void test_uart_transmit_interrupt(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start(&rig, NULL);
    for (unsigned i = 0; i < 2; i++) {
        set(&rig, IER, 2);
        assert_true(line_up(&rig));
        assert_int_equal(get(&rig, IIR), 0x02);
        assert_int_equal(get(&rig, IIR), 0x01); /* reading it took it away */
    }
    set(&rig, THR, 'x');
    assert_int_equal(get(&rig, IIR), 0x02);
    set(&rig, THR, 'x');
    set(&rig, IER, 0);
    assert_int_equal(get(&rig, IIR), 0x01);
    rig_stop(&rig);
}

static void test_uart_input_arrives_at_fixed_cycles(void **state)
{
    (void)state;
    struct rig rig = {0};
    struct fl_platform_config config = rig_config();
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    config.console_in = ends[0];
    rig_start(&rig, &config);
    set(&rig, FCR, 0x01);
    set(&rig, IER, 1);
    assert_int_equal(write(ends[1], "abcdefghijklmnopqrstu", 21), 21);
    rig_run_to(&rig, MILLISECOND - 1);
    assert_int_equal(get(&rig, LSR), 0x60);
    rig_run_to(&rig, MILLISECOND);
    assert_int_equal(get(&rig, LSR), 0x61);
    assert_true(line_up(&rig));
    assert_int_equal(get(&rig, IIR), 0xc4);
    for (int c = 'a'; c <= 'c'; c++)
        assert_int_equal(get(&rig, THR), c);
    rig_run_to(&rig, 2 * MILLISECOND); /* as many as fit: nothing is lost */
    assert_int_equal(get(&rig, LSR), 0x61);
    for (int c = 'd'; c <= 's'; c++)
        assert_int_equal(get(&rig, THR), c);
    assert_int_equal(get(&rig, LSR), 0x60);
    rig_run_to(&rig, 3 * MILLISECOND);
    assert_int_equal(get(&rig, THR), 't');
    assert_int_equal(get(&rig, THR), 'u');
    assert_int_equal(get(&rig, IIR), 0xc1);
    close(ends[1]);
    rig_run_to(&rig, 4 * MILLISECOND); /* end of input: no more looks */
    assert_int_equal(rig.bus->next_event(rig.bus->self, rig.now), UINT64_MAX);
    close(ends[0]);
    rig_stop(&rig);
}

/* Loopback is how drivers look for a UART; it also shows triggers, overrun and priorities without a host. */
static void test_uart_loopback(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start(&rig, NULL);
    set(&rig, MCR, 0x1a); /* loop, OUT2, RTS: DCD and CTS */
    assert_int_equal(get(&rig, MSR) & 0xf0, 0x90);
    set(&rig, IER, 0x05);
    set(&rig, THR, 'x'); /* without FIFO there is room for one */
    assert_int_equal(get(&rig, IIR), 0x04);
    set(&rig, THR, 'y');
    assert_int_equal(get(&rig, IIR), 0x06); /* overrun comes first */
    assert_int_equal(get(&rig, LSR), 0x63);
    assert_int_equal(get(&rig, LSR), 0x61);
    assert_int_equal(get(&rig, THR), 'x');
    set(&rig, FCR, 0x41); /* trigger at 4 */
    for (unsigned i = 0; i < 3; i++)
        set(&rig, THR, 'z');
    assert_int_equal(get(&rig, IIR), 0xcc); /* timeout */
    set(&rig, THR, 'z');
    assert_int_equal(get(&rig, IIR), 0xc4);
    set(&rig, FCR, 0x40); /* turning the FIFO off empties it */
    assert_int_equal(get(&rig, LSR), 0x60);
    set(&rig, FCR, 0x41);
    set(&rig, THR, 'z');
    set(&rig, FCR, 0x43); /* clear */
    assert_int_equal(get(&rig, LSR), 0x60);
    assert_int_equal(get(&rig, THR), 0);
    assert_false(rig.console_count);
    rig_stop(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uart_reset_values),       cmocka_unit_test(test_uart_prints),
        cmocka_unit_test(test_uart_transmit_interrupt), cmocka_unit_test(test_uart_input_arrives_at_fixed_cycles),
        cmocka_unit_test(test_uart_loopback),
    };
    return cmocka_run_group_tests_name("platform uart", tests, NULL, NULL);
}
