/* test_platform_disk.c - the disk through its driver: what comes back, when, at what cost. */
#include "platform_rig.h"

#include <string.h>

#define MS (UINT64_C(1000) * RIG_MHZ) /* cycles in a millisecond */
#define US ((uint64_t)RIG_MHZ)

static void test_disk_negotiates(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_with_disk(&rig, NULL);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x000, 4), 0x74726976);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x004, 4), 2);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x008, 4), 2);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x00c, 4), 0x554d4551);
    assert_int_equal(rig_read(&rig, DISK_BASE - 0x1000 + 0x000, 4), 0x74726976);
    assert_int_equal(rig_read(&rig, DISK_BASE - 0x1000 + 0x008, 4), 0); /* an empty slot */
    rig_write(&rig, DISK_BASE + 0x014, 4, 1);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x010, 4), 1); /* VERSION_1 */
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x100, 8), RIG_SECTORS);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x114, 4), 512);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x101, 1), RIG_SECTORS >> 8);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x034, 4), 1024);
    rig_write(&rig, DISK_BASE + 0x030, 4, 1); /* there is one queue */
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x034, 4), 0);
    /* a feature never offered: FEATURES_OK does not stick */
    rig_write(&rig, DISK_BASE + 0x020, 4, 1u << 28);
    rig_write(&rig, DISK_BASE + 0x070, 4, 11);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x070, 4), 3);
    rig_disk_init(&rig, 8);
    rig_write(&rig, DISK_BASE + 0x070, 4, 79); /* NEEDS_RESET is the device's to set */
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x070, 4), 15);
    rig_stop(&rig);
}

static void test_disk_reads_at_its_finish_cycle(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_driven(&rig, 8);
    rig_write(&rig, PLIC_BASE + 4 * DISK_IRQ, 4, 1);
    rig_write(&rig, PLIC_BASE + 0x2080, 4, 1u << DISK_IRQ); /* context 1: S-mode */
    rig.now = 500;
    rig_request(&rig, 0, 0, 100, BLK_DATA, 4096);
    rig_notify(&rig);
    uint64_t due = 500 + 10 * US + 8 * US / 5; /* nvm: 10 us, and 0.2 us a sector */
    assert_int_equal(rig.bus->next_event(rig.bus->self, rig.now), due);
    rig_run_to(&rig, due - 1);
    assert_int_equal(rig_read(&rig, BLK_DATA, 8), 0);
    assert_int_equal(rig_completed(&rig), 0);
    assert_int_equal(rig_lines(&rig), 0);
    rig_run_to(&rig, due);
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(rig_read(&rig, BLK_DATA + 512 * i, 8), 100 + i);
        assert_int_equal(rig_read(&rig, BLK_DATA + 512 * i + 504, 8), 100 + i);
    }
    assert_int_equal(rig_completed(&rig), 1);
    assert_int_equal(rig_status(&rig, 0), 0);
    assert_int_equal(rig_read(&rig, QUEUE_USED + 4, 4), 0);    /* head */
    assert_int_equal(rig_read(&rig, QUEUE_USED + 8, 4), 4097); /* bytes written */
    assert_int_equal(rig_lines(&rig), MIP_SEIP);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x060, 4), 1);
    assert_int_equal(rig_read(&rig, PLIC_BASE + 0x201004, 4), DISK_IRQ);
    rig_write(&rig, DISK_BASE + 0x064, 4, 1);
    rig_write(&rig, PLIC_BASE + 0x201004, 4, DISK_IRQ);
    assert_int_equal(rig_lines(&rig), 0);
    assert_int_equal(rig.dma_bytes, 4096 + 1 + 8 + 2);
    assert_int_equal(rig.bus->next_event(rig.bus->self, rig.now), UINT64_MAX);
    rig_stop(&rig);
}

static void test_disk_serves_first_come_first_served(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_driven(&rig, 16);
    for (unsigned n = 0; n < 3; n++)
        rig_request(&rig, n, 0, 1000 - 100 * n, BLK_DATA + 4096 * n, 4096);
    rig_notify(&rig);
    rig_run_to(&rig, 1 * MS);
    assert_int_equal(rig.served, 3);
    assert_int_equal(rig.service[1].started, 0);
    assert_int_equal(rig.service[2].started, rig.service[1].finished);
    assert_int_equal(rig.service[3].started, rig.service[2].finished);
    assert_int_equal(rig.service[3].submitted, 0);
    assert_int_equal(rig_completed(&rig), 3);
    rig_stop(&rig);
}

/* Two reads of a page, the second right behind the first or a tenth of the disk away: seek, rotation, transfer
 * (docs/machine.md). */
