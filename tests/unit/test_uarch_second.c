/* test_uarch_second.c - the second level: L2 TLB and superpage TLB, what they answer, refuse, drop and replace, and what fences
 * leave of them (docs/microarchitecture.md 5.1, 9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uarch_rig.h"

#define RW  (V | R | W | AD)
#define RWX (V | R | W | X | AD)
#define PA  UINT64_C(0x90000000)

enum { SETS = 4, WAYS = 2, SUPER = 2 };

static int given_two_levels(void **state)
{
    static const struct fl_uarch_config config = {
        .itlb_entries = 2, .dtlb_entries = 2, .l2_sets = SETS, .l2_ways = WAYS, .super_entries = SUPER};
    *state = rig_new_sized(FL_SV48, &config, 0);
    return 0;
}

static int done(void **state)
{
    rig_free(*state);
    return 0;
}

static uint64_t page(unsigned number)
{
    return (uint64_t)number * FL_PAGE_SIZE;
}

static void map_pages(struct rig *rig, unsigned count, uint64_t flags)
{
    for (unsigned i = 0; i < count; i++)
        rig_map(rig, page(i), 0, PA + page(i), flags);
}

/* Two other pages push everything else out of the two-entry L1. They lie in sets 2 and 3 of the L2. */
static void empty_l1(struct rig *rig)
{
    rig_map(rig, page(0x102), 0, PA, RW);
    rig_map(rig, page(0x103), 0, PA, RW);
    for (unsigned i = 0; i < 2; i++) {
        rig_load(rig, page(0x102));
        rig_load(rig, page(0x103));
    }
}

static struct fl_mmu_state state_of(const struct rig *rig)
{
    struct fl_mmu_state state;
    fl_uarch_read_state(rig->mmu, &state);
    return state;
}

static void test_l2_answers_in_three_cycles_without_reading_memory(void **state)
{
    struct rig *rig = *state;
    map_pages(rig, 1, RW);
    assert_int_equal(rig_load(rig, page(0) + 8), FL_PATH_WALK);
    empty_l1(rig);
    uint64_t busy = fl_uarch_counts(rig->mmu)->busy;
    const struct fl_response *r = rig_access(rig, FL_LOAD, page(0) + 0x123);
    assert_int_equal(r->path, FL_PATH_L2);
    assert_int_equal(r->cycles, 3);
    assert_int_equal(fl_uarch_counts(rig->mmu)->busy - busy, 2);
    assert_int_equal(r->pa, PA + 0x123);
    assert_int_equal(r->level, 0);
    assert_int_equal(rig->trace.count, 0);
    assert_int_equal(state_of(rig).l1[FL_PORT_DATA].entry[r->entry].vpn, 0);
    assert_int_equal(rig_load(rig, page(0)), FL_PATH_L1);
    const struct fl_uarch_counts *counts = fl_uarch_counts(rig->mmu);
    assert_int_equal(counts->l2_hit, 1);
    assert_int_equal(counts->walks, 3);
    assert_int_equal(counts->refills, counts->l1_miss[FL_PORT_DATA]);
    assert_int_equal(counts->l2_fill, 3);
}

static void test_both_ports_share_the_second_level(void **state)
{
    struct rig *rig = *state;
    map_pages(rig, 1, RWX);
    rig_load(rig, page(0));
    assert_int_equal(rig_access(rig, FL_FETCH, page(0))->path, FL_PATH_L2);
    assert_int_equal(rig_access(rig, FL_FETCH, page(0))->path, FL_PATH_L1);
}

static void test_set_index_is_the_low_vpn_and_the_victim_the_sets_own(void **state)
{
    struct rig *rig = *state;
    map_pages(rig, 3 * SETS, RW);
    for (unsigned i = 0; i < WAYS; i++)
        rig_load(rig, page(i * SETS)); /* fills set 0 */
    rig_load(rig, page(1));
    struct fl_mmu_state held = state_of(rig);
    assert_int_equal(held.l2.entry[0].vpn, 0);
    assert_int_equal(held.l2.entry[1].vpn, SETS);
    assert_int_equal(held.l2.entry[1 * WAYS].vpn, 1);
    assert_int_equal(held.l2.plru[0], 0); /* way 1 was used last */
    empty_l1(rig);
    rig_load(rig, page(0)); /* touches way 0 */
    assert_int_equal(state_of(rig).l2.plru[0], 1);
    rig_load(rig, page(2 * SETS)); /* takes way 1 */
    held = state_of(rig);
    assert_int_equal(held.l2.entry[0].vpn, 0);
    assert_int_equal(held.l2.entry[1].vpn, 2 * SETS);
    assert_int_equal(held.l2.entry[1 * WAYS].vpn, 1);
}

