/* test_platform_hostile.c - drivers that mean harm: bad chains, bad queues, too much of everything. */
#include "platform_rig.h"

#define MS (UINT64_C(1000) * RIG_MHZ) /* cycles in a millisecond */

/* Chains no driver may give: the device asks to be reset, touches nothing, and works again after the reset. */
static void hostile_loop(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_HEADER, 16, DESC_NEXT, 1);
    rig_descriptor(rig, 1, BLK_DATA, 512, DESC_NEXT | DESC_WRITE, 1);
}
static void hostile_index(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_HEADER, 16, DESC_NEXT, 8);
}
static void hostile_zero_length(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_HEADER, 16, DESC_NEXT, 1);
    rig_descriptor(rig, 1, BLK_DATA, 0, DESC_NEXT | DESC_WRITE, 2);
    rig_descriptor(rig, 2, BLK_DATA, 513, DESC_WRITE, 0);
}
static void hostile_below_ram(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_HEADER, 16, DESC_NEXT, 1);
    rig_descriptor(rig, 1, RAM_BASE - 1, 513, DESC_WRITE, 0);
}
static void hostile_over_end(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_HEADER, 16, DESC_NEXT, 1);
    rig_descriptor(rig, 1, RAM_BASE + RIG_RAM - 512, 513, DESC_WRITE, 0);
}
static void hostile_wrap(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_HEADER, 16, DESC_NEXT, 1);
    rig_descriptor(rig, 1, UINT64_MAX - 10, 0xffffffff, DESC_WRITE, 0);
}
static void hostile_order(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_DATA, 513, DESC_NEXT | DESC_WRITE, 1);
    rig_descriptor(rig, 1, BLK_HEADER, 16, 0, 0);
}
static void hostile_indirect(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_HEADER, 16, DESC_NEXT | DESC_INDIRECT, 1);
    rig_descriptor(rig, 1, BLK_DATA, 513, DESC_WRITE, 0);
}
static void hostile_no_status(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_HEADER, 16, 0, 0);
}
static void hostile_short_header(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_HEADER, 15, DESC_NEXT, 1);
    rig_descriptor(rig, 1, BLK_STATUS, 1, DESC_WRITE, 0);
}
static void hostile_available_index(struct rig *rig)
{
    rig_descriptor(rig, 0, BLK_HEADER, 16, DESC_NEXT, 1);
    rig_descriptor(rig, 1, BLK_DATA, 513, DESC_WRITE, 0);
    rig->available = 99;
}

static void test_disk_hostile_chains(void **state)
{
    (void)state;
    static void (*const cases[])(struct rig *) = {
        hostile_loop,      hostile_index,        hostile_zero_length,     hostile_below_ram,
        hostile_over_end,  hostile_wrap,         hostile_order,           hostile_indirect,
        hostile_no_status, hostile_short_header, hostile_available_index,
    };
    struct rig rig = {0};
    rig_start_with_disk(&rig, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rig_disk_init(&rig, 8);
        cases[i](&rig);
        rig_offer(&rig, 0);
        uint64_t dma = rig.dma_bytes, submitted = rig.submitted;
        rig_notify(&rig);
        rig_run_to(&rig, rig.now + 1 * MS);
        assert_true(rig_needs_reset(&rig));
        assert_int_equal(rig_read(&rig, DISK_BASE + 0x060, 4), 2); /* configuration change */
        assert_int_equal(rig.dma_bytes, dma);
        assert_int_equal(rig_completed(&rig), 0);
        rig_write(&rig, DISK_BASE + 0x070, 4, 15); /* NEEDS_RESET cannot be written away */
        assert_true(rig_needs_reset(&rig));
        rig_write(&rig, QUEUE_AVAIL, 4, 0);
        rig.available = 0;
        rig_request(&rig, 0, 0, 3, BLK_DATA, 512); /* nothing wrong with this one, but it comes too late */
        rig_notify(&rig);
        assert_int_equal(rig.submitted, submitted);
        rig_disk_init(&rig, 8);
        rig_request(&rig, 0, 0, 3, BLK_DATA, 512);
        rig_notify(&rig);
        rig_run_to(&rig, rig.now + 1 * MS);
        assert_int_equal(rig_completed(&rig), 1);
    }
    rig_stop(&rig);
}

/* The same chain again and again: no more requests in the device than the queue has entries. */
static void test_disk_bounds_what_waits(void **state)
{
    (void)state;
    struct rig rig = {0};
    rig_start_driven(&rig, 8);
    rig_request(&rig, 0, 0, 0, BLK_DATA, 512);
    rig_notify(&rig);
    for (unsigned i = 0; i < 8; i++) {
        assert_false(rig_needs_reset(&rig));
        rig_offer(&rig, 0);
        rig_notify(&rig);
    }
    assert_true(rig_needs_reset(&rig));
    assert_int_equal(rig.submitted, 8);
    rig_stop(&rig);
}

static void test_disk_bad_queues(void **state)
{
    (void)state;
    static const struct {
        unsigned offset;
        uint32_t value;
    } cases[] = {
        {0x038, 0},          {0x038, 3},
        {0x038, 2048},       {0x038, 0x80000000},
        {0x080, 0},          {0x084, 1},
        {0x080, 0x80010008}, {0x090, 0x80020001},
        {0x0a0, 0x80030002}, {0x0a0, RAM_BASE + RIG_RAM - 8},
        {0x0a4, 0xffffffff},
    };
    struct rig rig = {0};
    rig_start_with_disk(&rig, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rig_disk_init(&rig, 8);
        rig_write(&rig, DISK_BASE + 0x044, 4, 0);
        rig_write(&rig, DISK_BASE + cases[i].offset, 4, cases[i].value);
        rig_write(&rig, DISK_BASE + 0x044, 4, 1);
        assert_true(rig_needs_reset(&rig));
        assert_int_equal(rig_read(&rig, DISK_BASE + 0x044, 4), 0);
        rig_notify(&rig);
    }
    rig_stop(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disk_hostile_chains),
        cmocka_unit_test(test_disk_bounds_what_waits),
        cmocka_unit_test(test_disk_bad_queues),
    };
    return cmocka_run_group_tests_name("platform hostile drivers", tests, NULL, NULL);
}
