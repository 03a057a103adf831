/* test_uarch_walk.c - the walker: order of reads, A/D updates, lost updates, errors, latency (docs/microarchitecture.md 5). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uarch_rig.h"

#define VA  UINT64_C(0x1000)
#define PA  UINT64_C(0x90001000)
#define RWX (V | R | W | X)

static int given_sv39(void **state)
{
    *state = rig_new(FL_SV39, 4, 0);
    return 0;
}

static int done(void **state)
{
    rig_free(*state);
    return 0;
}

/* The page's formula: n reads, c compare-and-swaps, M cycles of memory. */
static unsigned latency(unsigned reads, unsigned swaps, unsigned delay)
{
    return 3 + reads * (delay + 2) + swaps * (delay + 1);
}

static void test_walk_reads_from_the_root_down_and_costs_the_formula(void **state)
{
    static const struct {
        enum fl_satp_mode mode;
        unsigned levels;
    } row[] = {{FL_SV32, 2}, {FL_SV39, 3}, {FL_SV48, 4}, {FL_SV57, 5}};
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct rig *rig = rig_new(row[i].mode, 4, 0);
        for (unsigned leaf = 0; leaf < row[i].levels; leaf++) {
            unsigned reads = row[i].levels - leaf;
            uint64_t last = rig_map(rig, 0, leaf, 0, RWX | AD);
            rig->delay = 1 + 7 * leaf;
            rig_fence(rig, NULL, NULL);
            assert_int_equal(rig_load(rig, 0), FL_PATH_WALK);
            assert_int_equal(rig->response.cycles, latency(reads, 0, rig->delay));
            assert_int_equal(rig->response.level, leaf);
            assert_int_equal(rig->trace.count, reads);
            assert_int_equal(rig->trace.step[0].address, RIG_BASE);
            assert_int_equal(rig->trace.step[reads - 1].address, last);
            assert_int_equal(rig->trace.step[reads - 1].value, rig_pte(rig, last));
            for (unsigned k = 0; k < reads; k++)
                assert_int_equal(rig->trace.step[k].level, row[i].levels - 1 - k);
        }
        rig_free(rig);
    }
}

static void test_walk_sets_a_and_d_under_adue(void **state)
{
    static const struct {
        uint64_t before, after;
        enum fl_access access;
        unsigned swaps;
    } row[] = {
        {RWX, RWX | A, FL_LOAD, 1},
        {RWX, RWX | A, FL_FETCH, 1},
        {RWX, RWX | A, FL_CBO_MANAGE, 1},
        {RWX, RWX | AD, FL_STORE, 1},
        {RWX, RWX | AD, FL_AMO, 1},
        {RWX, RWX | AD, FL_CBO_ZERO, 1},
        {RWX | A, RWX | AD, FL_STORE, 1},
        {RWX | A, RWX | A, FL_LOAD, 0},
        {RWX | D, RWX | AD, FL_LOAD, 1},
        {RWX | AD, RWX | AD, FL_AMO, 0},
        {RWX | 0x300, RWX | 0x300 | A, FL_LOAD, 1},
    };
    struct rig *rig = *state;
    rig->context.adue = true;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        uint64_t leaf = rig_map(rig, VA, 0, PA, row[i].before);
        rig_fence(rig, NULL, NULL);
        assert_false(rig_access(rig, row[i].access, VA)->fault);
        assert_int_equal(rig_pte(rig, leaf), PA >> 2 | row[i].after);
        assert_int_equal(rig->response.cycles, latency(3, row[i].swaps, rig->delay));
        assert_int_equal(rig->trace.count, 3 + row[i].swaps);
        if (row[i].swaps)
            assert_true(rig->trace.step[3].update && rig->trace.step[3].won);
        assert_int_equal(rig_access(rig, row[i].access, VA)->path, FL_PATH_L1);
    }
}

static void test_walk_under_svade_faults_instead_of_updating(void **state)
{
    struct rig *rig = *state;
    uint64_t leaf = rig_map(rig, VA, 0, PA, RWX | A);
    assert_false(rig_access(rig, FL_FETCH, VA)->fault);
    assert_int_equal(rig_access(rig, FL_STORE, VA)->cause, FL_CAUSE_STORE_PAGE);
    rig_map(rig, VA, 0, PA, RWX | D);
    assert_int_equal(rig_access(rig, FL_LOAD, VA)->cause, FL_CAUSE_LOAD_PAGE);
    assert_int_equal(rig_pte(rig, leaf), PA >> 2 | RWX | D);
    assert_int_equal(rig->response.cycles, latency(3, 0, rig->delay));
    assert_int_equal(rig->response.entry, FL_NO_ENTRY);
}

