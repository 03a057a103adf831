/* test_lockstep_depths.c - each depth of the compare fires when the RTL is bent in just that way, and the report names the cause in
 * its first five lines. With nothing bent, the same story has no divergence; so it is the bend that is seen. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bad_dut.h"
#include "lockstep/lockstep.h"
#include "lockstep/report.h"
#include "uarch_rig.h"

#define PAGE_A UINT64_C(0x40000000) /* readable, writable, clean */
#define PAGE_B UINT64_C(0x40001000) /* read-only */

struct bench {
    struct rig *rig; /* page tables and the model */
    struct fl_dut dut;
    struct fl_lockstep *lockstep;
    struct fl_mmu_port port;
    uint64_t now, pte_a;
    unsigned stops;
};

static void stopped(void *self)
{
    ((struct bench *)self)->stops++;
}

static void open_bench_with(struct bench *bench, enum bend bend, unsigned state_every)
{
    struct fl_dut inner;
    struct fl_uarch_config config;
    assert_true(fl_rtl_open("default", 0, &inner));
    inner.reset(inner.self);
    assert_true(fl_rtl_config("default", &config));
    *bench = (struct bench){.rig = rig_new_sized(FL_SV39, &config, 0)};
    bad_dut_open(&bench->dut, &inner, bend);
    bench->rig->context.adue = true;
    bench->rig->context.asid = 7;
    bench->pte_a = rig_map(bench->rig, PAGE_A, 0, 0x80100000, V | R | W);
    rig_map(bench->rig, PAGE_B, 0, 0x80200000, V | R | A);
    bench->lockstep = fl_lockstep_new(&(struct fl_lockstep_config){.dut = &bench->dut,
                                                                   .model = bench->rig->mmu,
                                                                   .mem = &bench->rig->mem,
                                                                   .quiet = &bench->rig->mem,
                                                                   .ram_base = RIG_BASE,
                                                                   .ram_size = sizeof bench->rig->ram,
                                                                   .state_every = state_every,
                                                                   .self = bench,
                                                                   .diverged = stopped});
    assert_non_null(bench->lockstep);
    bench->port = fl_lockstep_port(bench->lockstep);
}

static void open_bench(struct bench *bench, enum bend bend)
{
    open_bench_with(bench, bend, 1000);
}

static void close_bench(struct bench *bench)
{
    fl_lockstep_free(bench->lockstep);
    bench->dut.destroy(bench->dut.self);
    rig_free(bench->rig);
}

static struct fl_response touch(struct bench *bench, enum fl_access access, uint64_t va)
{
    struct fl_request request = {.va = va, .access = (uint8_t)access, .size = 8, .context = &bench->rig->context};
    struct fl_response response;
    bench->port.translate(bench->port.self, FL_PORT_DATA, &request, bench->now++, &response);
    return response;
}

static void fence_all(struct bench *bench)
{
    struct fl_fence fence = {0};
    bench->now += bench->port.fence(bench->port.self, &fence, bench->now);
}

static void fault_to_supervisor(struct bench *bench)
{
    struct fl_trap_in in = {.event = FL_TRAP_EXCEPTION,
                            .privilege = FL_USER,
                            .cause = FL_CAUSE_LOAD_PAGE,
                            .tval = 0x123,
                            .pc = 0x1000,
                            .medeleg = 1u << FL_CAUSE_LOAD_PAGE,
                            .stvec = 0x80000100};
    struct fl_trap_out out;
    bench->port.trap(bench->port.self, &in, bench->now++, &out);
}

/* Loads, an A/D update, hits, a refused store, a fence, a trap: a little of everything. */
static void live(struct bench *bench)
{
    touch(bench, FL_LOAD, PAGE_B + 8);
    touch(bench, FL_LOAD, PAGE_B + 16);
    touch(bench, FL_STORE, PAGE_A + 8);
    touch(bench, FL_LOAD, 0x50000000);
    touch(bench, FL_STORE, PAGE_B);
    fault_to_supervisor(bench);
    fence_all(bench);
    touch(bench, FL_LOAD, PAGE_A);
    fl_lockstep_finish(bench->lockstep, bench->now);
}

/* The first five lines of the report, in a string to be freed. */
static char *head_of_report(const struct bench *bench)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct fl_report_facts facts = {.pc = 0x1000, .again = "faultline run x"};
    fl_write_report(out, fl_lockstep_divergence(bench->lockstep), &facts);
    fclose(out);
    char *end = text;
    for (unsigned line = 0; line < 5 && end; line++) {
        end = strchr(end + (line > 0), '\n');
    }
    if (end) {
        *end = '\0';
    }
    return text;
}

