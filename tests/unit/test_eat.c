/* test_eat.c - the textbook's effective access times, rows 14 to 16, by the formula that the report prints.
 *
 * Each row prints one line, "row N ...: figures", which tests/scenarios/run gathers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "explore/eat.h"

#define MS 1e6 /* in nanoseconds */

/* To the digits that the textbook prints. */
static void assert_near(double got, double want)
{
    double error = got / want - 1;
    assert_true(error < 1e-12 && error > -1e-12);
}

/* Memory 200 ns, page fault 8 ms: 200 + 7,999,800 p. */
static void test_eat_200_ns_8_ms(void **state)
{
    (void)state;
    double one_in_1000 = fl_eat_formula(1e-3, 200, 8 * MS), bound = fl_eat_fault_bound(220, 200, 8 * MS);
    assert_near(one_in_1000, 8199.8);
    assert_near(fl_eat_formula(1, 200, 8 * MS) - fl_eat_formula(0, 200, 8 * MS), 7999800);
    assert_near(bound, 1 / 399990.0);
    assert_near(fl_eat_formula(bound, 200, 8 * MS), 220);
    printf("row 14 one fault in 1,000 accesses, ns: %.1f\n", one_in_1000);
    printf("row 14 a loss of 10 percent is one fault in so many accesses: %.0f\n", 1 / bound);
}

/* 8 ms with a clean victim, 20 ms with a dirty one, 7 in 10 are dirty; memory 100 ns, wanted 200 ns. */
static void test_eat_clean_and_dirty_victims(void **state)
{
    (void)state;
    double fault_time = fl_eat_formula(0.7, 8 * MS, 20 * MS), bound = fl_eat_fault_bound(200, 100, fault_time);
    assert_near(fault_time, 16.4 * MS);
    assert_near(bound, 100 / 16399900.0);
    printf("row 15 most faults per access: %.4e\n", bound);
}

/* TLB lookup 20 ns, memory 100 ns, one table: a hit takes 120 ns, a miss 220 ns. */
static void test_eat_with_a_tlb(void **state)
{
    (void)state;
    double hit_80 = fl_eat_formula(1 - 0.80, 20 + 100, 20 + 100 + 100);
    double hit_98 = fl_eat_formula(1 - 0.98, 20 + 100, 20 + 100 + 100);
    assert_near(hit_80, 140);
    assert_near(hit_98, 122);
    printf("row 16 hit ratios 80 and 98 percent, ns: %.12g %.12g\n", hit_80, hit_98);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_eat_200_ns_8_ms),
        cmocka_unit_test(test_eat_clean_and_dirty_victims),
        cmocka_unit_test(test_eat_with_a_tlb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
