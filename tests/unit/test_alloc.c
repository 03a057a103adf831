/* test_alloc.c - frames divided among processes: the textbook's numbers, and what must hold for any. */
#include "policy/alloc.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

#include <stdlib.h>

static void test_equal_93_frames_over_5_processes_is_18_each_and_3_spare(void **state)
{
    (void)state;
    const struct fl_alloc_claim claim[5] = {{10, 1}, {127, 1}, {3, 1}, {1, 9}, {4000, 1}};
    uint64_t share[5], spare;
    assert_true(fl_alloc_shares(FL_ALLOC_EQUAL, 93, 4, claim, 5, share, &spare));
    for (int i = 0; i < 5; i++)
        assert_int_equal(share[i], 18);
    assert_int_equal(spare, 3);
}

static void test_proportional_62_frames_for_10_and_127_pages_is_4_and_57(void **state)
{
    (void)state;
    const struct fl_alloc_claim claim[2] = {{10, 1}, {127, 1}};
    uint64_t share[2], spare;
    assert_true(fl_alloc_shares(FL_ALLOC_PROPORTIONAL, 62, 4, claim, 2, share, &spare));
    assert_int_equal(share[0], 4);
    assert_int_equal(share[1], 57);
    assert_int_equal(spare, 1);
}

static void test_priority_weighs_the_size(void **state)
{
    (void)state;
    const struct fl_alloc_claim claim[2] = {{30, 3}, {30, 1}};
    uint64_t share[2], spare;
    assert_true(fl_alloc_shares(FL_ALLOC_PRIORITY, 40, 4, claim, 2, share, &spare));
    assert_int_equal(share[0], 30);
    assert_int_equal(share[1], 10);
}

/* A small process is raised to the minimum at the expense of the others, who divide what is left. */
static void test_the_minimum_comes_first(void **state)
{
    (void)state;
    const struct fl_alloc_claim claim[3] = {{1, 1}, {500, 1}, {500, 1}};
    uint64_t share[3], spare;
    assert_true(fl_alloc_shares(FL_ALLOC_PROPORTIONAL, 25, 4, claim, 3, share, &spare));
    assert_int_equal(share[0], 4);
    assert_int_equal(share[1], 10);
    assert_int_equal(share[2], 10);
    assert_int_equal(spare, 1);
    assert_false(fl_alloc_shares(FL_ALLOC_PROPORTIONAL, 11, 4, claim, 3, share, &spare));
}

/* Any claims: shares and spare make up the frames, nobody is below the minimum, a bigger process never gets less. */
static void test_shares_sum_to_the_frames_and_follow_size(void **state)
{
    (void)state;
    srand(1);
    for (int round = 0; round < 20000; round++) {
        struct fl_alloc_claim claim[FL_ALLOC_MOST];
        uint64_t share[FL_ALLOC_MOST], spare, sum = 0;
        uint32_t count = 1 + (uint32_t)rand() % FL_ALLOC_MOST;
        uint64_t frames = 4 * count + (uint64_t)rand() % 500;
        for (uint32_t i = 0; i < count; i++)
            claim[i] = (struct fl_alloc_claim){(uint64_t)rand() % 1000, 1 + (uint64_t)rand() % 5};
        enum fl_alloc_rule rule = (enum fl_alloc_rule)(rand() % 3);
        assert_true(fl_alloc_shares(rule, frames, 4, claim, count, share, &spare));
        for (uint32_t i = 0; i < count; i++) {
            sum += share[i];
            assert_true(share[i] >= 4);
            for (uint32_t k = 0; k < i && rule == FL_ALLOC_PROPORTIONAL; k++)
                assert_true(claim[k].pages > claim[i].pages ? share[k] >= share[i]
                                                            : share[k] <= share[i] || claim[k].pages == claim[i].pages);
        }
        assert_int_equal(sum + spare, frames);
        assert_true(spare < count || sum == 4 * count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_93_frames_over_5_processes_is_18_each_and_3_spare),
        cmocka_unit_test(test_proportional_62_frames_for_10_and_127_pages_is_4_and_57),
        cmocka_unit_test(test_priority_weighs_the_size),
        cmocka_unit_test(test_the_minimum_comes_first),
        cmocka_unit_test(test_shares_sum_to_the_frames_and_follow_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
