/* test_uarch_fence.c - SFENCE.VMA: what each form covers, and what becomes of a walk in flight (docs/microarchitecture.md 9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uarch_rig.h"

#define VA  UINT64_C(0x1000)
#define PA  UINT64_C(0x90001000)
#define RWX (V | R | W | X)

static int given_sv57(void **state)
{
    *state = rig_new(FL_SV57, 4, 0);
    return 0;
}

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

/* A page to be fenced. Each row: its size in bytes, its level, its extra bits. */
static const struct page {
    uint64_t size, pa;
    unsigned level;
    uint64_t bits;
} pages[] = {
    {UINT64_C(1) << 12, 0x90000000, 0, 0},        {UINT64_C(1) << 16, 0x90008000, 0, PTE_NAPOT},
    {UINT64_C(1) << 21, 0x90000000, 1, 0},        {UINT64_C(1) << 30, 0x80000000, 2, 0},
    {UINT64_C(1) << 39, UINT64_C(1) << 39, 3, 0}, {UINT64_C(1) << 48, UINT64_C(1) << 48, 4, 0},
};

/* Privileged 4.2.1, said without a TLB: which pages does this fence cover? */
static bool should_cover(bool by_va, bool by_asid, bool inside, bool same_asid, bool global)
{
    return (!by_va || inside) && (!by_asid || (same_asid && !global));
}

static void check_fence(struct rig *rig, const struct page *page, bool global, bool by_va, bool by_asid, uint64_t va,
                        uint16_t asid)
{
    uint64_t base = page->size * 2;
    bool inside = va >= base && va < base + page->size;
    rig_clear_tables(rig);
    rig_fence(rig, NULL, NULL);
    for (uint64_t slot = 0; slot < (page->bits ? 16 : 1); slot++)
        rig_map(rig, base + slot * FL_PAGE_SIZE, page->level, page->pa, RWX | AD | page->bits | (global ? G : 0));
    rig->context.asid = 7;
    assert_int_equal(rig_load(rig, base), FL_PATH_WALK);
    assert_false(rig_access(rig, FL_FETCH, base + page->size - 2)->fault);

    rig_fence(rig, by_va ? &va : NULL, by_asid ? &asid : NULL);

    bool gone = should_cover(by_va, by_asid, inside, asid == 7, global);
    assert_int_equal(rig_valid_entries(rig, FL_PORT_DATA), !gone);
    assert_int_equal(rig_valid_entries(rig, FL_PORT_FETCH), !gone);
    assert_int_equal(rig_load(rig, base), gone ? FL_PATH_WALK : FL_PATH_L1);
}

static void test_fence_covers_what_the_manual_says_in_every_form(void **state)
{
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        const struct page *page = &pages[i];
        uint64_t base = page->size * 2;
        const uint64_t vas[] = {base, base + page->size - 1, base + page->size / 2, base - 1, base + page->size, 0};
        for (unsigned form = 0; form < 4; form++)
            for (unsigned global = 0; global < 2; global++)
                for (size_t k = 0; k < sizeof vas / sizeof vas[0]; k++)
                    for (uint16_t asid = 0; asid <= 7; asid += 7)
                        check_fence(rig, page, global, form & 1, form & 2, vas[k], asid);
    }
}

static void test_fence_by_va_compares_45_vpn_bits_and_no_canonical_form(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, VA, 0, PA, RWX | AD);
    rig_load(rig, VA);
    rig_fence(rig, &(uint64_t){VA | UINT64_C(1) << 56}, NULL); /* another VPN */
    assert_int_equal(rig_load(rig, VA), FL_PATH_L1);
    rig_fence(rig, &(uint64_t){VA | UINT64_C(1) << 57}, NULL); /* the same VPN, not canonical */
    assert_int_equal(rig_load(rig, VA), FL_PATH_WALK);
}

static void test_fence_takes_two_cycles(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(fl_uarch_fence(rig->mmu, &(struct fl_fence){0}), 2);
    assert_int_equal(fl_uarch_counts(rig->mmu)->fences, 1);
}

static void test_fence_under_sv32_knows_its_wider_levels(void **state)
{
    (void)state;
    struct rig *rig = rig_new(FL_SV32, 4, 0);
    rig_map(rig, 0x400000, 1, 0x80000000, RWX | AD);
    rig_load(rig, 0x400000);
    rig_fence(rig, &(uint64_t){0x3ff000}, NULL);
    assert_int_equal(rig_load(rig, 0x7ff000), FL_PATH_L1);
    rig_fence(rig, &(uint64_t){0x7ff000}, NULL);
    assert_int_equal(rig_load(rig, 0x400000), FL_PATH_WALK);
    rig_free(rig);
}