static void test_disk_presets(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint64_t sector; /* of the second read; the first ends at 2056 */
        uint64_t seek, rotation, transfer;
    } cases[] = {
        {"hdd", 2056, 0, 0, 8 * 3 * US},
        {"hdd", 2056 + 1024, 2 * MS + 18 * MS / 4, 4166700 * US / 1000, 8 * 3 * US}, /* a quarter stroke up */
        {"hdd", 8, 2 * MS + 9 * MS, 4166700 * US / 1000, 8 * 3 * US},                /* half a stroke down */
        {"ssd", 2056, 0, 0, 8 * US},
        {"ssd", 8, 0, 80 * US, 8 * US},
        {"nvm", 8, 0, 10 * US, 8 * US / 5},
        {"textbook", 2056, 5 * MS, 2960 * US, 40 * US},
        {"textbook", 8, 5 * MS, 2960 * US, 40 * US},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rig rig = {0};
        struct fl_platform_config config = rig_config();
        assert_true(fl_disk_preset(cases[i].name, RIG_MHZ, &config.disk));
        rig_start_with_disk(&rig, &config);
        rig_disk_init(&rig, 8);
        rig_request(&rig, 0, 0, 2048, BLK_DATA, 4096);
        rig_request(&rig, 1, 0, cases[i].sector, BLK_DATA, 4096);
        rig_notify(&rig);
        rig_run_to(&rig, 100 * MS);
        assert_int_equal(rig.service[2].seek, cases[i].seek);
        assert_int_equal(rig.service[2].rotation, cases[i].rotation);
        assert_int_equal(rig.service[2].transfer, cases[i].transfer);
        rig_stop(&rig);
    }
}

static void test_disk_textbook_page_takes_8_ms(void **state)
{
    (void)state;
    for (unsigned mhz = 10; mhz <= 1000; mhz += 330) {
        struct fl_disk_timing t;
        assert_true(fl_disk_preset("textbook", mhz, &t));
        assert_int_equal(t.seek_fixed + t.rotation + 8 * t.transfer, 8000ull * mhz);
    }
    struct fl_disk_timing t;
    assert_false(fl_disk_preset("floppy", 100, &t));
}

static void test_disk_writes_and_reads_back(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_driven(&rig, 16);
    for (unsigned i = 0; i < 1024; i += 8)
        rig_write(&rig, BLK_DATA + i, 8, 0x1122334455667788 + i);
    rig_request(&rig, 0, 1, 7, BLK_DATA, 1024);
    rig_request(&rig, 1, 4, 0, 0, 0);
    rig_request(&rig, 2, 0, 6, BLK_DATA + 4096, 2048);
    rig_notify(&rig);
    rig_run_to(&rig, 1 * MS);
    assert_int_equal(rig_completed(&rig), 3);
    for (unsigned n = 0; n < 3; n++)
        assert_int_equal(rig_status(&rig, n), 0);
    assert_int_equal(rig_read(&rig, QUEUE_USED + 8, 4), 1); /* a write puts only its status into memory */
    assert_int_equal(rig_read(&rig, BLK_DATA + 4096, 8), 6);
    for (unsigned i = 0; i < 1024; i += 8)
        assert_int_equal(rig_read(&rig, BLK_DATA + 4096 + 512 + i, 8), 0x1122334455667788 + i);
    assert_int_equal(rig_read(&rig, BLK_DATA + 4096 + 1536, 8), 9);
    assert_true(rig.service[1].write);
    assert_false(rig.service[3].write);
    assert_int_equal(rig.service[2].finished, rig.service[1].finished); /* a flush only waits for its turn */
    rig_stop(&rig);
}

/* Header, data and status cut at odd places: borders of descriptors mean nothing. */
static void test_disk_ignores_descriptor_borders(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_driven(&rig, 8);
    rig_write(&rig, BLK_HEADER, 8, 0);
    rig_write(&rig, BLK_HEADER + 8, 8, 300);
    rig_descriptor(&rig, 0, BLK_HEADER, 3, DESC_NEXT, 5);
    rig_descriptor(&rig, 5, BLK_HEADER + 3, 13, DESC_NEXT, 2);
    rig_descriptor(&rig, 2, BLK_DATA, 700, DESC_NEXT | DESC_WRITE, 1);
    rig_descriptor(&rig, 1, BLK_DATA + 4096, 325, DESC_WRITE, 0); /* 324 bytes of data and the status */
    rig_offer(&rig, 0);
    rig_notify(&rig);
    rig_run_to(&rig, 1 * MS);
    assert_int_equal(rig_completed(&rig), 1);
    assert_int_equal(rig_read(&rig, BLK_DATA + 504, 8), 300);
    assert_int_equal(rig_read(&rig, BLK_DATA + 512, 8), 301);
    assert_int_equal(rig_read(&rig, BLK_DATA + 4096 + 4, 8), 301);
    assert_int_equal(rig_read(&rig, BLK_DATA + 4096 + 316, 8), 301);
    assert_int_equal(rig_read(&rig, BLK_DATA + 4096 + 324, 1), 0);
    rig_stop(&rig);
}

