/* test_uarch_pmp.c - PMP at every use: PTE reads, PTE writes, final addresses (docs/microarchitecture.md 8); pointer masking (3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "faultline/walk.h"
#include "uarch_rig.h"

#define RWX_ (V | R | W | X)
#define VA   UINT64_C(0x1000)
#define PA   UINT64_C(0x90001000)

enum { PMP_R = 1, PMP_W = 2, PMP_X = 4, NA4 = 0x10, NAPOT = 0x18, LOCKED = 0x80 };

/* Entry 0 is off until a test sets it; entry 1 allows everything. */
static int given_sv39(void **state)
{
    struct rig *rig = rig_new_sized(
        FL_SV39,
        &(struct fl_uarch_config){
            .itlb_entries = 2, .dtlb_entries = 2, .l2_sets = 4, .l2_ways = 2, .super_entries = 2, .walk_entries = 2},
        0);
    rig->pmp.count = 16;
    rig->pmp.cfg[1] = NAPOT | PMP_R | PMP_W | PMP_X;
    rig->pmp.addr[1] = UINT64_MAX;
    *state = rig;
    return 0;
}

static int done(void **state)
{
    rig_free(*state);
    return 0;
}

/* 8 bytes at `pa` get these rights and no others. */
static void guard(struct rig *rig, uint64_t pa, uint8_t rights)
{
    rig->pmp.cfg[0] = NAPOT | rights;
    rig->pmp.addr[0] = pa >> 2;
}

static uint64_t denials(const struct rig *rig)
{
    return fl_uarch_counts(rig->mmu)->denied;
}

static void test_denied_pte_read_is_an_access_fault_and_reads_nothing(void **state)
{
    static const uint8_t cause[] = {FL_CAUSE_FETCH_ACCESS, FL_CAUSE_LOAD_ACCESS,  FL_CAUSE_STORE_ACCESS,
                                    FL_CAUSE_STORE_ACCESS, FL_CAUSE_STORE_ACCESS, FL_CAUSE_STORE_ACCESS};
    struct rig *rig = *state;
    rig_map(rig, VA, 0, PA, RWX_ | AD);
    const uint64_t pte[] = {RIG_BASE, RIG_BASE + FL_PAGE_SIZE, RIG_BASE + 2 * FL_PAGE_SIZE + 8};
    for (unsigned step = 0; step < 3; step++)
        for (int access = FL_FETCH; access <= FL_CBO_ZERO; access++) {
            uint64_t before = denials(rig);
            rig_fence(rig, NULL, NULL);
            guard(rig, pte[step], PMP_W | PMP_X);
            const struct fl_response *r = rig_access(rig, access, VA);
            assert_true(r->fault);
            assert_int_equal(r->cause, cause[access]);
            assert_int_equal(r->level, 2 - step);
            assert_int_equal(r->entry, FL_NO_ENTRY);
            assert_int_equal(rig->trace.count, step);
            assert_int_equal(r->cycles, 3 + step * (rig->delay + 2) + 1);
            assert_int_equal(denials(rig) - before, 1);
            assert_int_equal(rig_valid_entries(rig, FL_PORT_DATA), 0);
        }
}

/* The walker is S-mode, also for a request of U, or of M under MPRV. */
static void test_pte_reads_are_made_as_s_mode(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, VA, 0, PA, RWX_ | AD | U);
    rig->context.privilege = FL_USER;
    guard(rig, RIG_BASE, 0);
    assert_int_equal(rig_access(rig, FL_LOAD, VA)->cause, FL_CAUSE_LOAD_ACCESS);
    rig->context.privilege = FL_MACHINE;
    rig->context.mprv = true;
    rig->context.mpp = FL_USER;
    assert_int_equal(rig_access(rig, FL_LOAD, VA)->cause, FL_CAUSE_LOAD_ACCESS);
    guard(rig, RIG_BASE, PMP_R);
    assert_false(rig_access(rig, FL_LOAD, VA)->fault);
}

