/* test_policy_rows.c - the textbook's reference strings, rows 1 to 12 and 36, to the digit for every policy they name.
 *
 * Each row prints one line, "row N policy: counts", which tests/scenarios/run gathers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy_counts.h"
#include "policy_replay.h"

#define B  "123412512345"
#define S  "70120304230321201701"
#define G5 "12342156212376321236"
#define ST "232152453252"
#define G7 "72312534677105462301"
#define T  "012301401234"
#define O  "01201303121"
#define L  "0123012301230123012301230123012301230123"

#define MOST_FRAMES 8

/* faults[i] is for frames_from + i frames, and 0 ends the list. */
static const struct row {
    int number;
    const char *string_name, *string, *policy;
    unsigned frames_from, faults[MOST_FRAMES];
} rows[] = {
    {1, "B", B, "fifo", 3, {9, 10}},
    {1, "B", B, "lru", 3, {10, 8}},
    {1, "B", B, "opt", 3, {7, 6}},
    {1, "B", B, "clock", 3, {9, 10}},
    {2, "S", S, "fifo", 3, {15}},
    {2, "S", S, "opt", 3, {9}},
    {2, "S", S, "lru", 3, {12}},
    {2, "S", S, "clock", 3, {14}},
    {3, "S", S, "fifo", 1, {20, 15, 15, 10, 9, 6}},
    {3, "S", S, "lru", 1, {20, 17, 12, 8, 7, 6}},
    {3, "S", S, "opt", 1, {20, 13, 9, 8, 7, 6}},
    {5, "G5", G5, "lru", 1, {20, 18, 15, 10, 8, 7, 7}},
    {5, "G5", G5, "fifo", 1, {20, 18, 16, 14, 10, 10, 7}},
    {5, "G5", G5, "opt", 1, {20, 15, 11, 8, 7, 7, 7}},
    {6, "ST", ST, "opt", 3, {6}},
    {6, "ST", ST, "lru", 3, {7}},
    {6, "ST", ST, "clock", 3, {8}},
    {6, "ST", ST, "fifo", 3, {9}},
    {7, "G7", G7, "fifo", 3, {17}},
    {7, "G7", G7, "lru", 3, {18}},
    {7, "G7", G7, "opt", 3, {13}},
    {8, "T", T, "fifo", 3, {9, 10}},
    {8, "T", T, "lru", 3, {10, 8}},
    {9, "O", O, "fifo", 3, {7}},
    {9, "O", O, "lru", 3, {5}},
    {9, "O", O, "opt", 3, {5}},
    {10, "L", L, "fifo", 3, {40}},
    {10, "L", L, "lru", 3, {40}},
    {10, "L", L, "clock", 3, {40}},
    {10, "L", L, "opt", 3, {16}},
    {10, "L", L, "mru", 3, {16}},
};

static bool play_row(const struct row *row)
{
    bool right = true;
    printf("row %d %s %s, %u frames and up:", row->number, row->string_name, row->policy, row->frames_from);
    for (unsigned i = 0; i < MOST_FRAMES && row->faults[i]; i++) {
        unsigned got = replay_digits(row->string, fl_policy_by_name(row->policy), row->frames_from + i);
        printf(" %u", got);
        right = right && got == row->faults[i];
    }
    printf("%s\n", right ? "" : " WRONG");
    return right;
}

static void test_policy_rows_give_the_textbook_counts(void **state)
{
    (void)state;
    bool right = true;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        right = play_row(&rows[i]) && right;
    assert_true(right);
}

static size_t digits_to_trace(const char *digits, unsigned char *trace)
{
    for (size_t i = 0; digits[i]; i++)
        trace[i] = (unsigned char)(digits[i] - '0');
    return strlen(digits);
}

static unsigned faults_with(struct replay replay, const char *digits, const char *policy)
{
    unsigned char trace[64];
    replay.length = digits_to_trace(digits, trace);
    replay.trace = trace;
    replay_run(&replay, fl_policy_by_name(policy));
    return replay.faults;
}

/* Row 2's declared parameter: the load does not count as a use. */
static void test_policy_rows_second_chance_with_the_bit_clear_on_load(void **state)
{
    (void)state;
    struct replay replay = {.frames = 3, .clear_on_load = true, .parameters = FL_POLICY_DEFAULTS};
    unsigned faults = faults_with(replay, S, "clock");
    printf("row 2 S clock, bit clear on load, 3 frames and up: %u\n", faults);
    assert_int_equal(faults, 11);
}

