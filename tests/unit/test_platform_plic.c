/* test_platform_plic.c - gateways, priorities, thresholds, claim and complete. */
#include "platform_rig.h"

#include "platform/plic.h"

#define CLAIM(context)     (0x200004 + 0x1000 * (context))
#define THRESHOLD(context) (0x200000 + 0x1000 * (context))
#define ENABLE(context)    (0x2000 + 0x80 * (context))

static struct fl_plic plic;
static struct fl_device device;

static int setup(void **state)
{
    (void)state;
    plic = (struct fl_plic){0};
    device = fl_plic_device(&plic);
    return 0;
}

static uint32_t get(uint64_t offset)
{
    return (uint32_t)device.read(device.self, offset, 4, 0);
}

static void set(uint64_t offset, uint32_t value)
{
    device.write(device.self, offset, 4, value, 0);
}

static void enable(unsigned source, unsigned priority, unsigned context)
{
    set(4 * source, priority);
    set(ENABLE(context) + source / 32 * 4, get(ENABLE(context) + source / 32 * 4) | 1u << source % 32);
}

static void test_plic_registers_are_warl(void **state)
{
    (void)state;
    set(0, 7);
    assert_int_equal(get(0), 0); /* source 0 does not exist */
    set(4 * 95, 0xff);
    assert_int_equal(get(4 * 95), 7);
    set(4 * 96, 7);
    assert_int_equal(get(4 * 96), 0);
    set(ENABLE(0), 0xffffffff);
    assert_int_equal(get(ENABLE(0)), 0xfffffffe);
    set(ENABLE(1) + 8, 0xffffffff);
    assert_int_equal(get(ENABLE(1) + 8), 0xffffffff);
    set(ENABLE(1) + 12, 0xffffffff); /* beyond source 95 */
    assert_int_equal(get(ENABLE(1) + 12), 0);
    set(THRESHOLD(1), 0x1f);
    assert_int_equal(get(THRESHOLD(1)), 7);
    set(0x1000, 0xffffffff); /* pending is read-only */
    assert_int_equal(get(0x1000), 0);
    set(ENABLE(2), 0xffffffff); /* two contexts exist */
    assert_int_equal(get(ENABLE(2)), 0);
}

static void test_plic_claim_and_complete(void **state)
{
    (void)state;
    enable(10, 3, 1);
    fl_plic_set_level(&plic, 10, true);
    assert_int_equal(get(0x1000), 1u << 10);
    assert_true(plic.interrupt[1]);
    assert_false(plic.interrupt[0]);
    assert_int_equal(get(CLAIM(1)), 10);
    assert_false(plic.interrupt[1]);
    assert_int_equal(get(CLAIM(1)), 0); /* one request at a time, although the wire is up */
    fl_plic_set_level(&plic, 10, false);
    fl_plic_set_level(&plic, 10, true);
    assert_int_equal(get(0x1000), 0); /* nor when it drops and rises again */
    set(CLAIM(0), 10);                /* complete by a context that has it not enabled: ignored */
    assert_int_equal(get(0x1000), 0);
    set(CLAIM(1), 10);
    assert_int_equal(get(0x1000), 1u << 10); /* still up: again */
    assert_int_equal(get(CLAIM(1)), 10);
    fl_plic_set_level(&plic, 10, false);
    set(CLAIM(1), 10);
    assert_int_equal(get(CLAIM(1)), 0);
}

static void test_plic_pending_stays_when_the_wire_drops(void **state)
{
    (void)state;
    enable(5, 1, 0);
    fl_plic_set_level(&plic, 5, true);
    fl_plic_set_level(&plic, 5, false);
    assert_true(plic.interrupt[0]);
    assert_int_equal(get(CLAIM(0)), 5);
}

static void test_plic_priorities(void **state)
{
    (void)state;
    static const unsigned order[] = {70, 3, 33, 95};
    enable(3, 4, 0);
    enable(33, 4, 0);
    enable(70, 6, 0);
    enable(95, 1, 0);
    enable(40, 0, 0); /* priority 0 never interrupts */
    for (unsigned i = 0; i < 4; i++)
        fl_plic_set_level(&plic, order[3 - i], true);
    fl_plic_set_level(&plic, 40, true);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(get(CLAIM(0)), order[i]);
    assert_int_equal(get(CLAIM(0)), 0);
}

static void test_plic_threshold_masks_the_line_not_the_claim(void **state)
{
    (void)state;
    enable(8, 2, 1);
    set(THRESHOLD(1), 2);
    fl_plic_set_level(&plic, 8, true);
    assert_false(plic.interrupt[1]);
    set(THRESHOLD(1), 1);
    assert_true(plic.interrupt[1]);
    set(THRESHOLD(1), 7);
    assert_int_equal(get(CLAIM(1)), 8);
}

static void test_plic_complete_of_nonsense(void **state)
{
    (void)state;
    static const uint32_t ids[] = {0, 96, 1000, 0xffffffff};
    enable(8, 2, 1);
    for (unsigned i = 0; i < 4; i++)
        set(CLAIM(1), ids[i]);
    fl_plic_set_level(&plic, 8, true);
    set(CLAIM(1), 8); /* never claimed */
    assert_int_equal(get(CLAIM(1)), 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_plic_registers_are_warl, setup),
        cmocka_unit_test_setup(test_plic_claim_and_complete, setup),
        cmocka_unit_test_setup(test_plic_pending_stays_when_the_wire_drops, setup),
        cmocka_unit_test_setup(test_plic_priorities, setup),
        cmocka_unit_test_setup(test_plic_threshold_masks_the_line_not_the_claim, setup),
        cmocka_unit_test_setup(test_plic_complete_of_nonsense, setup),
    };
    return cmocka_run_group_tests_name("platform plic", tests, NULL, NULL);
}
