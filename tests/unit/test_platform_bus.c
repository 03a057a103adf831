/* test_platform_bus.c - the address map and its attributes, the walker's port, interrupts and timers, the finisher. */
#include "platform_rig.h"

#include <string.h>

static bool answers(struct rig *rig, uint64_t pa, unsigned size, bool write)
{
    uint64_t value;
    unsigned delay;
    return write ? rig->bus->write(rig->bus->self, pa, size, 0, 0, &delay)
                 : rig->bus->read(rig->bus->self, pa, size, 0, &value, &delay);
}

static void test_bus_map(void **state)
{
    (void)state;
    static const struct {
        uint64_t pa;
        unsigned size;
        bool read, write, fetch, page;
    } cases[] = {
        {0x0, 4, false, false, false, false},
        {0x1000, 8, true, false, true, false}, /* ROM */
        {0xfff8, 8, true, false, true, false},
        {0xfffc, 8, false, false, true, false}, /* over its end */
        {0x10000, 4, false, false, false, false},
        {0x100000, 4, true, true, false, false}, /* finisher */
        {0x100000, 1, false, false, false, false},
        {CLINT_BASE + 0x4000, 8, true, true, false, false},
        {CLINT_BASE + 0x4004, 8, false, false, false, false}, /* misaligned */
        {CLINT_BASE + 0x4004, 4, true, true, false, false},
        {CLINT_BASE, 2, false, false, false, false},
        {PLIC_BASE + 0x5ffffc, 4, true, true, false, false},
        {PLIC_BASE, 8, false, false, false, false},
        {PLIC_BASE + 0x600000, 4, false, false, false, false},
        {UART_BASE + 7, 1, true, true, false, false},
        {UART_BASE, 4, false, false, false, false},
        {UART_BASE + 0x100, 1, false, false, false, false},
        {DISK_BASE + 0xffc, 4, true, true, false, false},
        {DISK_BASE + 0x1000, 4, false, false, false, false},
        {RAM_BASE - 4, 8, false, false, false, false},
        {RAM_BASE, 8, true, true, true, true},
        {RAM_BASE + 3, 8, true, true, true, true}, /* RAM takes any alignment */
        {RAM_BASE + RIG_RAM - 1, 1, true, true, true, true},
        {RAM_BASE + RIG_RAM - 4, 8, false, false, true, true},
        {RAM_BASE + RIG_RAM, 1, false, false, false, false},
        {UINT64_MAX, 1, false, false, false, false},
        {UINT64_MAX - 3, 8, false, false, false, false},
    };
    struct rig rig = {0};
    rig_start(&rig, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(answers(&rig, cases[i].pa, cases[i].size, false), cases[i].read);
        assert_int_equal(answers(&rig, cases[i].pa, cases[i].size, true), cases[i].write);
        assert_int_equal(rig.bus->fetchable(rig.bus->self, cases[i].pa), cases[i].fetch);
        assert_int_equal(rig.bus->ram_page(rig.bus->self, cases[i].pa) != NULL, cases[i].page);
    }
    rig_stop(&rig);
}

static void test_bus_ram_is_little_endian_and_shared(void **state)
{
    (void)state;
    struct rig rig = {0};
    uint64_t value;
    unsigned delay = 99;
    uint8_t seen[4];
    rig_start(&rig, NULL);
    uint8_t *page = rig.bus->ram_page(rig.bus->self, RAM_BASE + 0x5678);
    rig_write(&rig, RAM_BASE + 0x5ffd, 8, 0x8877665544332211); /* over a page border */
    assert_int_equal(page[0xffd], 0x11);
    assert_int_equal(page[0x1004], 0x88);
    assert_int_equal(rig_read(&rig, RAM_BASE + 0x5fff, 4), 0x66554433);
    assert_true(rig.bus->read(rig.bus->self, RAM_BASE, 1, 0, &value, &delay));
    assert_int_equal(delay, 3);
    assert_true(fl_platform_peek(rig.machine, RAM_BASE + 0x5ffd, seen, 4));
    assert_memory_equal(seen, "\x11\x22\x33\x44", 4);
    assert_false(fl_platform_peek(rig.machine, RAM_BASE + RIG_RAM - 3, seen, 4));
    assert_false(fl_platform_peek(rig.machine, UART_BASE, seen, 1));
    assert_true(fl_platform_peek(rig.machine, 0xfffc, seen, 4));
    assert_false(fl_platform_peek(rig.machine, 0xfffd, seen, 4));
    rig_stop(&rig);
}

