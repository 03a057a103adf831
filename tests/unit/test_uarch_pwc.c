/* test_uarch_pwc.c - the page-walk cache: where walks begin, what is remembered, what fences leave (docs/microarchitecture.md 5.1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uarch_rig.h"

#define RW (V | R | W | AD)
#define PA UINT64_C(0x90000000)

enum { ENTRIES = 2 };

static struct rig *rig_of(enum fl_satp_mode mode)
{
    static const struct fl_uarch_config config = {.itlb_entries = 2, .dtlb_entries = 2, .walk_entries = ENTRIES};
    return rig_new_sized(mode, &config, 0);
}

static int given_sv39(void **state)
{
    *state = rig_of(FL_SV39);
    return 0;
}

static int done(void **state)
{
    rig_free(*state);
    return 0;
}

static struct fl_mmu_state state_of(const struct rig *rig)
{
    struct fl_mmu_state state;
    fl_uarch_read_state(rig->mmu, &state);
    return state;
}

/* Load and say how many PTEs the walk read. */
static unsigned reads(struct rig *rig, uint64_t va)
{
    assert_int_equal(rig_load(rig, va), FL_PATH_WALK);
    assert_false(rig->response.fault);
    return rig->trace.count;
}

/* After a walk, a neighbour that shares its tables down to level n needs n + 1 reads, and the formula's cycles. */
static void test_walk_begins_at_the_lowest_known_table_in_every_scheme(void **state)
{
    static const struct {
        enum fl_satp_mode mode;
        unsigned levels, bits;
    } row[] = {{FL_SV32, 2, 10}, {FL_SV39, 3, 9}, {FL_SV48, 4, 9}, {FL_SV57, 5, 9}};
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        for (unsigned shared = 0; shared < row[i].levels; shared++) {
            struct rig *rig = rig_of(row[i].mode);
            uint64_t neighbour = UINT64_C(1) << (12 + row[i].bits * shared);
            rig_map(rig, 0, 0, 0, RW);
            rig_map(rig, neighbour, 0, 0, RW);
            assert_int_equal(reads(rig, 0), row[i].levels);
            assert_int_equal(reads(rig, neighbour), shared + 1);
            assert_int_equal(rig->response.cycles, 3 + (shared + 1) * (rig->delay + 2));
            assert_int_equal(rig->trace.step[0].level, shared);
            const struct fl_uarch_counts *counts = fl_uarch_counts(rig->mmu);
            for (unsigned level = 1; level < row[i].levels; level++) {
                assert_int_equal(counts->pwc_hit[level], level == shared + 1);
                assert_int_equal(counts->pwc_fill[level], level <= shared ? 2 : 1);
            }
            rig_free(rig);
        }
}

static void test_entry_is_the_pointer_under_the_requests_vpn_and_asid(void **state)
{
    struct rig *rig = *state;
    rig->context.asid = 9;
    rig_map_under(rig, 0x40345000, 0, PA, RW, G);
    reads(rig, 0x40345000);
    struct fl_mmu_state held = state_of(rig);
    for (unsigned level = 1; level <= 2; level++) {
        const struct fl_tlb_entry *entry = &held.pwc[level - 1].entry[0];
        assert_true(entry->valid && entry->global);
        assert_int_equal(entry->level, level);
        assert_int_equal(entry->asid, 9);
        assert_int_equal(entry->vpn, 0x40345);
        assert_int_equal(entry->ppn, (RIG_BASE >> 12) + (3 - level));
        assert_false(entry->r || entry->w || entry->x || entry->u || entry->d || entry->napot);
    }
    assert_int_equal(held.pwc[2].entries, ENTRIES);
    assert_false(held.pwc[2].entry[0].valid);
}

static void test_only_the_entry_a_walk_begins_from_is_touched(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0, 0, PA, RW);
    rig_map(rig, 0x1000, 0, PA, RW);
    rig_map(rig, 0x200000, 0, PA, RW);
    reads(rig, 0);        /* entry 0 of levels 1 and 2 */
    reads(rig, 0x200000); /* level 2 again, entry 1 of level 1 */
    assert_int_equal(state_of(rig).pwc[0].plru, 0);
    assert_int_equal(state_of(rig).pwc[1].plru, 1);
    reads(rig, 0x1000); /* from entry 0 of level 1 */
    assert_int_equal(state_of(rig).pwc[0].plru, 1);
    assert_int_equal(fl_uarch_counts(rig->mmu)->pwc_hit[2], 1);
}

static void test_entries_replace_each_other_by_the_levels_own_tree(void **state)
{
    struct rig *rig = *state;
    for (unsigned i = 0; i < 4; i++)
        for (unsigned k = 0; k < 2; k++)
            rig_map(rig, UINT64_C(0x200000) * i + k * UINT64_C(0x1000), 0, PA, RW);
    reads(rig, 0);
    reads(rig, 0x200000);
    reads(rig, 0x1000);                   /* entry 0 is the later one now */
    reads(rig, 0x400000);                 /* takes entry 1 */
    assert_int_equal(reads(rig, 0x0), 1); /* left the L1 meanwhile, its table is still known */
    assert_int_equal(reads(rig, 0x201000), 2);
}

static void test_pointers_belong_to_their_asid_unless_global(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0, 0, PA, RW);
    rig_map(rig, 0x1000, 0, PA, RW);
    rig_map_under(rig, 0x40000000, 0, PA, RW, G);
    rig_map_under(rig, 0x40001000, 0, PA, RW, G);
    reads(rig, 0);
    reads(rig, 0x40000000);
    rig->context.asid = 2;
    assert_int_equal(reads(rig, 0x1000), 3);
    assert_int_equal(reads(rig, 0x40001000), 1);
    assert_int_equal(rig_load_as(rig, 3, 0x40001000), FL_PATH_L1); /* global by the pointer that was not read again */
}