static const struct {
    enum bend bend;
    enum fl_depth depth;
    const char *words[3]; /* all in the first five lines */
} cases[] = {
    {BEND_PA, FL_DEPTH_RESPONSE, {"level-0 page is composed wrongly in bits 12:12", "Privileged 4.3.2"}},
    {BEND_FAULT, FL_DEPTH_RESPONSE, {"the walker accepts the level-1 PTE", "entry not valid"}},
    {BEND_CAUSE,
     FL_DEPTH_RESPONSE,
     {"encoded as store/AMO page fault", "a refused load raises load page fault", "3.6"}},
    {BEND_PTE_ADDRESS, FL_DEPTH_WALK, {"PTE index at level 2", "va[38:30]"}},
    {BEND_DIRTY, FL_DEPTH_WALK, {"A/D update at level 0 wrote D wrong", "4.3.2 step 9"}},
    {BEND_NO_UPDATE, FL_DEPTH_WALK, {"A/D update at level 0 wrote A D wrong"}},
    {BEND_VICTIM, FL_DEPTH_PATH, {"L1 D TLB refilled entry 1; the victim is entry 0"}},
    {BEND_LATE, FL_DEPTH_LATENCY, {"latency is 40 cycles; with 3 PTE reads and 0 updates", "39"}},
    {BEND_TREE, FL_DEPTH_STATE, {"L1 D TLB replacement tree", "PLRU nodes 0x1 are wrong"}},
    {BEND_ENTRY, FL_DEPTH_STATE, {"L1 D TLB entry 0", "asid = 0x8", "0x7"}},
    {BEND_FENCE_LATE, FL_DEPTH_FENCE, {"the fence unit took 3 cycles", "says 2"}},
    {BEND_TRAP_PC, FL_DEPTH_TRAP, {"the trap unit's pc on exception is 0x8000_0104, not 0x8000_0100", "3.1.7"}},
    {BEND_EVENTS, FL_DEPTH_EVENTS, {"the RTL counted", "L1 data hits"}},
    {BEND_COMPLAINT, FL_DEPTH_COMPLAINT, {"the RTL says of itself: mmu.sv:7: assertion failed"}},
};

static void test_nothing_bent_agrees(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench, BEND_NOTHING);
    live(&bench);
    struct fl_lockstep_counts counts = fl_lockstep_counts(bench.lockstep);
    assert_null(fl_lockstep_divergence(bench.lockstep));
    assert_int_equal(bench.stops, 0);
    assert_int_equal(counts.requests, 6);
    assert_int_equal(counts.walks, 5);
    assert_int_equal(counts.fences, 1);
    assert_int_equal(counts.traps, 1);
    assert_int_equal(counts.states, 2);      /* at the fence and at the end */
    assert_int_equal(counts.spec_checks, 6); /* each walk, and the first hit by a load */
    close_bench(&bench);
}

static void test_each_bend_is_seen_and_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bench bench;
        open_bench(&bench, cases[i].bend);
        live(&bench);
        assert_non_null(fl_lockstep_divergence(bench.lockstep));
        assert_int_equal(bench.stops, 1);
        assert_int_equal(fl_lockstep_counts(bench.lockstep).divergences, 1);
        char *head = head_of_report(&bench);
        if (fl_lockstep_divergence(bench.lockstep)->what.depth != cases[i].depth) {
            fail_msg("bend %d: depth %d instead of %d\n%s", cases[i].bend,
                     fl_lockstep_divergence(bench.lockstep)->what.depth, cases[i].depth, head);
        }
        for (unsigned w = 0; w < 3 && cases[i].words[w]; w++) {
            if (!strstr(head, cases[i].words[w])) {
                fail_msg("bend %d: the report does not say '%s':\n%s", cases[i].bend, cases[i].words[w], head);
            }
        }
        free(head);
        close_bench(&bench);
    }
}

/* As when a run that diverged is run again: with the state before, the side is known whatever was bent. Without it the manual decides
 * over walks from the root alone, such as the one of BEND_PA. */
static void test_the_side_is_known_when_the_state_before_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (unsigned every = 1; every <= 1000; every += 999) {
            struct bench bench;
            open_bench_with(&bench, cases[i].bend, every);
            live(&bench);
            char *head = head_of_report(&bench);
            bool known = !strstr(head, "is not known");
            if (every == 1 ? !known : cases[i].bend == BEND_PA && !known) {
                fail_msg("bend %d, state every %u:\n%s", cases[i].bend, every, head);
            }
            free(head);
            close_bench(&bench);
        }
    }
}