static void saw_pte(void *self, uint64_t pa, uint64_t old_value)
{
    uint64_t *seen = self;
    seen[0]++;
    seen[1] = pa;
    seen[2] = old_value;
}

static void test_bus_walker_port(void **state)
{
    (void)state;
    struct rig rig = {0};
    uint64_t value, seen[3] = {0};
    bool error, won;
    rig_start(&rig, NULL);
    const struct fl_pte_mem *mem = fl_platform_pte_mem(rig.machine);
    fl_platform_on_pte_write(rig.machine, saw_pte, seen);
    rig_write(&rig, RAM_BASE + 0x1000, 8, 0x1111111122222222);
    assert_int_equal(mem->read(mem->self, RAM_BASE + 0x1000, 8, &value, &error), 20);
    assert_false(error);
    assert_int_equal(value, 0x1111111122222222);
    mem->read(mem->self, RAM_BASE + 0x1004, 4, &value, &error);
    assert_int_equal(value, 0x11111111);
    mem->compare_and_swap(mem->self, RAM_BASE + 0x1000, 8, 5, 6, &won, &error);
    assert_false(won || error);
    assert_int_equal(seen[0], 0);
    assert_int_equal(rig_read(&rig, RAM_BASE + 0x1000, 8), 0x1111111122222222);
    mem->compare_and_swap(mem->self, RAM_BASE + 0x1000, 4, 0x22222222, 7, &won, &error);
    assert_true(won && !error);
    assert_int_equal(rig_read(&rig, RAM_BASE + 0x1000, 8), 0x1111111100000007);
    assert_int_equal(seen[0], 1);
    assert_int_equal(seen[1], RAM_BASE + 0x1000);
    assert_int_equal(seen[2], 0x22222222);
    static const uint64_t elsewhere[] = {0, 0x1000, CLINT_BASE + 0xbff8, RAM_BASE + RIG_RAM, UINT64_MAX - 7};
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++) {
        mem->read(mem->self, elsewhere[i], 8, &value, &error);
        assert_true(error);
        mem->compare_and_swap(mem->self, elsewhere[i], 8, 0, 0, &won, &error);
        assert_true(error && !won);
    }
    rig_stop(&rig);
}

static void test_clint_timer(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start(&rig, NULL); /* 100 MHz: 10 cycles a tick */
    assert_int_equal(rig_lines(&rig), 0);
    rig.now = 1234;
    assert_int_equal(rig_read(&rig, CLINT_BASE + 0xbff8, 8), 123);
    assert_int_equal(rig.bus->mtime(rig.bus->self, 1239), 123);
    rig_write(&rig, CLINT_BASE + 0x4000, 8, 130);
    assert_int_equal(rig.bus->next_event(rig.bus->self, rig.now), 1300);
    assert_int_equal(rig.bus->lines(rig.bus->self, 1299), 0);
    assert_int_equal(rig.bus->lines(rig.bus->self, 1300), MIP_MTIP);
    assert_int_equal(rig.bus->next_event(rig.bus->self, 1300), UINT64_MAX);
    rig_write(&rig, CLINT_BASE + 0x4004, 4, 0xffffffff); /* by halves */
    assert_int_equal(rig_read(&rig, CLINT_BASE + 0x4000, 8), 0xffffffff00000082);
    assert_int_equal(rig.bus->next_event(rig.bus->self, rig.now), UINT64_MAX); /* beyond all cycles */
    rig_write(&rig, CLINT_BASE + 0x4004, 4, 0);
    rig_write(&rig, CLINT_BASE + 0xbff8, 8, 0);
    assert_int_equal(rig.bus->next_event(rig.bus->self, rig.now), 1230 + 1300);
    rig_write(&rig, CLINT_BASE + 0xbffc, 4, 1);
    assert_int_equal(rig_read(&rig, CLINT_BASE + 0xbff8, 8), UINT64_C(1) << 32);
    assert_int_equal(rig_lines(&rig), MIP_MTIP);
    rig_stop(&rig);
}