/* A pointer is global when one above it was: the entry of the level below says so although its own PTE does not. */
static void test_global_is_inherited_through_the_cache(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0, 0, PA, RW);
    rig_map(rig, 0x200000, 0, PA, RW);
    rig_set_pte(rig, RIG_BASE, rig_pte(rig, RIG_BASE) | G); /* the root's pointer alone */
    reads(rig, 0);
    struct fl_mmu_state held = state_of(rig);
    assert_true(held.pwc[1].entry[0].global && held.pwc[0].entry[0].global);
    assert_int_equal(reads(rig, 0x200000), 2); /* begins below that pointer */
    assert_true(state_of(rig).pwc[0].entry[1].global);
    assert_int_equal(rig_load_as(rig, 2, 0x200000), FL_PATH_L1);
}

static void test_fences_by_va_leave_pointers_alone_and_others_do_not(void **state)
{
    struct rig *rig = *state;
    for (unsigned bits = 0; bits < 16; bits++) {
        bool global = bits & 1, by_va = bits & 2, by_asid = bits & 4, same_asid = bits & 8;
        const uint64_t va = 0;
        const uint16_t asid = same_asid ? 1 : 2;
        rig_clear_tables(rig);
        rig_fence(rig, NULL, NULL);
        rig_map_under(rig, 0, 0, PA, RW, global ? G : 0);
        reads(rig, 0);
        rig_fence(rig, by_va ? &va : NULL, by_asid ? &asid : NULL);
        bool gone = !by_va && (!by_asid || (same_asid && !global));
        struct fl_mmu_state held = state_of(rig);
        assert_int_equal(held.pwc[0].entry[0].valid, !gone);
        assert_int_equal(held.pwc[1].entry[0].valid, !gone);
    }
}

static void test_a_pointer_is_used_though_memory_changed_until_a_fence_without_va(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0, 0, PA, RW);
    rig_map(rig, 0x1000, 0, PA, RW);
    reads(rig, 0);
    rig_set_pte(rig, RIG_BASE, 0);
    rig_fence(rig, &(uint64_t){0}, NULL);
    assert_int_equal(reads(rig, 0), 1);
    rig_fence(rig, NULL, &(uint16_t){1});
    assert_true(rig_access(rig, FL_LOAD, 0)->fault);
    assert_int_equal(rig->response.level, 2);
}

static void test_what_is_no_legal_pointer_is_not_remembered(void **state)
{
    static const uint64_t pte[] = {V | A, V | U, V | PTE_NAPOT, V | UINT64_C(1) << 54, 0, V | R | AD};
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof pte / sizeof pte[0]; i++) {
        rig_map(rig, 0, 1, 0, pte[i]);
        rig_load(rig, 0);
        assert_false(state_of(rig).pwc[0].entry[0].valid);
        assert_true(state_of(rig).pwc[1].entry[0].valid);
    }
    rig_map(rig, 0x40000000, 0, PA, V); /* a pointer where no further level is */
    assert_true(rig_access(rig, FL_LOAD, 0x40000000)->fault);
    assert_int_equal(fl_uarch_counts(rig->mmu)->pwc_fill[0], 0);
}

/* An update is lost to a pointer: it is remembered like any other. */
static void test_a_pointer_found_after_a_lost_update_is_remembered(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;
    rig_map(rig, 0x40000000, 1, 0x80000000, V | R);
    uint64_t table = RIG_BASE + (uint64_t)rig->tables * FL_PAGE_SIZE;
    rig_set_pte(rig, table, PA >> 2 | RW);
    rig->rivals = 1;
    rig->rival_pte[0] = table >> 2 | V;
    assert_int_equal(rig_access(rig, FL_LOAD, 0x40000000)->pa, PA);
    assert_int_equal(state_of(rig).pwc[0].entry[0].ppn, table >> 12);
    assert_int_equal(fl_uarch_counts(rig->mmu)->pwc_fill[1], 1);
}

static void test_a_killed_walk_begins_again_where_the_cache_knows(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0, 0, PA, RW);
    rig->fence_at = 3;
    rig->fence = (struct fl_fence){.va_given = true}; /* spares pointers */
    assert_int_equal(rig_load(rig, 0), FL_PATH_WALK);
    assert_int_equal(rig->trace.count, 3 + 1);
    assert_int_equal(rig->trace.step[3].level, 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, given_sv39, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk_begins_at_the_lowest_known_table_in_every_scheme),
        TEST(test_entry_is_the_pointer_under_the_requests_vpn_and_asid),
        TEST(test_only_the_entry_a_walk_begins_from_is_touched),
        TEST(test_entries_replace_each_other_by_the_levels_own_tree),
        TEST(test_pointers_belong_to_their_asid_unless_global),
        TEST(test_global_is_inherited_through_the_cache),
        TEST(test_fences_by_va_leave_pointers_alone_and_others_do_not),
        TEST(test_a_pointer_is_used_though_memory_changed_until_a_fence_without_va),
        TEST(test_what_is_no_legal_pointer_is_not_remembered),
        TEST(test_a_pointer_found_after_a_lost_update_is_remembered),
        TEST(test_a_killed_walk_begins_again_where_the_cache_knows),
    };
    return cmocka_run_group_tests_name("uarch_pwc", tests, NULL, NULL);
}