/* Software changes a PTE and tells nobody but memory. Both MMUs go on hitting the old entry, as the architecture allows. */
static void test_stale_hit_is_excused_until_fenced(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench, BEND_NOTHING);
    touch(&bench, FL_LOAD, PAGE_A);
    fl_lockstep_store(bench.lockstep, bench.pte_a, 8);
    rig_set_pte(bench.rig, bench.pte_a, 0);
    assert_int_equal(touch(&bench, FL_LOAD, PAGE_A).path, FL_PATH_L1);
    assert_null(fl_lockstep_divergence(bench.lockstep));
    assert_int_equal(fl_lockstep_counts(bench.lockstep).excused, 1);
    fence_all(&bench);
    assert_true(touch(&bench, FL_LOAD, PAGE_A).fault);
    assert_null(fl_lockstep_divergence(bench.lockstep));
    close_bench(&bench);
}

/* The same, but no store was announced: nothing excuses the stale hit, and one hit in 64 is checked. */
static void test_unexplained_stale_hit_diverges(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench, BEND_NOTHING);
    touch(&bench, FL_LOAD, PAGE_A);
    rig_set_pte(bench.rig, bench.pte_a, 0);
    for (unsigned i = 0; i < 64 && bench.stops == 0; i++) {
        touch(&bench, FL_LOAD, PAGE_A);
    }
    assert_int_equal(bench.stops, 1);
    assert_int_equal(fl_lockstep_divergence(bench.lockstep)->what.depth, FL_DEPTH_SPEC);
    char *head = head_of_report(&bench);
    assert_non_null(strstr(head, "model and RTL agree, the architecture does not: L1 D TLB entry 0"));
    free(head);
    close_bench(&bench);
}

/* satp moves to other tables under the same ASID: hits are stale until a fence, and checked at the first hit. */
static void test_satp_change_is_checked_at_the_first_hit(void **state)
{
    struct bench bench;
    (void)state;
    open_bench(&bench, BEND_NOTHING);
    touch(&bench, FL_LOAD, PAGE_A);
    uint64_t before = fl_lockstep_counts(bench.lockstep).spec_checks;
    bench.rig->context.root += 1; /* a table of zeros or pointers: no such page there */
    touch(&bench, FL_LOAD, PAGE_A);
    assert_int_equal(fl_lockstep_counts(bench.lockstep).spec_checks, before + 1);
    assert_int_equal(fl_lockstep_counts(bench.lockstep).excused, 1);
    assert_null(fl_lockstep_divergence(bench.lockstep));
    close_bench(&bench);
}

/* One PTE of a NAPOT range speaks for the other fifteen: hardware set A and D in that one alone. */
static void test_napot_hit_is_judged_by_the_pte_that_filled_it(void **state)
{
    const uint64_t range = PAGE_A + 0x100000;
    struct bench bench;
    (void)state;
    open_bench(&bench, BEND_NOTHING);
    for (uint64_t slot = 0; slot < 16; slot++) {
        rig_map(bench.rig, range + (slot << 12), 0, 0x80308000, V | R | W | PTE_NAPOT);
    }
    touch(&bench, FL_STORE, range + 0x3000);
    uint64_t before = fl_lockstep_counts(bench.lockstep).spec_checks;
    struct fl_response response = touch(&bench, FL_STORE, range + 0x5008);
    assert_int_equal(response.path, FL_PATH_L1);
    assert_int_equal(response.pa, 0x80305008);
    assert_int_equal(fl_lockstep_counts(bench.lockstep).spec_checks, before + 1);
    assert_int_equal(fl_lockstep_counts(bench.lockstep).excused, 0);
    assert_null(fl_lockstep_divergence(bench.lockstep));
    close_bench(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_bent_agrees),
        cmocka_unit_test(test_each_bend_is_seen_and_named),
        cmocka_unit_test(test_the_side_is_known_when_the_state_before_is),
        cmocka_unit_test(test_stale_hit_is_excused_until_fenced),
        cmocka_unit_test(test_unexplained_stale_hit_diverges),
        cmocka_unit_test(test_satp_change_is_checked_at_the_first_hit),
        cmocka_unit_test(test_napot_hit_is_judged_by_the_pte_that_filled_it),
    };
    return cmocka_run_group_tests_name("lockstep_depths", tests, NULL, NULL);
}