static void test_clint_software_interrupt(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start(&rig, NULL);
    rig_write(&rig, CLINT_BASE, 4, 0xffffffff);
    assert_int_equal(rig_read(&rig, CLINT_BASE, 4), 1);
    assert_int_equal(rig_lines(&rig), MIP_MSIP);
    rig_write(&rig, CLINT_BASE + 4, 4, 0); /* hart 1 does not exist */
    assert_int_equal(rig_lines(&rig), MIP_MSIP);
    rig_write(&rig, CLINT_BASE, 4, 2);
    assert_int_equal(rig_lines(&rig), 0);
    rig_stop(&rig);
}

static void test_finisher(void **state)
{
    (void)state;
    static const struct {
        uint32_t value;
        unsigned finished, code;
    } cases[] = {{0x5555, 1, 0}, {0x2a3333, 1, 42}, {0x7777, 1, 0}, {0x1234, 0, 0}, {0, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rig rig = {0};
        rig_start(&rig, NULL);
        rig_write(&rig, 0x100004, 4, 0x5555); /* not the register */
        rig_write(&rig, 0x100000, 4, cases[i].value);
        assert_int_equal(rig.finished, cases[i].finished);
        assert_int_equal(rig.finish_code, cases[i].code);
        assert_int_equal(rig_read(&rig, 0x100000, 4), 0);
        rig_stop(&rig);
    }
}

static void test_config_errors(void **state)
{
    (void)state;
    static const struct {
        uint64_t ram_size;
        unsigned mhz, memory_delay;
        const char *disk, *says;
    } cases[] = {
        {0, 100, 1, NULL, "memory size 0: give a multiple of 4 KiB, up to 2 GiB"},
        {4097, 100, 1, NULL, "memory size 4097: give a multiple of 4 KiB, up to 2 GiB"},
        {UINT64_C(1) << 32, 100, 1, NULL, "memory size 4294967296: give a multiple of 4 KiB, up to 2 GiB"},
        {4096, 0, 1, NULL, "clock of 0 MHz: give a multiple of 10 (mtime runs at 10 MHz), up to 100000"},
        {4096, 15, 1, NULL, "clock of 15 MHz: give a multiple of 10 (mtime runs at 10 MHz), up to 100000"},
        {4096, 10, 0, NULL, "memory delay 0: a walker's memory access takes at least 1 cycle"},
        {4096, 10, 1, "/nonexistent", "disk image /nonexistent: No such file or directory"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char error[200] = "";
        struct fl_platform_config config = rig_config();
        config.ram_size = cases[i].ram_size;
        config.mhz = cases[i].mhz;
        config.memory_delay = cases[i].memory_delay;
        config.disk_path = cases[i].disk;
        assert_null(fl_platform_new(&config, NULL, error, sizeof error));
        assert_string_equal(error, cases[i].says);
    }
    struct fl_platform_config config = rig_config();
    config.ram_size = UINT64_C(2) << 30;
    struct fl_platform *machine = fl_platform_new(&config, NULL, NULL, 0); /* nobody listens, nothing is copied */
    assert_non_null(machine);
    struct fl_bus *bus = fl_platform_bus(machine);
    unsigned delay;
    assert_true(bus->write(bus->self, 0x100000, 4, 0, 0x5555, &delay));
    assert_true(bus->write(bus->self, UART_BASE, 1, 0, 'x', &delay));
    fl_platform_free(machine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bus_map),
        cmocka_unit_test(test_bus_ram_is_little_endian_and_shared),
        cmocka_unit_test(test_bus_walker_port),
        cmocka_unit_test(test_clint_timer),
        cmocka_unit_test(test_clint_software_interrupt),
        cmocka_unit_test(test_finisher),
        cmocka_unit_test(test_config_errors),
    };
    return cmocka_run_group_tests_name("platform bus", tests, NULL, NULL);
}