static void test_l2_compares_the_whole_vpn_and_the_asid(void **state)
{
    struct rig *rig = *state;
    map_pages(rig, SETS + 1, RW);
    rig_load_as(rig, 1, page(0));
    empty_l1(rig);
    assert_int_equal(rig_load_as(rig, 2, page(0)), FL_PATH_WALK);
    assert_int_equal(rig_load_as(rig, 1, page(SETS)), FL_PATH_WALK);
    assert_int_equal(rig_load_as(rig, 1, UINT64_C(1) << 46), FL_PATH_WALK);
}

/* The L1 entry is the request's, whoever filled the global one. */
static void test_a_global_answer_takes_the_requests_asid(void **state)
{
    struct rig *rig = *state;
    map_pages(rig, 1, RW | G);
    rig_load_as(rig, 1, page(0));
    empty_l1(rig);
    assert_int_equal(rig_load_as(rig, 2, page(0)), FL_PATH_L2);
    struct fl_mmu_state held = state_of(rig);
    assert_int_equal(held.l1[FL_PORT_DATA].entry[rig->response.entry].asid, 2);
    assert_true(held.l1[FL_PORT_DATA].entry[rig->response.entry].global);
    assert_int_equal(held.l2.entry[0].asid, 1);
}

static void test_refused_probe_drops_all_matches_touches_nothing_and_walks(void **state)
{
    struct rig *rig = *state;
    uint64_t leaf = rig_map(rig, page(0), 0, PA, V | R | AD);
    rig_load_as(rig, 1, page(0)); /* way 0, asid 1 */
    rig_set_pte(rig, leaf, PA >> 2 | V | R | AD | G);
    rig_load_as(rig, 2, page(0)); /* way 1, global: both match asid 1 */
    empty_l1(rig);
    uint8_t tree = state_of(rig).l2.plru[0];
    rig_set_pte(rig, leaf, PA >> 2 | V | R | W | A);
    rig->context.asid = 1;
    assert_int_equal(rig_access(rig, FL_STORE, page(0))->path, FL_PATH_WALK); /* faults: D = 0 under Svade */
    assert_true(rig->response.fault);
    struct fl_mmu_state held = state_of(rig);
    assert_false(held.l2.entry[0].valid || held.l2.entry[1].valid);
    assert_int_equal(held.l2.plru[0], tree);
    assert_int_equal(fl_uarch_counts(rig->mmu)->second_refused, 1);
    rig_load(rig, page(0));
    assert_true(state_of(rig).l2.entry[0].valid); /* the lowest way that the refusal left invalid */
}

static void test_refused_probe_spares_other_address_spaces(void **state)
{
    struct rig *rig = *state;
    map_pages(rig, 1, V | R | AD);
    rig_load_as(rig, 1, page(0));
    rig_load_as(rig, 2, page(0));
    empty_l1(rig);
    rig_access(rig, FL_STORE, page(0));
    assert_true(state_of(rig).l2.entry[0].valid);
    assert_false(state_of(rig).l2.entry[1].valid);
}

static void test_a_store_to_a_clean_page_sets_d_by_a_walk(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;
    uint64_t leaf = rig_map(rig, page(0), 0, PA, V | R | W | A);
    rig_load(rig, page(0));
    empty_l1(rig);
    assert_int_equal(rig_access(rig, FL_STORE, page(0))->path, FL_PATH_WALK);
    assert_int_equal(rig_pte(rig, leaf) & D, D);
    empty_l1(rig);
    assert_int_equal(rig_access(rig, FL_STORE, page(0))->path, FL_PATH_L2);
}

static void test_napot_pages_lie_in_the_l2_one_by_one(void **state)
{
    struct rig *rig = *state;
    rig->context.pbmte = true;
    for (unsigned i = 0; i < 16; i++)
        rig_map(rig, page(16 + i), 0, PA | 0x8000, RW | PTE_NAPOT | PTE_PBMT(FL_ATTR_NC));
    rig_load(rig, page(16 + 5));
    assert_int_equal(rig_load(rig, page(16 + 9)), FL_PATH_L1);
    empty_l1(rig);
    assert_int_equal(rig_load(rig, page(16 + 9)), FL_PATH_WALK);
    empty_l1(rig);
    assert_int_equal(rig_load(rig, page(16 + 5) + 4), FL_PATH_L2);
    assert_int_equal(rig->response.pa, PA + page(5) + 4);
    assert_int_equal(rig->response.attribute, FL_ATTR_NC);
    assert_false(state_of(rig).l1[FL_PORT_DATA].entry[rig->response.entry].napot);
    assert_int_equal(rig_load(rig, page(16 + 6)), FL_PATH_WALK);
}