static void test_lost_update_reads_the_same_pte_again(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;
    uint64_t leaf = rig_map(rig, VA, 0, PA, RWX);
    rig->rivals = 2;
    rig->rival_pte[1] = (PA + 0x1000) >> 2 | RWX;
    rig->rival_pte[0] = (PA + 0x2000) >> 2 | RWX | A;
    const struct fl_response *r = rig_access(rig, FL_LOAD, VA);
    assert_false(r->fault);
    assert_int_equal(r->pa, PA + 0x2000);
    assert_int_equal(r->cycles, latency(5, 2, rig->delay)); /* the third version has A already */
    static const uint8_t level[] = {2, 1, 0, 0, 0, 0, 0}, attempt[] = {0, 0, 0, 0, 1, 1, 2};
    assert_int_equal(rig->trace.count, 7);
    for (unsigned i = 0; i < 7; i++) {
        assert_int_equal(rig->trace.step[i].level, level[i]);
        assert_int_equal(rig->trace.step[i].attempt, attempt[i]);
        assert_int_equal(rig->trace.step[i].update, i == 3 || i == 5);
        assert_false(rig->trace.step[i].won);
    }
    assert_int_equal(rig->trace.step[4].address, leaf);
    assert_int_equal(fl_uarch_counts(rig->mmu)->updates, 2);
    assert_int_equal(fl_uarch_counts(rig->mmu)->updates_lost, 2);
}

static void test_lost_update_judges_what_it_finds_afresh(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;

    uint64_t leaf = rig_map(rig, VA, 0, PA, RWX);
    rig->rivals = 1;
    rig->rival_pte[0] = PA >> 2 | (RWX & ~V); /* unmapped meanwhile */
    assert_int_equal(rig_access(rig, FL_STORE, VA)->cause, FL_CAUSE_STORE_PAGE);
    assert_int_equal(rig_pte(rig, leaf), PA >> 2 | (RWX & ~V));

    uint64_t big = rig_map(rig, UINT64_C(0x40000000), 1, 0x80000000, RWX);
    uint64_t table = RIG_BASE + (uint64_t)rig->tables * FL_PAGE_SIZE;
    rig_set_pte(rig, table, PA >> 2 | RWX | AD);
    rig->rivals = 1;
    rig->rival_pte[0] = table >> 2 | V; /* a superpage split meanwhile */
    assert_int_equal(rig_access(rig, FL_STORE, 0x40000000)->pa, PA);
    assert_int_equal(rig->response.level, 0);
    assert_int_equal(rig_pte(rig, big), table >> 2 | V);
}

static void test_lost_update_forgets_the_global_bit_of_what_it_lost(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;
    rig_map(rig, VA, 0, PA, RWX | G);
    rig->rivals = 1;
    rig->rival_pte[0] = PA >> 2 | RWX;
    rig_load_as(rig, 1, VA);
    assert_int_equal(rig_load_as(rig, 2, VA), FL_PATH_WALK);
}

static void test_refused_memory_is_an_access_fault_of_the_access(void **state)
{
    static const uint8_t cause[] = {FL_CAUSE_FETCH_ACCESS, FL_CAUSE_LOAD_ACCESS,  FL_CAUSE_STORE_ACCESS,
                                    FL_CAUSE_STORE_ACCESS, FL_CAUSE_STORE_ACCESS, FL_CAUSE_STORE_ACCESS};
    struct rig *rig = *state;
    rig->context.adue = true;
    for (int access = FL_FETCH; access <= FL_CBO_ZERO; access++) {
        uint64_t leaf = rig_map(rig, VA, 0, PA, RWX);
        rig->refuse_update = leaf;
        assert_int_equal(rig_access(rig, access, VA)->cause, cause[access]);
        assert_int_equal(rig->response.cycles, latency(3, 1, rig->delay));
        assert_int_equal(rig_pte(rig, leaf), PA >> 2 | RWX);
        rig->refuse_update = NOWHERE;

        rig->refuse_read = rig->trace.step[1].address;
        assert_int_equal(rig_access(rig, access, VA + 5)->cause, cause[access]);
        assert_int_equal(rig->response.tval, VA + 5);
        assert_int_equal(rig->response.level, 1);
        assert_int_equal(rig->response.path, FL_PATH_WALK);
        assert_int_equal(rig->response.cycles, latency(2, 0, rig->delay));
        assert_true(rig->trace.step[1].error);
        rig->refuse_read = NOWHERE;
    }
    assert_int_equal(rig_valid_entries(rig, FL_PORT_DATA) + rig_valid_entries(rig, FL_PORT_FETCH), 0);
}

static void test_walk_never_wraps_a_high_ppn(void **state)
{
    struct rig *rig = *state;
    rig->context.root = (UINT64_C(1) << 44) - 1;
    assert_int_equal(rig_access(rig, FL_LOAD, VA)->cause, FL_CAUSE_LOAD_ACCESS);
    assert_int_equal(rig->trace.step[0].address, ((UINT64_C(1) << 44) - 1) << 12);
}