/* Whatever the fence covers, and at whichever memory request of the walk it comes: a second walk from the root answers. */
static void test_fence_kills_the_walk_in_flight(void **state)
{
    struct rig *rig = *state;
    for (unsigned when = 1; when <= 3; when++)
        for (unsigned unrelated = 0; unrelated < 2; unrelated++) {
            struct fl_uarch_counts before = *fl_uarch_counts(rig->mmu);
            rig_map(rig, VA, 0, PA, RWX | AD);
            rig_fence(rig, NULL, NULL);
            rig->requests = 0;
            rig->fence_at = when;
            rig->fence = (struct fl_fence){.va_given = unrelated, .va = 0x555000};
            assert_int_equal(rig_load(rig, VA), FL_PATH_WALK);
            assert_int_equal(rig->response.pa, PA);
            assert_int_equal(rig->trace.count, when + 3);
            /* lookup, probe; `when` reads, the last of them not judged; lookup, probe; three reads; answer */
            assert_int_equal(rig->response.cycles, 2 + when * (10 + 2) - 1 + 2 + 3 * (10 + 2) + 1);
            for (unsigned i = 0; i < when + 3; i++) {
                assert_int_equal(rig->trace.step[i].attempt, i >= when);
                assert_int_equal(rig->trace.step[i].level, i >= when ? 2 - (i - when) : 2 - i);
            }
            const struct fl_uarch_counts *after = fl_uarch_counts(rig->mmu);
            assert_int_equal(after->walks - before.walks, 2);
            assert_int_equal(after->walks_killed - before.walks_killed, 1);
            assert_int_equal(after->busy - before.busy, 1 + 3 * (10 + 2) + 1); /* of the walk that was not killed */
            assert_int_equal(after->refills - before.refills, 1);
            assert_int_equal(after->l1_miss[FL_PORT_DATA] - before.l1_miss[FL_PORT_DATA], 1);
        }
}

static void test_fence_during_an_update_discards_the_answer_but_not_the_update(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;
    uint64_t leaf = rig_map(rig, VA, 0, PA, RWX);
    rig->fence_at = 4;
    assert_false(rig_access(rig, FL_STORE, VA)->fault);
    assert_int_equal(rig_pte(rig, leaf), PA >> 2 | RWX | AD);
    assert_int_equal(rig->trace.count, 4 + 3); /* the second walk finds A and D set */
    assert_true(rig->trace.step[3].won);
    assert_int_equal(fl_uarch_counts(rig->mmu)->updates, 1);
}

static void test_fence_during_a_refused_read_discards_the_error(void **state)
{
    struct rig *rig = *state;
    uint64_t leaf = rig_map(rig, VA, 0, PA, RWX | AD);
    rig->refuse_read = leaf;
    rig->fence_at = 3;
    assert_true(rig_access(rig, FL_LOAD, VA)->fault);
    assert_int_equal(rig->trace.count, 6);
}

static void take_the_global_bit_away(struct rig *rig)
{
    if (rig->requests == 1)
        rig_set_pte(rig, RIG_BASE, rig_pte(rig, RIG_BASE) & ~(uint64_t)G);
}

static void test_walk_after_a_kill_forgets_what_it_knew(void **state)
{
    struct rig *rig = *state;
    rig_map_under(rig, VA, 0, PA, RWX | AD, G);
    rig_set_pte(rig, RIG_BASE + FL_PAGE_SIZE, rig_pte(rig, RIG_BASE + FL_PAGE_SIZE) & ~(uint64_t)G);
    rig->during = take_the_global_bit_away; /* of the root's pointer, once it was read */
    rig->fence_at = 2;
    rig_load_as(rig, 1, VA);
    assert_int_equal(rig->trace.step[0].value & G, G);
    assert_int_equal(rig_load_as(rig, 2, VA), FL_PATH_WALK);
}

static void change_every_csr(struct rig *rig)
{
    rig->context = (struct fl_context){.xlen = 64, .privilege = FL_MACHINE, .mode = FL_BARE, .asid = 9};
}

/* The CSR inputs change during the walk, and a fence makes it start again: the request keeps what it was accepted with. */
static void test_walk_keeps_the_context_it_was_accepted_with(void **state)
{
    struct rig *rig = *state;
    struct fl_mmu_state held;
    rig->context.adue = true;
    rig->context.sum = true;
    rig_map(rig, VA, 0, PA, RWX | U);
    rig->during = change_every_csr;
    rig->fence_at = 2;
    assert_false(rig_access(rig, FL_STORE, VA)->fault);
    fl_uarch_read_state(rig->mmu, &held);
    assert_int_equal(held.l1[FL_PORT_DATA].entry[0].asid, 1);
    assert_int_equal(held.l1[FL_PORT_DATA].entry[0].vpn, VA >> FL_PAGE_SHIFT);
    assert_int_equal(held.l1[FL_PORT_DATA].entry[0].ppn, PA >> FL_PAGE_SHIFT);
    assert_true(held.l1[FL_PORT_DATA].entry[0].d);
}

#define SV57(test) cmocka_unit_test_setup_teardown(test, given_sv57, done)
#define SV39(test) cmocka_unit_test_setup_teardown(test, given_sv39, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SV57(test_fence_covers_what_the_manual_says_in_every_form),
        SV57(test_fence_by_va_compares_45_vpn_bits_and_no_canonical_form),
        SV57(test_fence_takes_two_cycles),
        cmocka_unit_test(test_fence_under_sv32_knows_its_wider_levels),
        SV39(test_fence_kills_the_walk_in_flight),
        SV39(test_fence_during_an_update_discards_the_answer_but_not_the_update),
        SV39(test_fence_during_a_refused_read_discards_the_error),
        SV39(test_walk_after_a_kill_forgets_what_it_knew),
        SV39(test_walk_keeps_the_context_it_was_accepted_with),
    };
    return cmocka_run_group_tests_name("uarch_fence", tests, NULL, NULL);
}
