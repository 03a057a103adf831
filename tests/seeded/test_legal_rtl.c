/* test_legal_rtl.c - the RTL judged as a stranger's: by its answers alone. Without a bug nothing is illegal. A seeded bug that breaks the
 * architecture gives an illegal answer or a wrong trap; one that only breaks our microarchitecture page does not. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dut/dut.h"
#include "legal_bench.h"
#include "lockstep/engine.h"
#include "spice.h"

enum { STEPS = 40000, SEEDS = 8 };

/* Up to 8 bytes inside a page. */
static unsigned size_of(const struct traffic *traffic, uint64_t *seed)
{
    unsigned size = traffic->access == FL_FETCH ? 2 : 1u << rig_random(seed) % 4;
    return traffic->va % FL_PAGE_SIZE + size > FL_PAGE_SIZE ? 1 : size;
}

static void step(struct legal_bench *bench, struct traffic *traffic, struct spice *spice)
{
    traffic_step(traffic, bench->rig, bench->unused);
    bench->rig->rival_flips = 0;
    spice_request(spice, traffic, bench->rig);
    legal_bench_access(bench, traffic->access, traffic->va, size_of(traffic, &spice->seed));
    const struct fl_trap_in trap = spice_trap(&spice->seed);
    struct fl_trap_out after;
    bench->judge.outer_port.trap(bench->judge.outer_port.self, &trap, bench->now, &after);
}

/* Traffic until something is found, or to its end. The caller closes the bench. */
static void play(struct legal_bench *bench, unsigned bug, unsigned seed)
{
    struct fl_uarch_config config;
    struct fl_dut dut;
    struct fl_rtl_engine rtl;
    struct traffic traffic = {.seed = 0x5eed + seed};
    struct spice spice = {.seed = 0x7ea9 + seed};
    assert_true(fl_rtl_config("default", &config) && fl_rtl_open("default", bug, &dut));
    dut.reset(dut.self);
    legal_bench_open(bench, FL_SV39, &config, 0);
    fl_rtl_engine_init(&rtl, &dut, &bench->judge.outer_mem);
    legal_bench_attach(bench, &rtl.port);
    rig_open_pmp(bench->rig);
    rig_open_pmp(bench->unused);
    for (unsigned i = 0; i < STEPS && bench->judge.finding.fault == FL_LEGAL_SO_FAR; i++) {
        step(bench, &traffic, &spice);
    }
    dut.destroy(dut.self);
}

static void print_verdict(unsigned bug, const struct legal_bench *bench)
{
    const struct fl_legal_port *judge = &bench->judge;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (judge->finding.fault == FL_WRONG_ANSWER) {
        fl_write_verdict(out, &judge->finding.request, &judge->finding.response, &judge->finding.verdict);
    } else {
        fprintf(out, "%s", judge->finding.text);
    }
    fclose(out);
    print_message("bug %u: %u fresh, %u stale, %u undecided; %s\n", bug, (unsigned)judge->count[FL_FRESH],
                  (unsigned)judge->count[FL_STALE], (unsigned)judge->count[FL_UNDECIDED], text);
    free(text);
}

static void test_the_rtl_is_legal(void **state)
{
    struct legal_bench bench;
    (void)state;
    play(&bench, 0, 0);
    print_verdict(0, &bench);
    assert_int_equal(bench.judge.finding.fault, FL_LEGAL_SO_FAR);
    assert_true(bench.judge.count[FL_STALE] > 100 && bench.judge.count[FL_UNDECIDED] < STEPS / 100);
    assert_int_equal(bench.judge.traps, STEPS);
    legal_bench_close(&bench);
}

/* Is it found with any of the seeds? Some bugs need a rare meeting. */
static bool is_found(unsigned bug, unsigned seeds)
{
    bool found = false;
    for (unsigned seed = 0; seed < seeds && !found; seed++) {
        struct legal_bench bench;
        play(&bench, bug, seed);
        found = bench.judge.finding.fault != FL_LEGAL_SO_FAR;
        if (found || seed + 1 == seeds) {
            print_verdict(bug, &bench);
        }
        legal_bench_close(&bench);
    }
    return found;
}

/* Of docs/seeded-bugs.md; 5 and 13 need a fence or another walker inside a walk, and 12 spoils memory, not an answer. */
static void test_bugs_that_break_the_architecture_are_found(void **state)
{
    static const uint8_t breaks[] = {1,  2,  4,  7,  8,  9,  10, 11, 14, 16, 17, 19,
                                     20, 21, 24, 25, 26, 27, 28, 30, 31, 34, 35, 36};
    (void)state;
    for (unsigned i = 0; i < sizeof breaks; i++) {
        assert_true(is_found(breaks[i], SEEDS));
    }
}

/* A stranger may forget, choose victims and take its time as it likes. */
static void test_bugs_against_our_own_page_are_legal(void **state)
{
    static const uint8_t allowed[] = {3, 15, 18, 22, 23, 32, 37};
    (void)state;
    for (unsigned i = 0; i < sizeof allowed; i++) {
        assert_false(is_found(allowed[i], 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_rtl_is_legal),
                                       cmocka_unit_test(test_bugs_that_break_the_architecture_are_found),
                                       cmocka_unit_test(test_bugs_against_our_own_page_are_legal)};
    return cmocka_run_group_tests_name("legal_rtl", tests, NULL, NULL);
}