static void test_denied_update_leaves_memory_alone(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;
    uint64_t leaf = rig_map(rig, VA, 0, PA, RWX_);
    guard(rig, leaf, PMP_R);
    const struct fl_response *r = rig_access(rig, FL_STORE, VA);
    assert_int_equal(r->cause, FL_CAUSE_STORE_ACCESS);
    assert_int_equal(r->cycles, 3 + 3 * (rig->delay + 2) + 1);
    assert_int_equal(rig->trace.count, 3);
    assert_int_equal(rig_pte(rig, leaf), PA >> 2 | RWX_);
    assert_int_equal(fl_uarch_counts(rig->mmu)->updates, 0);
    guard(rig, leaf, PMP_R | PMP_W);
    assert_false(rig_access(rig, FL_STORE, VA)->fault);
}

/* What is remembered is not read, so its PTE is not checked again. */
static void test_remembered_ptes_are_not_checked(void **state)
{
    struct rig *rig = *state;
    uint64_t leaf = rig_map(rig, VA, 0, PA, RWX_ | AD);
    rig_map(rig, VA + 0x1000, 0, PA, RWX_ | AD);
    rig_load(rig, VA);
    guard(rig, RIG_BASE, 0);
    assert_int_equal(rig_load(rig, VA + 0x1000), FL_PATH_WALK);
    assert_false(rig->response.fault);
    guard(rig, leaf, 0);
    assert_int_equal(rig_load(rig, VA), FL_PATH_L1);
    assert_false(rig->response.fault);
    assert_int_equal(denials(rig), 0);
}

/* Each way to answer, denied: everything but the answer is as it would be without PMP. */
static void test_denied_answer_changes_nothing_but_the_answer(void **state)
{
    struct rig *rig = *state;
    struct fl_mmu_state held;
    rig_map(rig, VA, 0, PA, RWX_ | AD);
    rig_map(rig, 0x5000, 0, PA + 0x4000, RWX_ | AD);
    rig_map(rig, 0x7000, 0, PA + 0x6000, RWX_ | AD);
    guard(rig, PA, 0);

    const struct fl_response *r = rig_access(rig, FL_LOAD, VA + 4);
    assert_int_equal(r->cause, FL_CAUSE_LOAD_ACCESS);
    assert_int_equal(r->tval, VA + 4);
    assert_int_equal(r->path, FL_PATH_WALK);
    assert_int_equal(r->entry, 0);
    assert_int_equal(r->cycles, 3 + 3 * (rig->delay + 2));
    assert_int_equal(rig_valid_entries(rig, FL_PORT_DATA), 1);
    assert_int_equal(fl_uarch_counts(rig->mmu)->refills, 1);
    assert_int_equal(fl_uarch_counts(rig->mmu)->walk_faults, 0);

    r = rig_access(rig, FL_STORE, VA);
    assert_int_equal(r->cause, FL_CAUSE_STORE_ACCESS);
    assert_int_equal(r->path, FL_PATH_L1);
    assert_int_equal(r->cycles, 1);
    assert_int_equal(fl_uarch_counts(rig->mmu)->l1_hit[FL_PORT_DATA], 1);
    assert_false(rig_access(rig, FL_LOAD, VA + 8)->fault); /* the same entry, other bytes */

    rig_load(rig, 0x5000);
    rig_load(rig, 0x7000);
    r = rig_access(rig, FL_LOAD, VA);
    assert_int_equal(r->cause, FL_CAUSE_LOAD_ACCESS);
    assert_int_equal(r->path, FL_PATH_L2);
    assert_int_equal(r->cycles, 3);
    fl_uarch_read_state(rig->mmu, &held);
    assert_int_equal(held.l1[FL_PORT_DATA].entry[r->entry].vpn, VA >> 12);
    assert_int_equal(denials(rig), 3);
}

static void test_denied_physical_address_is_an_access_fault_of_a_bare_path(void **state)
{
    struct rig *rig = *state;
    rig->context.mode = FL_BARE;
    guard(rig, PA, 0);
    assert_int_equal(rig_access(rig, FL_LOAD, PA)->cause, FL_CAUSE_LOAD_ACCESS);
    assert_int_equal(rig->response.path, FL_PATH_BARE);
    assert_int_equal(rig->response.cycles, 1);
    assert_int_equal(fl_uarch_counts(rig->mmu)->bare[FL_PORT_DATA], 1);
    rig->context.privilege = FL_MACHINE;
    assert_false(rig_access(rig, FL_LOAD, PA)->fault); /* M passes what is not locked */
    rig->pmp.cfg[0] |= LOCKED;
    assert_true(rig_access(rig, FL_LOAD, PA)->fault);
}