static void test_disk_identifies_itself(void **state)
{
    (void)state;
    struct rig rig = {0};
    char name[21] = {0};
    rig_start_driven(&rig, 8);
    rig_request(&rig, 0, 8, 0, BLK_DATA, 20);
    rig_request(&rig, 1, 8, 0, BLK_DATA + 512, 19); /* too short */
    rig_notify(&rig);
    rig_run_to(&rig, 10);
    assert_true(fl_platform_peek(rig.machine, BLK_DATA, name, 20));
    assert_string_equal(name, "faultline-disk");
    assert_int_equal(rig_status(&rig, 0), 0);
    assert_int_equal(rig_status(&rig, 1), 1);
    rig_stop(&rig);
}

/* Requests that are wrong but can be answered. */
static void test_disk_refuses_by_status(void **state)
{
    (void)state;
    static const struct {
        unsigned type;
        uint64_t sector;
        uint32_t size;
        uint8_t status;
    } cases[] = {
        {0, RIG_SECTORS, 512, 1}, {0, RIG_SECTORS - 1, 1024, 1},
        {1, UINT64_MAX, 512, 1},  {1, UINT64_MAX - 1, 4096, 1},
        {0, 5, 511, 1},           {0, 5, 513, 1},
        {0, 0, 3 << 20, 1},       {11, 0, 512, 2},
        {0xffffffff, 0, 512, 2},  {0, RIG_SECTORS - 1, 512, 0},
    };
    struct rig rig = {0};
    rig_start_with_disk(&rig, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rig_disk_init(&rig, 8);
        uint64_t before = rig_read(&rig, BLK_DATA, 8);
        rig_request(&rig, 0, cases[i].type, cases[i].sector, BLK_DATA, cases[i].size);
        rig_notify(&rig);
        rig_run_to(&rig, rig.now + 1 * MS);
        assert_int_equal(rig_completed(&rig), 1);
        assert_int_equal(rig_status(&rig, 0), cases[i].status);
        assert_int_equal(rig.service[rig.served % 8].error, cases[i].status != 0);
        if (cases[i].status) {
            assert_int_equal(rig_read(&rig, BLK_DATA, 8), before);
            assert_int_equal(rig.service[rig.served % 8].finished, rig.service[rig.served % 8].submitted);
        }
        assert_false(rig_needs_reset(&rig));
    }
    rig_stop(&rig);
}

static void test_disk_injected_error(void **state)
{
    (void)state;
    struct rig rig = {0};
    struct fl_platform_config config = rig_config();
    config.disk_error_sector = 21;
    rig_start_with_disk(&rig, &config);
    rig_disk_init(&rig, 16);
    rig_request(&rig, 0, 0, 14, BLK_DATA, 4096);        /* touches 21, its last */
    rig_request(&rig, 1, 0, 22, BLK_DATA + 4096, 4096); /* the next one */
    rig_request(&rig, 2, 1, 21, BLK_DATA, 512);
    rig_notify(&rig);
    rig_run_to(&rig, 1 * MS);
    assert_int_equal(rig_status(&rig, 0), 1);
    assert_int_equal(rig_status(&rig, 1), 0);
    assert_int_equal(rig_status(&rig, 2), 1);
    assert_int_equal(rig_read(&rig, BLK_DATA, 8), 0);
    assert_int_equal(rig.service[1].finished - rig.service[1].started, 10 * US + 8 * US / 5); /* errors take time too */
    rig_stop(&rig);
}

static void test_disk_injected_errors_of_writes(void **state)
{
    (void)state;
    struct rig rig = {0};
    struct fl_platform_config config = rig_config();
    config.disk_error_sector = 20;
    config.disk_error_more = 2;
    config.disk_error_writes = true;
    rig_start_with_disk(&rig, &config);
    rig_disk_init(&rig, 16);
    rig_request(&rig, 0, 1, 19, BLK_DATA, 512);
    rig_request(&rig, 1, 1, 19, BLK_DATA, 1024);
    rig_request(&rig, 2, 1, 22, BLK_DATA, 512);
    rig_request(&rig, 3, 1, 23, BLK_DATA, 512);
    rig_request(&rig, 4, 0, 21, BLK_DATA, 512);
    rig_notify(&rig);
    rig_run_to(&rig, 1 * MS);
    static const int failed[] = {0, 1, 1, 0, 0};
    for (int i = 0; i < 5; i++)
        assert_int_equal(rig_status(&rig, i), failed[i]);
    rig_stop(&rig);
}

