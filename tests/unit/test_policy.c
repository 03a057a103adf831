/* test_policy.c - each replacement policy by itself: whom it takes, how it breaks ties, that it forgets and that it ends.
 *
 * The textbook's reference strings are in test_policy_rows.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/policy.h"
#include "policy_memory.h"

static uint64_t next_use(void *env, uint32_t page)
{
    (void)env;
    return page % 2 ? FL_NEVER : 100 - page;
}

/* Pages 0 to `pages` - 1 have come in, in this order. */
static void start_with(struct memory *memory, const struct fl_policy_ops *ops, uint32_t pages)
{
    memory_start(memory, ops, next_use);
    for (uint32_t page = 0; page < pages; page++)
        ops->insert(&memory->replacer, page);
}

static uint32_t victim_of(struct memory *memory)
{
    return memory->replacer.ops->victim(&memory->replacer);
}

static void use_pages(struct memory *memory, const char *digits)
{
    for (; *digits; digits++)
        memory->replacer.ops->accessed(&memory->replacer, (uint32_t)(*digits - '0'));
}

static void test_policy_enhanced_takes_the_lowest_class_in_the_hand_s_order(void **state)
{
    (void)state;
    static const struct {
        const char *used, *dirty; /* "01" for pages 1, 3: character n is page n's bit */
        uint32_t victim;
    } cases[] = {
        {"0000", "0000", 0}, {"1000", "0000", 1}, {"0000", "1100", 2}, {"0111", "1000", 0}, {"1101", "1111", 2},
        {"1111", "1101", 2}, {"1111", "1111", 0}, {"1101", "0010", 2}, {"1110", "0001", 3},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct memory memory;
        start_with(&memory, &fl_policy_enhanced, 4);
        for (uint32_t page = 0; page < 4; page++) {
            memory.used[page] = cases[i].used[page] == '1';
            memory.dirty[page] = cases[i].dirty[page] == '1';
        }
        uint32_t got = victim_of(&memory);
        if (got != cases[i].victim)
            fail_msg("referenced %s dirty %s: page %u, expected %u", cases[i].used, cases[i].dirty, got,
                     cases[i].victim);
    }
}

static void test_policy_aging_takes_the_smallest_history_and_ties_by_arrival(void **state)
{
    (void)state;
    struct memory memory;
    start_with(&memory, &fl_policy_aging, 3);
    for (int tick = 0; tick < 3; tick++) { /* page 0 in the first tick, 1 in the second, 2 in the third */
        memory.used[tick] = true;
        fl_policy_aging.tick(&memory.replacer);
    }
    assert_int_equal(memory.link[0].history, 0x30);
    assert_int_equal(memory.link[1].history, 0x50);
    assert_int_equal(memory.link[2].history, 0x90);
    assert_int_equal(victim_of(&memory), 0);
    for (int tick = 0; tick < 8; tick++)
        fl_policy_aging.tick(&memory.replacer);
    memory.replacer.parameters.tie = FL_TIE_NEWEST;
    assert_int_equal(victim_of(&memory), 2);
}

static void test_policy_frequency_counts_uses_and_ties_by_arrival(void **state)
{
    (void)state;
    static const struct {
        const struct fl_policy_ops *ops;
        enum fl_tie tie;
        uint32_t victim;
    } cases[] = {
        {&fl_policy_lfu, FL_TIE_OLDEST, 1},
        {&fl_policy_lfu, FL_TIE_NEWEST, 3},
        {&fl_policy_mfu, FL_TIE_OLDEST, 0},
        {&fl_policy_mfu, FL_TIE_NEWEST, 2},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct memory memory;
        start_with(&memory, cases[i].ops, 4);
        memory.replacer.parameters.tie = cases[i].tie;
        use_pages(&memory, "00122203"); /* 0 and 2 three times, 1 and 3 once */
        assert_int_equal(victim_of(&memory), cases[i].victim);
    }
}

static void test_policy_opt_takes_what_is_never_used_again_then_the_farthest(void **state)
{
    (void)state;
    static const uint32_t order[] = {1, 3, 0, 2, FL_NO_PAGE};
    struct memory memory;
    start_with(&memory, &fl_policy_opt, 4);
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        assert_int_equal(victim_of(&memory), order[i]);
}

static void test_policy_two_queue_promotes_only_what_comes_back(void **state)
{
    (void)state;
    struct memory memory;
    start_with(&memory, &fl_policy_two_queue, 4);
    use_pages(&memory, "0000");
    assert_int_equal(victim_of(&memory), 0); /* used much, but for the first time here */
    fl_policy_two_queue.insert(&memory.replacer, 0);
    assert_int_equal(memory.link[0].list, 1);
    assert_int_equal(victim_of(&memory), 1);
    assert_int_equal(victim_of(&memory), 2);
    assert_int_equal(victim_of(&memory), 0); /* one page left in the queue is its share */
    assert_int_equal(victim_of(&memory), 3);
    assert_int_equal(victim_of(&memory), FL_NO_PAGE);
}

static void test_policy_wsclock_prefers_clean_pages_outside_the_window(void **state)
{
    (void)state;
    struct memory memory;
    start_with(&memory, &fl_policy_wsclock, 4);
    memory.replacer.parameters.window = 2;
    for (int tick = 0; tick < 3; tick++)
        fl_policy_wsclock.tick(&memory.replacer);
    memory.used[0] = memory.dirty[1] = true; /* 0 is in use, 1 would have to be written */
    assert_int_equal(victim_of(&memory), 2);
    assert_int_equal(victim_of(&memory), 3);
    assert_int_equal(victim_of(&memory), 1); /* nothing clean is outside */
    assert_int_equal(victim_of(&memory), 0); /* nothing is outside */
    assert_int_equal(victim_of(&memory), FL_NO_PAGE);
}