static void test_each_access_needs_its_own_rights(void **state)
{
    static const struct {
        enum fl_access access;
        uint8_t suffices[2]; /* one of them does; each has no right to spare */
    } rows[] = {{FL_FETCH, {PMP_X, PMP_X}},      {FL_LOAD, {PMP_R, PMP_R}},
                {FL_STORE, {PMP_W, PMP_W}},      {FL_AMO, {PMP_R | PMP_W, PMP_R | PMP_W}},
                {FL_CBO_MANAGE, {PMP_R, PMP_W}}, {FL_CBO_ZERO, {PMP_W, PMP_W}}};
    struct rig *rig = *state;
    rig_map(rig, VA, 0, PA, RWX_ | AD);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (uint8_t rights = 0; rights < 8; rights++) {
            bool may = (rights & rows[i].suffices[0]) == rows[i].suffices[0] ||
                       (rights & rows[i].suffices[1]) == rows[i].suffices[1];
            rig->pmp.cfg[0] = NAPOT | rights;
            rig->pmp.addr[0] = PA >> 2 | 7; /* 64 bytes */
            assert_int_equal(rig_access(rig, rows[i].access, VA + 8)->fault, !may);
        }
}

static void test_size_and_cache_block_decide_which_bytes_count(void **state)
{
    struct rig *rig = *state;
    struct fl_request request = {.va = VA + 4, .access = FL_LOAD, .size = 4, .context = &rig->context};
    rig_map(rig, VA, 0, PA, RWX_ | AD);
    guard(rig, PA + 8, 0);
    rig_load(rig, VA); /* puts pmp into the context */
    fl_uarch_translate(rig->mmu, FL_PORT_DATA, &request, &rig->mem, NULL, &rig->response);
    assert_false(rig->response.fault);
    request.size = 8;
    fl_uarch_translate(rig->mmu, FL_PORT_DATA, &request, &rig->mem, NULL, &rig->response);
    assert_true(rig->response.fault);
    assert_true(rig_access(rig, FL_CBO_ZERO, VA + 48)->fault); /* its block begins at VA */
    assert_false(rig_access(rig, FL_CBO_ZERO, VA + 64)->fault);
}

static void test_without_entries_everything_passes(void **state)
{
    struct rig *rig = *state;
    struct fl_pmp none = {0};
    rig_map(rig, VA, 0, PA, RWX_ | AD);
    rig->pmp.count = 0;
    rig->context.pmp = &none;
    assert_false(rig_access(rig, FL_LOAD, VA)->fault);
    rig->context.pmp = NULL;
    assert_false(rig_access(rig, FL_LOAD, VA)->fault);
}

static void change_pmp(struct rig *rig)
{
    if (rig->requests == 1)
        guard(rig, RIG_BASE + 2 * FL_PAGE_SIZE + 8, 0);
}

/* Unlike all other CSRs, PMP is not sampled with the request. */
static void test_pmp_is_taken_as_it_stands_in_each_cycle(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, VA, 0, PA, RWX_ | AD);
    rig->during = change_pmp;
    assert_int_equal(rig_access(rig, FL_LOAD, VA)->cause, FL_CAUSE_LOAD_ACCESS);
    assert_int_equal(rig->response.level, 0);
}

#define TAGGED(va) ((va) | UINT64_C(0x5a) << 57)

static void test_masked_requests_share_one_entry_and_report_the_masked_address(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, VA, 0, PA, RWX_ | AD);
    rig->context.pmm_s = 2;
    assert_int_equal(rig_load(rig, TAGGED(VA) + 8), FL_PATH_WALK);
    assert_int_equal(rig->response.pa, PA + 8);
    assert_int_equal(rig_load(rig, VA), FL_PATH_L1);
    assert_int_equal(rig_access(rig, FL_LOAD, TAGGED(VA + 0x8000))->tval, VA + 0x8000);
    assert_int_equal(rig_access(rig, FL_FETCH, TAGGED(VA))->path, FL_PATH_NONE);
    rig->context.pmm_s = 0;
    assert_int_equal(rig_load(rig, TAGGED(VA)), FL_PATH_NONE);
    assert_int_equal(rig->response.tval, TAGGED(VA));
}

