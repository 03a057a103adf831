/* The RTL and the golden model were written from one page by authors who did not read each other's code: do they agree? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rig.h"
#include "traffic.h"

static void compare_size(const char *size, unsigned xlen)
{
    struct fl_dut dut;
    struct fl_uarch_config config;
    struct fl_difference what = {0};
    assert_true(fl_rtl_config(size, &config));
    assert_true(fl_rtl_open(size, 0, &dut));
    for (uint64_t seed = 1; seed <= 40; seed++) {
        unsigned differed = traffic_compare(&dut, &config, xlen, seed, 2000, &what);
        if (differed) {
            print_error("%s, seed %u, event %u: %s %u: rtl 0x%llx, model 0x%llx\n", size, (unsigned)seed, differed,
                        what.field, what.index, (unsigned long long)what.rtl, (unsigned long long)what.model);
        }
        assert_int_equal(differed, 0);
    }
    assert_null(dut.complaint(dut.self));
    dut.destroy(dut.self);
}

static void test_model_tiny(void **state)
{
    (void)state;
    compare_size("tiny", 64);
}

static void test_model_default(void **state)
{
    (void)state;
    compare_size("default", 64);
}

static void test_model_large(void **state)
{
    (void)state;
    compare_size("large", 64);
}

static void test_model_rv32(void **state)
{
    (void)state;
    compare_size("rv32", 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model_tiny),
        cmocka_unit_test(test_model_default),
        cmocka_unit_test(test_model_large),
        cmocka_unit_test(test_model_rv32),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
