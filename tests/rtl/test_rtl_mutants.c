/* Would we notice? Each deliberate fault of tests/mutants/rtl.txt must make random traffic differ from the golden model. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rig.h"
#include "traffic.h"

#define SEEDS 60

/* Number of events until the bug shows, 0 when it never does. */
static unsigned events_until_seen(struct fl_dut *dut, const struct fl_uarch_config *config, char what[256])
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        unsigned differed = traffic_compare(dut, config, seed, 2000, what);
        if (differed) {
            return (unsigned)(seed - 1) * 2000 + differed;
        }
    }
    return 0;
}

static void test_mutants_are_all_seen(void **state)
{
    struct fl_uarch_config config;
    struct fl_dut dut;
    unsigned bug, unseen = 0;
    (void)state;
    assert_true(fl_rtl_config("default", &config));
    for (bug = 1; fl_rtl_open("default", bug, &dut); bug++) {
        char what[256] = "";
        unsigned events = events_until_seen(&dut, &config, what);
        print_message("bug %2u  %s %u events: %s\n", bug, events ? "seen after" : "NOT SEEN in", events, what);
        unseen += !events;
        dut.destroy(dut.self);
    }
    assert_true(bug > 14);
    assert_int_equal(unseen, 0);
}

/* The same traffic with no bug selected: it is not the comparison itself that fails. */
static void test_mutants_without_a_bug_nothing_is_seen(void **state)
{
    struct fl_uarch_config config;
    struct fl_dut dut;
    char what[256] = "";
    (void)state;
    assert_true(fl_rtl_config("default", &config));
    assert_true(fl_rtl_open("default", 0, &dut));
    assert_int_equal(events_until_seen(&dut, &config, what), 0);
    dut.destroy(dut.self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mutants_are_all_seen),
        cmocka_unit_test(test_mutants_without_a_bug_nothing_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