static void test_faulting_walk_caches_nothing_and_names_its_level(void **state)
{
    static const struct {
        uint64_t pte; /* everything but the page's own number */
        unsigned lowest, highest;
    } broken[] = {
        {0, 0, 2},
        {V, 0, 0}, /* a pointer at the last level */
        {V | W, 0, 2},
        {V | W | X, 0, 2},
        {RWX | AD | UINT64_C(1) << 54, 0, 2},
        {RWX | AD | UINT64_C(1) << 60, 0, 2},
        {V | UINT64_C(1) << 54, 1, 2},
        {V | A, 1, 2},
        {V | D, 1, 2},
        {V | U, 1, 2},
        {V | PTE_NAPOT, 1, 2},
        {V | PTE_PBMT(1), 1, 2},
        {RWX | AD | PTE_PBMT(3), 0, 2},
        {RWX | AD | PTE_NAPOT, 0, 2},
        {RWX | AD | PTE_NAPOT | 8 << 10, 1, 2}, /* NAPOT above the last level */
        {RWX | AD | PTE_NAPOT | 9 << 10, 0, 0},
        {RWX | AD | 1 << 10, 1, 2}, /* a misaligned superpage */
        {RWX | AD | 1 << 18, 1, 2},
        {RWX | AD | 1 << 27, 2, 2},
        {V | X | AD, 0, 2},
        {V | U | R | AD, 0, 2},
    };
    struct rig *rig = *state;
    rig->context.pbmte = true;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        for (unsigned level = broken[i].lowest; level <= broken[i].highest; level++) {
            rig_clear_tables(rig);
            rig_map(rig, 0, level, 0, broken[i].pte);
            assert_int_equal(rig_access(rig, FL_LOAD, 0)->cause, FL_CAUSE_LOAD_PAGE);
            assert_int_equal(rig->response.level, level);
            assert_int_equal(rig->response.entry, FL_NO_ENTRY);
        }
    rig->context.pbmte = false;
    rig_map(rig, 0, 0, 0, RWX | AD | PTE_PBMT(1));
    assert_true(rig_access(rig, FL_LOAD, 0)->fault);
    assert_int_equal(rig_valid_entries(rig, FL_PORT_DATA), 0);
    assert_int_equal(fl_uarch_counts(rig->mmu)->refills, 0);
}

static void test_counts_tell_what_the_walker_did(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;
    rig_map(rig, VA, 0, PA, RWX);
    uint64_t cycles = rig_access(rig, FL_LOAD, VA)->cycles;  /* three reads and an update */
    cycles += rig_access(rig, FL_LOAD, VA + 0x1000)->cycles; /* three reads and a fault */
    rig_load(rig, VA);
    const struct fl_uarch_counts *counts = fl_uarch_counts(rig->mmu);
    assert_int_equal(counts->requests[FL_PORT_DATA], 3);
    assert_int_equal(counts->l1_hit[FL_PORT_DATA], 1);
    assert_int_equal(counts->l1_miss[FL_PORT_DATA], 2);
    assert_int_equal(counts->walks, 2);
    assert_int_equal(counts->walk_faults, 1);
    assert_int_equal(counts->refills, 1);
    assert_int_equal(counts->updates, 1);
    assert_int_equal(counts->walk_cycles, cycles);
    assert_int_equal(counts->busy, (1 + 3 * 12 + 11 + 1) + (1 + 3 * 12 + 1)); /* PROBE, reads, update, ANSWER */
    for (unsigned level = 0; level < 3; level++)
        assert_int_equal(counts->pte_reads[level], 2);
}

static void test_walk_longer_than_the_trace_says_so(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;
    rig_map(rig, VA, 0, PA, RWX);
    rig->rivals = 8;
    for (unsigned i = 0; i < 8; i++)
        rig->rival_pte[i] = (PA + (i + 1) * 0x1000) >> 2 | RWX;
    assert_int_equal(rig_access(rig, FL_LOAD, VA)->cycles, latency(3 + 8, 9, rig->delay));
    assert_int_equal(rig->trace.count, FL_MAX_STEPS);
    assert_true(rig->trace.truncated);
    assert_false(rig->response.fault);
    rig_load(rig, VA);
    assert_int_equal(rig->trace.count, 0);
    assert_false(rig->trace.truncated);
}

#define SV39(test) cmocka_unit_test_setup_teardown(test, given_sv39, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk_reads_from_the_root_down_and_costs_the_formula),
        SV39(test_walk_sets_a_and_d_under_adue),
        SV39(test_walk_under_svade_faults_instead_of_updating),
        SV39(test_lost_update_reads_the_same_pte_again),
        SV39(test_lost_update_judges_what_it_finds_afresh),
        SV39(test_lost_update_forgets_the_global_bit_of_what_it_lost),
        SV39(test_refused_memory_is_an_access_fault_of_the_access),
        SV39(test_walk_never_wraps_a_high_ppn),
        SV39(test_faulting_walk_caches_nothing_and_names_its_level),
        SV39(test_counts_tell_what_the_walker_did),
        SV39(test_walk_longer_than_the_trace_says_so),
    };
    return cmocka_run_group_tests_name("uarch_walk", tests, NULL, NULL);
}