static void test_superpages_answer_at_every_level(void **state)
{
    struct rig *rig = *state;
    for (unsigned level = 1; level < 4; level++) {
        uint64_t size = UINT64_C(1) << (12 + 9 * level), va = 5 * size;
        rig_clear_tables(rig);
        rig_fence(rig, NULL, NULL);
        rig_map(rig, va, level, 3 * size, RW);
        assert_int_equal(rig_load(rig, va + size / 2), FL_PATH_WALK);
        empty_l1(rig);
        const struct fl_response *r = rig_access(rig, FL_LOAD, va + size - 1);
        assert_int_equal(r->path, FL_PATH_L2);
        assert_int_equal(r->cycles, 3);
        assert_int_equal(r->level, level);
        assert_int_equal(r->pa, 4 * size - 1);
        assert_int_equal(state_of(rig).l1[FL_PORT_DATA].entry[r->entry].vpn, (va + size - 1) >> 12);
        assert_int_equal(rig_load(rig, va + size), FL_PATH_WALK);
        assert_int_equal(rig_load(rig, va - 1), FL_PATH_WALK);
    }
    assert_int_equal(fl_uarch_counts(rig->mmu)->super_hit, 3);
    assert_int_equal(fl_uarch_counts(rig->mmu)->super_fill, 3);
}

static void test_superpage_is_asked_before_the_l2(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0x200000, 0, PA, RW);
    rig_load(rig, 0x200000);
    rig_clear_tables(rig);
    rig_map(rig, 0x200000, 1, 0xa0000000, V | R | AD);
    rig_load(rig, 0x3ff000);
    empty_l1(rig);
    assert_int_equal(rig_access(rig, FL_LOAD, 0x200000)->pa, 0xa0000000);
    assert_int_equal(rig->response.level, 1);
    empty_l1(rig);
    assert_true(rig_access(rig, FL_STORE, 0x200000)->fault); /* the L2 would permit it, the superpage does not */
    assert_false(state_of(rig).super.entry[0].valid);
    assert_false(state_of(rig).l2.entry[0].valid);
}

static void test_superpages_replace_each_other_by_their_own_tree(void **state)
{
    struct rig *rig = *state;
    for (unsigned i = 0; i < 3; i++)
        rig_map(rig, UINT64_C(0x200000) * (i + 8), 1, 0x80000000, RW);
    rig_load(rig, UINT64_C(0x200000) * 8);
    rig_load(rig, UINT64_C(0x200000) * 9);
    empty_l1(rig);
    rig_load(rig, UINT64_C(0x200000) * 8); /* touches entry 0 */
    rig_load(rig, UINT64_C(0x200000) * 10);
    assert_int_equal(state_of(rig).super.entry[0].vpn, 0x200 * 8);
    assert_int_equal(state_of(rig).super.entry[1].vpn, 0x200 * 10);
}

static void test_an_answer_writes_nothing_into_the_second_level_and_a_fault_nothing_at_all(void **state)
{
    struct rig *rig = *state;
    map_pages(rig, 1, RW);
    rig_load(rig, page(0));
    empty_l1(rig);
    struct fl_mmu_state before = state_of(rig);
    rig_load(rig, page(0));
    rig_load(rig, page(7)); /* not mapped */
    struct fl_mmu_state after = state_of(rig);
    assert_memory_equal(&after.l2, &before.l2, sizeof after.l2);
    assert_memory_equal(&after.super, &before.super, sizeof after.super);
}

/* Every form of fence, on a 4 KiB page and a superpage, each global or not. */
static void check_fence(struct rig *rig, bool super, bool global, bool by_va, bool by_asid, uint64_t va, uint16_t asid)
{
    uint64_t base = 0x400000, size = super ? 0x200000 : FL_PAGE_SIZE;
    bool gone =
        (!by_va || (va >= base && va < base + size)) && (!by_asid || (!global && asid == 7)); /* Privileged 4.2.1 */
    rig_clear_tables(rig);
    rig_fence(rig, NULL, NULL);
    rig_map(rig, base, super, 0x80000000, RW | (global ? G : 0));
    rig_load_as(rig, 7, base);
    rig_fence(rig, by_va ? &va : NULL, by_asid ? &asid : NULL);
    struct fl_mmu_state held = state_of(rig);
    assert_int_equal(super ? held.super.entry[0].valid : held.l2.entry[0].valid, !gone);
    assert_int_equal(held.l1[FL_PORT_DATA].entry[0].valid, !gone);
}