static void test_policy_random_repeats_with_its_seed_and_reaches_every_page(void **state)
{
    (void)state;
    bool seen[4] = {false};
    for (uint64_t seed = 0; seed < 32; seed++) {
        uint32_t first[2];
        for (int again = 0; again < 2; again++) {
            struct memory memory;
            start_with(&memory, &fl_policy_random, 4);
            memory.replacer.parameters.seed = seed;
            first[again] = victim_of(&memory);
        }
        assert_int_equal(first[0], first[1]);
        seen[first[0]] = true;
    }
    assert_true(seen[0] && seen[1] && seen[2] && seen[3]);
}

static const char *const names[] = {"fifo", "clock", "enhanced", "aging",   "lru",    "mru", "lfu",
                                    "mfu",  "2q",    "ws",       "wsclock", "random", "opt"};
enum { POLICIES = sizeof(names) / sizeof(names[0]) };

static void test_policy_names_and_numbers_are_one_closed_list(void **state)
{
    (void)state;
    static const char *const wrong[] = {"fif", "fifo2", "", "FIFO", "lru "};
    for (size_t i = 0; i < POLICIES; i++) {
        assert_non_null(fl_policy_by_name(names[i]));
        assert_ptr_equal(fl_policy_by_name(names[i]), fl_policy_by_number(i));
        assert_string_equal(fl_policy_by_number(i)->name, names[i]);
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_null(fl_policy_by_name(wrong[i]));
    assert_null(fl_policy_by_number(POLICIES));
}

/* Given any policy, when one page leaves on its own, then the others come out once each, and then nothing. */
static void test_policy_forgets_a_removed_page_wherever_it_stood(void **state)
{
    (void)state;
    enum { COUNT = 5 };
    for (size_t i = 0; i < POLICIES; i++) {
        for (uint32_t gone = 0; gone < COUNT; gone++) {
            struct memory memory;
            start_with(&memory, fl_policy_by_name(names[i]), COUNT);
            memory.replacer.ops->remove(&memory.replacer, gone);
            assert_int_equal(memory.replacer.count, COUNT - 1);
            bool seen[COUNT] = {false};
            for (uint32_t n = 0; n < COUNT - 1; n++) {
                uint32_t page = victim_of(&memory);
                assert_true(page < COUNT && page != gone && !seen[page]);
                seen[page] = true;
            }
            assert_int_equal(victim_of(&memory), FL_NO_PAGE);
            assert_int_equal(memory.replacer.count, 0);
        }
    }
}

static bool always_referenced(void *env, uint32_t page)
{
    (void)env;
    (void)page;
    return true;
}

static unsigned always_in_use(void *env, uint32_t page)
{
    (void)env;
    (void)page;
    return FL_PAGE_REFERENCED | FL_PAGE_DIRTY;
}

/* A bit that is set again as soon as it is cleared must not keep a hand turning for ever. */
static void test_policy_hands_stop_when_every_page_stays_referenced(void **state)
{
    (void)state;
    for (size_t i = 0; i < POLICIES; i++) {
        struct memory memory;
        start_with(&memory, fl_policy_by_name(names[i]), 4);
        memory.pages.referenced = always_referenced;
        memory.pages.use = always_in_use;
        assert_true(victim_of(&memory) < 4);
        assert_int_equal(memory.replacer.count, 3);
        memory_start(&memory, fl_policy_by_name(names[i]), next_use);
        assert_int_equal(victim_of(&memory), FL_NO_PAGE);
    }
}

static bool zero_and_three_are_needed(void *env, uint32_t page)
{
    (void)env;
    return page == 0 || page == 3;
}

/* An instruction across two pages must keep the first while the second comes in, even under MRU. */
static void test_policy_that_would_take_a_needed_page_takes_another(void **state)
{
    (void)state;
    static const char *const rankers[] = {"aging", "mru", "lfu", "mfu", "opt"};
    for (size_t i = 0; i < sizeof(rankers) / sizeof(rankers[0]); i++) {
        struct memory memory;
        start_with(&memory, fl_policy_by_name(rankers[i]), 4);
        memory.pages.needed = zero_and_three_are_needed;
        for (int n = 0; n < 2; n++) {
            uint32_t page = victim_of(&memory);
            assert_true(page == 1 || page == 2);
        }
        assert_true(zero_and_three_are_needed(NULL, victim_of(&memory))); /* nothing else is left */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_enhanced_takes_the_lowest_class_in_the_hand_s_order),
        cmocka_unit_test(test_policy_aging_takes_the_smallest_history_and_ties_by_arrival),
        cmocka_unit_test(test_policy_frequency_counts_uses_and_ties_by_arrival),
        cmocka_unit_test(test_policy_opt_takes_what_is_never_used_again_then_the_farthest),
        cmocka_unit_test(test_policy_two_queue_promotes_only_what_comes_back),
        cmocka_unit_test(test_policy_wsclock_prefers_clean_pages_outside_the_window),
        cmocka_unit_test(test_policy_random_repeats_with_its_seed_and_reaches_every_page),
        cmocka_unit_test(test_policy_names_and_numbers_are_one_closed_list),
        cmocka_unit_test(test_policy_forgets_a_removed_page_wherever_it_stood),
        cmocka_unit_test(test_policy_hands_stop_when_every_page_stays_referenced),
        cmocka_unit_test(test_policy_that_would_take_a_needed_page_takes_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