/* Row 4. The stack distance of a use is how many pages were used since this one, itself included. */
static void test_policy_rows_stack_distances_predict_lru_for_every_size(void **state)
{
    (void)state;
    static const unsigned expected[] = {[2] = 3, [3] = 5, [4] = 4, [5] = 1, [6] = 1};
    unsigned char trace[64], stack[64];
    size_t length = digits_to_trace(S, trace), depth = 0;
    unsigned at_distance[64] = {0}, infinite = 0;
    for (size_t i = 0; i < length; i++) {
        size_t at = 0;
        while (at < depth && stack[at] != trace[i])
            at++;
        if (at == depth) {
            infinite++;
            depth++;
        } else {
            at_distance[at + 1]++;
        }
        memmove(stack + 1, stack, at);
        stack[0] = trace[i];
    }
    printf("row 4 S distances: d2:%u d3:%u d4:%u d5:%u d6:%u infinite:%u\n", at_distance[2], at_distance[3],
           at_distance[4], at_distance[5], at_distance[6], infinite);
    assert_memory_equal(at_distance, expected, sizeof(expected));
    assert_int_equal(infinite, 6);
    for (unsigned frames = 1, hits = 0; frames <= 6; frames++) {
        hits += at_distance[frames];
        assert_int_equal(length - hits, replay_digits(S, &fl_policy_lru, frames));
    }
}

/* Row 11: frames do not limit, the window does. */
static void test_policy_rows_working_set_faults_by_window(void **state)
{
    (void)state;
    static const unsigned expected[] = {12, 12, 10, 8, 7, 7, 5};
    bool right = true;
    printf("row 11 B ws, windows 1 to 7:");
    for (unsigned window = 1; window <= 7; window++) {
        struct replay replay = {.frames = 10, .parameters = {.window = window}};
        unsigned faults = faults_with(replay, B, "ws");
        printf(" %u", faults);
        right = right && faults == expected[window - 1];
    }
    printf("\n");
    assert_true(right);
}

static const char *const all_policies[] = {"fifo", "clock", "enhanced", "aging",   "lru",    "mru", "lfu",
                                           "mfu",  "2q",    "ws",       "wsclock", "random", "opt"};
enum { POLICIES = sizeof(all_policies) / sizeof(all_policies[0]), TRACE = 400 };

static uint64_t seed_from_environment(void)
{
    const char *text = getenv("FL_SEED");
    return text ? strtoull(text, NULL, 0) : 20240229;
}

static uint64_t draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static void make_trace(uint64_t *random, unsigned char *trace, bool *writes)
{
    unsigned pages = 4 + (unsigned)(draw(random) % 20), base = 0;
    for (size_t i = 0; i < TRACE; i++) {
        if (draw(random) % 50 == 0)
            base = (unsigned)(draw(random) % pages); /* a new locality */
        unsigned spread = draw(random) % 8 ? 4 : pages;
        trace[i] = (unsigned char)((base + draw(random) % spread) % pages);
        writes[i] = draw(random) % 3 == 0;
    }
}

/* Row 12 on one trace: OPT is a lower bound for all, and LRU and OPT never rise with memory. */
static void check_inequalities(struct replay replay)
{
    unsigned lru_before = UINT32_MAX, opt_before = UINT32_MAX;
    for (replay.frames = 1; replay.frames <= 12; replay.frames++) {
        unsigned faults[POLICIES];
        for (size_t i = 0; i < POLICIES; i++) {
            replay_run(&replay, fl_policy_by_name(all_policies[i]));
            faults[i] = replay.faults;
            assert_true(replay.most_resident <= replay.frames);
        }
        unsigned opt = faults[POLICIES - 1], lru = faults[4];
        for (size_t i = 0; i < POLICIES; i++)
            if (faults[i] < opt)
                fail_msg("%s has %u faults with %u frames, OPT %u", all_policies[i], faults[i], replay.frames, opt);
        assert_true(lru <= lru_before && opt <= opt_before);
        lru_before = lru;
        opt_before = opt;
    }
}