static void test_fence_covers_the_second_level_as_the_manual_says(void **state)
{
    static const uint64_t vas[] = {0x400000, 0x400fff, 0x401000, 0x5fffff, 0x600000, 0x3fffff, 0x410000};
    struct rig *rig = *state;
    for (unsigned bits = 0; bits < 16; bits++)
        for (size_t i = 0; i < sizeof vas / sizeof vas[0]; i++)
            for (uint16_t asid = 6; asid <= 7; asid++)
                check_fence(rig, bits & 1, bits & 2, bits & 4, bits & 8, vas[i], asid);
}

static void test_fence_sweeps_the_l2_a_set_a_cycle(void **state)
{
    struct rig *rig = *state;
    const struct fl_fence all = {0}, va = {.va_given = true}, asid = {.asid_given = true},
                          both = {.va_given = true, .asid_given = true};
    assert_int_equal(fl_uarch_fence(rig->mmu, &all), 2);
    assert_int_equal(fl_uarch_fence(rig->mmu, &va), 2 + 1);
    assert_int_equal(fl_uarch_fence(rig->mmu, &both), 2 + 1);
    assert_int_equal(fl_uarch_fence(rig->mmu, &asid), 2 + SETS);
    struct rig *flat = rig_new(FL_SV39, 2, 0);
    assert_int_equal(fl_uarch_fence(flat->mmu, &asid), 2);
    assert_int_equal(fl_uarch_fence(flat->mmu, &va), 2);
    rig_free(flat);
}

static void test_fence_by_va_leaves_other_pages_of_the_set_and_other_sets(void **state)
{
    struct rig *rig = *state;
    map_pages(rig, SETS + 2, RW);
    rig_load(rig, page(0));
    rig_load(rig, page(SETS));
    rig_load(rig, page(1));
    rig_fence(rig, &(uint64_t){page(SETS)}, NULL);
    assert_true(state_of(rig).l2.entry[0].valid);
    assert_false(state_of(rig).l2.entry[1].valid);
    assert_true(state_of(rig).l2.entry[1 * WAYS].valid);
}

/* A walk that a fence kills fills neither level; the way it would have taken was decided in a probe that counts no more. */
static void test_a_killed_walk_fills_nothing(void **state)
{
    struct rig *rig = *state;
    map_pages(rig, 1, RW);
    rig->fence_at = 4;
    rig->fence = (struct fl_fence){.va_given = true, .va = page(9)};
    assert_int_equal(rig_load(rig, page(0)), FL_PATH_WALK);
    assert_int_equal(rig->trace.count, 8);
    assert_int_equal(fl_uarch_counts(rig->mmu)->l2_fill, 1);
    assert_true(state_of(rig).l2.entry[0].valid);
    assert_false(state_of(rig).l2.entry[1].valid);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, given_two_levels, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_l2_answers_in_three_cycles_without_reading_memory),
        TEST(test_both_ports_share_the_second_level),
        TEST(test_set_index_is_the_low_vpn_and_the_victim_the_sets_own),
        TEST(test_l2_compares_the_whole_vpn_and_the_asid),
        TEST(test_a_global_answer_takes_the_requests_asid),
        TEST(test_refused_probe_drops_all_matches_touches_nothing_and_walks),
        TEST(test_refused_probe_spares_other_address_spaces),
        TEST(test_a_store_to_a_clean_page_sets_d_by_a_walk),
        TEST(test_napot_pages_lie_in_the_l2_one_by_one),
        TEST(test_superpages_answer_at_every_level),
        TEST(test_superpage_is_asked_before_the_l2),
        TEST(test_superpages_replace_each_other_by_their_own_tree),
        TEST(test_an_answer_writes_nothing_into_the_second_level_and_a_fault_nothing_at_all),
        TEST(test_fence_covers_the_second_level_as_the_manual_says),
        TEST(test_fence_sweeps_the_l2_a_set_a_cycle),
        TEST(test_fence_by_va_leaves_other_pages_of_the_set_and_other_sets),
        TEST(test_a_killed_walk_fills_nothing),
    };
    return cmocka_run_group_tests_name("uarch_second", tests, NULL, NULL);
}
