/* Would we notice? Each deliberate fault of tests/mutants must make random traffic differ from the golden model. */
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
static unsigned events_until_seen(struct fl_dut *dut, const struct fl_uarch_config *config, unsigned xlen,
                                  struct fl_difference *what)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        unsigned differed = traffic_compare(dut, config, xlen, seed, 2000, what);
        if (differed) {
            return (unsigned)(seed - 1) * 2000 + differed;
        }
    }
    return 0;
}

/* Every bug of a build is seen, and there are at least so many. */
static void see_all(const char *size, unsigned xlen, unsigned at_least)
{
    struct fl_uarch_config config;
    struct fl_dut dut;
    unsigned bug, unseen = 0;
    assert_true(fl_rtl_config(size, &config));
    for (bug = 1; fl_rtl_open(size, bug, &dut); bug++) {
        struct fl_difference what = {0};
        unsigned events = events_until_seen(&dut, &config, xlen, &what);
        print_message("%s bug %2u  %s %u events: %s\n", size, bug, events ? "seen after" : "NOT SEEN in", events,
                      what.field ? what.field : "");
        unseen += !events;
        dut.destroy(dut.self);
    }
    assert_true(bug > at_least);
    assert_int_equal(unseen, 0);
}

static void test_mutants_are_all_seen(void **state)
{
    (void)state;
    see_all("default", 64, 39);
}

static void test_mutants_of_rv32_are_all_seen(void **state)
{
    (void)state;
    see_all("rv32", 32, 8);
}

/* The same traffic with no bug selected: it is not the comparison itself that fails. */
static void test_mutants_without_a_bug_nothing_is_seen(void **state)
{
    static const struct {
        const char *size;
        unsigned xlen;
    } builds[] = {{"default", 64}, {"rv32", 32}};
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct fl_uarch_config config;
        struct fl_dut dut;
        struct fl_difference what = {0};
        assert_true(fl_rtl_config(builds[i].size, &config));
        assert_true(fl_rtl_open(builds[i].size, 0, &dut));
        assert_int_equal(events_until_seen(&dut, &config, builds[i].xlen, &what), 0);
        dut.destroy(dut.self);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mutants_are_all_seen),
        cmocka_unit_test(test_mutants_of_rv32_are_all_seen),
        cmocka_unit_test(test_mutants_without_a_bug_nothing_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
