/* test_policy.c - the kernel's replacement policies over the textbook's reference strings, compiled for the host as they are.
 *
 * Given so many frames and a reference string, when each reference to an absent page takes a frame, then the number of faults
 * is the textbook's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "policy/policy.h"

#define PAGES 16

struct memory {
    struct fl_policy_link link[PAGES];
    bool resident[PAGES], used[PAGES];
    struct fl_policy_pages pages;
    struct fl_replacer replacer;
};

static bool referenced(void *env, uint32_t page)
{
    struct memory *memory = env;
    bool used = memory->used[page];
    memory->used[page] = false;
    return used;
}

static void start(struct memory *memory, const struct fl_policy_ops *ops)
{
    memset(memory, 0, sizeof(*memory));
    memory->pages = (struct fl_policy_pages){memory->link, referenced, memory};
    fl_policy_init(&memory->replacer, ops, &memory->pages);
}

static unsigned faults(const struct fl_policy_ops *ops, unsigned frames, const char *string)
{
    struct memory memory;
    start(&memory, ops);
    unsigned count = 0;
    for (; *string; string++) {
        uint32_t page = (uint32_t)(*string - '0');
        if (memory.resident[page]) {
            memory.used[page] = true;
            ops->accessed(&memory.replacer, page);
            continue;
        }
        count++;
        if (memory.replacer.count == frames)
            memory.resident[ops->victim(&memory.replacer)] = false;
        memory.resident[page] = memory.used[page] = true; /* the bit is set on load */
        ops->insert(&memory.replacer, page);
    }
    return count;
}

#define B  "123412512345"
#define S  "70120304230321201701"
#define G5 "12342156212376321236"
#define ST "232152453252"
#define G7 "72312534677105462301"
#define T  "012301401234"
#define O  "01201303121"
#define L  "0123012301230123012301230123012301230123"

static const struct {
    int row;
    const char *policy, *string;
    unsigned frames, faults;
} cases[] = {
    {1, "fifo", B, 3, 9},   {1, "fifo", B, 4, 10},   {1, "clock", B, 3, 9},  {1, "clock", B, 4, 10},
    {2, "fifo", S, 3, 15},  {2, "clock", S, 3, 14},  {3, "fifo", S, 1, 20},  {3, "fifo", S, 2, 15},
    {3, "fifo", S, 4, 10},  {3, "fifo", S, 5, 9},    {3, "fifo", S, 6, 6},   {5, "fifo", G5, 1, 20},
    {5, "fifo", G5, 2, 18}, {5, "fifo", G5, 3, 16},  {5, "fifo", G5, 4, 14}, {5, "fifo", G5, 5, 10},
    {5, "fifo", G5, 6, 10}, {5, "fifo", G5, 7, 7},   {6, "fifo", ST, 3, 9},  {6, "clock", ST, 3, 8},
    {7, "fifo", G7, 3, 17}, {8, "fifo", T, 3, 9},    {8, "fifo", T, 4, 10},  {9, "fifo", O, 3, 7},
    {10, "fifo", L, 3, 40}, {10, "clock", L, 3, 40},
};

static void test_policy_gives_the_textbook_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        unsigned got = faults(fl_policy_by_name(cases[i].policy), cases[i].frames, cases[i].string);
        if (got != cases[i].faults)
            fail_msg("row %d, %s, %u frames: %u faults, expected %u", cases[i].row, cases[i].policy, cases[i].frames,
                     got, cases[i].faults);
    }
}

static void test_policy_names_are_a_closed_list(void **state)
{
    (void)state;
    assert_ptr_equal(fl_policy_by_name("fifo"), &fl_policy_fifo);
    assert_ptr_equal(fl_policy_by_name("clock"), &fl_policy_second_chance);
    assert_null(fl_policy_by_name("fif"));
    assert_null(fl_policy_by_name("fifo2"));
    assert_null(fl_policy_by_name(""));
}

static void test_policy_forgets_a_removed_page_wherever_it_stood(void **state)
{
    (void)state;
    for (uint32_t gone = 0; gone < 3; gone++) {
        struct memory memory;
        start(&memory, &fl_policy_fifo);
        for (uint32_t page = 0; page < 3; page++)
            fl_policy_fifo.insert(&memory.replacer, page);
        fl_policy_fifo.remove(&memory.replacer, gone);
        assert_int_equal(memory.replacer.count, 2);
        for (uint32_t page = 0; page < 3; page++)
            if (page != gone)
                assert_int_equal(fl_policy_fifo.victim(&memory.replacer), page);
        assert_int_equal(fl_policy_fifo.victim(&memory.replacer), FL_NO_PAGE);
    }
}

static bool always_referenced(void *env, uint32_t page)
{
    (void)env;
    (void)page;
    return true;
}

/* A bit that is set again as soon as it is cleared must not keep the hand turning for ever. */
static void test_policy_second_chance_ends_when_every_page_stays_referenced(void **state)
{
    (void)state;
    struct memory memory;
    start(&memory, &fl_policy_second_chance);
    memory.pages.referenced = always_referenced;
    for (uint32_t page = 0; page < 4; page++)
        fl_policy_second_chance.insert(&memory.replacer, page);
    assert_true(fl_policy_second_chance.victim(&memory.replacer) < 4);
    assert_int_equal(memory.replacer.count, 3);
    start(&memory, &fl_policy_second_chance);
    assert_int_equal(fl_policy_second_chance.victim(&memory.replacer), FL_NO_PAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_gives_the_textbook_counts),
        cmocka_unit_test(test_policy_names_are_a_closed_list),
        cmocka_unit_test(test_policy_forgets_a_removed_page_wherever_it_stood),
        cmocka_unit_test(test_policy_second_chance_ends_when_every_page_stays_referenced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