static void test_policy_rows_opt_is_a_lower_bound_and_stack_policies_never_rise(void **state)
{
    (void)state;
    uint64_t seed = seed_from_environment(), random = seed;
    enum { TRACES = 60 };
    unsigned char trace[TRACE];
    bool writes[TRACE];
    for (int i = 0; i < TRACES; i++) {
        make_trace(&random, trace, writes);
        check_inequalities(
            (struct replay){.trace = trace,
                            .length = TRACE,
                            .writes = writes,
                            .tick_each = 10,
                            .clear_on_load = i % 2,
                            .parameters = {.tie = i % 3 ? FL_TIE_OLDEST : FL_TIE_NEWEST, .window = 4, .seed = seed}});
    }
    printf("row 12 all policies: %d traces of %d uses, 1 to 12 frames, seed %llu: OPT lowest, LRU and OPT never rise\n",
           TRACES, TRACE, (unsigned long long)seed);
}

/* Row 36: a hot set of 10 pages in 16 frames, used again and again; between two rounds 12 pages are read that nobody
 * needs again. What counts is how often a hot page was pushed out. */
static unsigned faults_under_scan(const char *policy)
{
    enum { HOT = 10, SCAN = 12, ROUNDS = 20, AGAIN = 4 };
    unsigned char trace[ROUNDS * (HOT * AGAIN + SCAN)];
    size_t n = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < HOT * AGAIN; i++)
            trace[n++] = (unsigned char)(i % HOT);
        for (unsigned i = 0; i < SCAN; i++)
            trace[n++] = (unsigned char)(HOT + (round * SCAN + i) % (MEMORY_PAGES - HOT));
    }
    struct replay replay = {
        .trace = trace, .length = n, .frames = 16, .tick_each = 20, .parameters = FL_POLICY_DEFAULTS};
    replay_run(&replay, fl_policy_by_name(policy));
    return replay.faults - ROUNDS * SCAN;
}

static void test_policy_rows_a_scan_pollutes_lru_and_spares_2q_and_lfu(void **state)
{
    (void)state;
    unsigned lru = faults_under_scan("lru"), clock = faults_under_scan("clock"), two_queue = faults_under_scan("2q"),
             lfu = faults_under_scan("lfu");
    printf("row 36 hot set under a scan, faults on hot pages: lru %u clock %u 2q %u lfu %u\n", lru, clock, two_queue,
           lfu);
    assert_true(two_queue * 3 < lru && two_queue * 3 < clock);
    assert_true(lfu * 3 < lru && lfu * 3 < clock);
}

/* Given the string that bin/policies walks in the kernel, the host counts what the kernel must count. */
static void test_policy_rows_host_and_kernel_share_one_table(void **state)
{
    (void)state;
    static const char string[] = POLICY_COUNT_STRING;
    enum { LENGTH = sizeof(string) - 1 };
    unsigned char trace[LENGTH];
    bool writes[LENGTH], seen[10] = {false}, right = true;
    for (size_t i = 0; i < LENGTH; i++) {
        trace[i] = (unsigned char)(string[i] - '0');
        writes[i] = !seen[trace[i]];
        seen[trace[i]] = true;
    }
    for (size_t i = 0; i < sizeof(policy_counts) / sizeof(policy_counts[0]); i++) {
        const struct policy_count *row = &policy_counts[i];
        struct replay replay = {.trace = trace,
                                .length = LENGTH,
                                .writes = writes,
                                .frames = POLICY_COUNT_FRAMES,
                                .clear_on_load = true,
                                .parameters = FL_POLICY_DEFAULTS};
        assert_string_equal(fl_policy_by_number(row->number)->name, row->name);
        replay_run(&replay, fl_policy_by_number(row->number));
        printf("table %s: %u faults %u page writes\n", row->name, replay.faults, replay.writebacks);
        right = right && replay.faults == row->faults && replay.writebacks == row->writes;
    }
    assert_true(right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_rows_give_the_textbook_counts),
        cmocka_unit_test(test_policy_rows_second_chance_with_the_bit_clear_on_load),
        cmocka_unit_test(test_policy_rows_stack_distances_predict_lru_for_every_size),
        cmocka_unit_test(test_policy_rows_working_set_faults_by_window),
        cmocka_unit_test(test_policy_rows_opt_is_a_lower_bound_and_stack_policies_never_rise),
        cmocka_unit_test(test_policy_rows_a_scan_pollutes_lru_and_spares_2q_and_lfu),
        cmocka_unit_test(test_policy_rows_host_and_kernel_share_one_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