/* The manual's rule, said a second time: copies of the top remaining bit under translation, zeros elsewhere. */
static void test_masking_follows_mode_privilege_and_mxr(void **state)
{
    static const uint64_t ones = UINT64_MAX;
    static const struct {
        struct fl_context context;
        enum fl_access access;
        uint64_t va, masked;
    } rows[] = {
        {{.xlen = 64, .privilege = 1, .mode = 8, .pmm_s = 2}, FL_LOAD, TAGGED(VA), VA},
        {{.xlen = 64, .privilege = 1, .mode = 8, .pmm_s = 2}, FL_LOAD, UINT64_C(1) << 56, ones << 56},
        {{.xlen = 64, .privilege = 1, .mode = 8, .pmm_s = 3}, FL_STORE, UINT64_C(1) << 47, ones << 47},
        {{.xlen = 64, .privilege = 1, .mode = 8, .pmm_s = 3}, FL_AMO, UINT64_C(0x7fff) << 48, 0},
        {{.xlen = 64, .privilege = 1, .mode = 8, .pmm_s = 1}, FL_LOAD, TAGGED(VA), TAGGED(VA)},
        {{.xlen = 64, .privilege = 1, .mode = 8, .pmm_u = 3, .pmm_m = 3}, FL_LOAD, TAGGED(VA), TAGGED(VA)},
        {{.xlen = 64, .privilege = 1, .mode = 8, .pmm_s = 2}, FL_FETCH, TAGGED(VA), TAGGED(VA)},
        {{.xlen = 64, .privilege = 1, .mode = 8, .pmm_s = 2, .mxr = true}, FL_LOAD, TAGGED(VA), TAGGED(VA)},
        {{.xlen = 64, .privilege = 1, .mode = 0, .pmm_s = 3}, FL_LOAD, ones, ones >> 16},
        {{.xlen = 64, .privilege = 0, .mode = 8, .pmm_u = 2}, FL_CBO_ZERO, TAGGED(VA), VA},
        {{.xlen = 64, .privilege = 3, .mode = 8, .pmm_m = 2, .mxr = true}, FL_LOAD, ones, ones >> 7},
        {{.xlen = 64, .privilege = 3, .mode = 8, .pmm_m = 2, .mprv = true, .mpp = 1}, FL_LOAD, TAGGED(VA), TAGGED(VA)},
        {{.xlen = 64, .privilege = 3, .mode = 8, .pmm_s = 2, .mprv = true, .mpp = 1}, FL_LOAD, TAGGED(VA), VA},
        {{.xlen = 32, .privilege = 1, .mode = 1, .pmm_s = 2}, FL_LOAD, 0xfe001000, 0xfe001000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(fl_masked_va(&rows[i].context, rows[i].access, rows[i].va), rows[i].masked);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, given_sv39, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_denied_pte_read_is_an_access_fault_and_reads_nothing),
        TEST(test_pte_reads_are_made_as_s_mode),
        TEST(test_denied_update_leaves_memory_alone),
        TEST(test_remembered_ptes_are_not_checked),
        TEST(test_denied_answer_changes_nothing_but_the_answer),
        TEST(test_denied_physical_address_is_an_access_fault_of_a_bare_path),
        TEST(test_each_access_needs_its_own_rights),
        TEST(test_size_and_cache_block_decide_which_bytes_count),
        TEST(test_without_entries_everything_passes),
        TEST(test_pmp_is_taken_as_it_stands_in_each_cycle),
        TEST(test_masked_requests_share_one_entry_and_report_the_masked_address),
        TEST(test_masking_follows_mode_privilege_and_mxr),
    };
    return cmocka_run_group_tests_name("uarch_pmp", tests, NULL, NULL);
}