static void test_disk_no_interrupt_when_not_wanted(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_driven(&rig, 8);
    rig_write(&rig, QUEUE_AVAIL, 2, 1);
    rig_request(&rig, 0, 0, 0, BLK_DATA, 512);
    rig_notify(&rig);
    rig_run_to(&rig, 1 * MS);
    assert_int_equal(rig_completed(&rig), 1);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x060, 4), 0);
    rig_stop(&rig);
}

static void test_disk_reset_forgets_requests(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_driven(&rig, 8);
    rig_request(&rig, 0, 0, 0, BLK_DATA, 512);
    rig_notify(&rig);
    rig_write(&rig, DISK_BASE + 0x070, 4, 0);
    rig_disk_init(&rig, 8);
    rig_request(&rig, 0, 0, 9, BLK_DATA + 512, 512);
    rig_notify(&rig);
    rig_run_to(&rig, 2 * MS);
    assert_int_equal(rig_completed(&rig), 1);
    assert_int_equal(rig.served, 1);
    assert_int_equal(rig.service[2].started, 0); /* nobody to wait for */
    assert_int_equal(rig_read(&rig, BLK_DATA + 512, 8), 9);
    rig_request(&rig, 0, 0, 20, BLK_DATA, 512);
    rig_notify(&rig);
    rig_write(&rig, DISK_BASE + 0x044, 4, 0); /* taking the queue away does the same */
    uint64_t dma = rig.dma_bytes;
    rig_run_to(&rig, 4 * MS);
    assert_int_equal(rig.served, 1);
    assert_int_equal(rig.dma_bytes, dma);
    rig_stop(&rig);
}

static void test_disk_does_nothing_before_driver_ok(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_driven(&rig, 8);
    rig_write(&rig, DISK_BASE + 0x044, 4, 0); /* queue not ready */
    rig_request(&rig, 0, 0, 0, BLK_DATA, 512);
    rig_notify(&rig);
    rig_run_to(&rig, 1 * MS);
    assert_int_equal(rig.submitted, 0);
    rig_write(&rig, DISK_BASE + 0x070, 4, 0);
    rig_write(&rig, DISK_BASE + 0x070, 4, 11); /* all but DRIVER_OK */
    rig_write(&rig, DISK_BASE + 0x038, 4, 8);
    rig_write(&rig, DISK_BASE + 0x080, 4, QUEUE_DESC);
    rig_write(&rig, DISK_BASE + 0x090, 4, QUEUE_AVAIL);
    rig_write(&rig, DISK_BASE + 0x0a0, 4, QUEUE_USED);
    rig_write(&rig, DISK_BASE + 0x044, 4, 1);
    assert_int_equal(rig_read(&rig, DISK_BASE + 0x044, 4), 1);
    rig_notify(&rig);
    assert_int_equal(rig.submitted, 0);
    rig_write(&rig, DISK_BASE + 0x070, 4, 4);
    rig_write(&rig, DISK_BASE + 0x080, 4, 0); /* a ready queue stays where it is */
    rig_notify(&rig);
    assert_int_equal(rig.submitted, 1);
    rig_stop(&rig);
}

/* The 16-bit ring indices run over. */
static void test_disk_indices_wrap(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_driven(&rig, 4);
    rig_request(&rig, 0, 4, 0, 0, 0);
    rig_notify(&rig);
    for (unsigned i = 0; i < 65540; i++) {
        rig_run_to(&rig, rig.now + 2);
        assert_int_equal(rig_completed(&rig), 1);
        rig_offer(&rig, 0);
        rig_notify(&rig);
    }
    assert_false(rig_needs_reset(&rig));
    rig_stop(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disk_negotiates),
        cmocka_unit_test(test_disk_reads_at_its_finish_cycle),
        cmocka_unit_test(test_disk_serves_first_come_first_served),
        cmocka_unit_test(test_disk_presets),
        cmocka_unit_test(test_disk_textbook_page_takes_8_ms),
        cmocka_unit_test(test_disk_writes_and_reads_back),
        cmocka_unit_test(test_disk_ignores_descriptor_borders),
        cmocka_unit_test(test_disk_identifies_itself),
        cmocka_unit_test(test_disk_refuses_by_status),
        cmocka_unit_test(test_disk_injected_error),
        cmocka_unit_test(test_disk_injected_errors_of_writes),
        cmocka_unit_test(test_disk_no_interrupt_when_not_wanted),
        cmocka_unit_test(test_disk_reset_forgets_requests),
        cmocka_unit_test(test_disk_does_nothing_before_driver_ok),
        cmocka_unit_test(test_disk_indices_wrap),
    };
    return cmocka_run_group_tests_name("platform disk", tests, NULL, NULL);
}
