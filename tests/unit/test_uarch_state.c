/* test_uarch_state.c - state out and in, and the view by which a simulator repeats a hit without asking again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "uarch_rig.h"
#include "uarch_traffic.h"

#define SEED UINT64_C(0x0fa17)

static void assert_same_state(struct rig *a, struct rig *b)
{
    struct fl_mmu_state left, right;
    fl_uarch_read_state(a->mmu, &left);
    fl_uarch_read_state(b->mmu, &right);
    assert_memory_equal(&left, &right, sizeof left);
}

/* Everything there is, small. */
static const struct fl_uarch_config whole = {
    .itlb_entries = 4, .dtlb_entries = 8, .l2_sets = 4, .l2_ways = 2, .super_entries = 2, .walk_entries = 2};

static bool can_be_made(const struct fl_uarch_config *config)
{
    struct fl_uarch *mmu = fl_uarch_new(config, 0);
    fl_uarch_free(mmu);
    return mmu != NULL;
}

static void test_sizes_out_of_range_make_no_mmu(void **state)
{
    (void)state;
    static const unsigned bad[] = {1, 3, 24, 65, 128, 0x80000000};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fl_uarch_config itlb = whole, dtlb = whole, super = whole, walk = whole, ways = whole;
        itlb.itlb_entries = dtlb.dtlb_entries = super.super_entries = walk.walk_entries = ways.l2_ways = bad[i];
        assert_false(can_be_made(&itlb) || can_be_made(&dtlb) || can_be_made(&super) || can_be_made(&walk));
        assert_false(can_be_made(&ways));
    }
    assert_false(can_be_made(&(struct fl_uarch_config){.itlb_entries = 16}));
    assert_true(can_be_made(&(struct fl_uarch_config){.itlb_entries = 2, .dtlb_entries = 64}));
    struct fl_uarch_config l2 = whole;
    for (l2.l2_sets = 2; l2.l2_sets <= FL_L2_SETS; l2.l2_sets *= 2)
        for (l2.l2_ways = 2; l2.l2_ways <= 8; l2.l2_ways *= 2)
            assert_int_equal(can_be_made(&l2), l2.l2_sets * l2.l2_ways <= FL_L2_MAX);
    l2.l2_ways = 2;
    l2.l2_sets = 1; /* the RTL has no set of no index bits */
    assert_false(can_be_made(&l2));
    for (l2.l2_sets = FL_L2_SETS - 1; l2.l2_sets < FL_L2_SETS + 4; l2.l2_sets += 2)
        assert_false(can_be_made(&l2));
}

static void test_shipped_library_has_no_seeded_bugs(void **state)
{
    (void)state;
    assert_null(fl_uarch_new(&whole, 1));
}

/* Run half of some traffic, carry the state into a fresh MMU, run the rest on both. */
static void test_state_saved_and_loaded_goes_on_alike(void **state)
{
    (void)state;
    struct traffic traffic = {.seed = SEED};
    struct rig *a = rig_new_sized(FL_SV48, &whole, 0), *b = rig_new_sized(FL_SV48, &whole, 0);
    struct fl_mmu_state saved;
    for (unsigned i = 0; i < 20000; i++) {
        traffic_step(&traffic, a, b);
        rig_access(a, traffic.access, traffic.va);
        if (i < 10000) {
            memcpy(b->ram, a->ram, sizeof a->ram); /* only `a` walks: keep the other one's memory in step */
            b->rival_flips = a->rival_flips;
            continue;
        }
        if (i == 10000) {
            fl_uarch_read_state(a->mmu, &saved);
            memcpy(b->ram, a->ram, sizeof a->ram);
            b->rival_flips = a->rival_flips;
            assert_true(fl_uarch_load_state(b->mmu, &saved));
        } else {
            rig_access(b, traffic.access, traffic.va);
            assert_memory_equal(&a->response, &b->response, sizeof a->response);
        }
        assert_same_state(a, b);
    }
    rig_free(a);
    rig_free(b);
}

static void test_state_no_hardware_could_hold_is_refused(void **state)
{
    (void)state;
    struct rig *rig = rig_new(FL_SV39, 8, 0);
    struct fl_mmu_state good, bad;
    rig_map(rig, 0, 0, 0, V | R | A);
    rig_load(rig, 0);
    fl_uarch_read_state(rig->mmu, &good);
    bad = good, bad.l1[FL_PORT_FETCH].entries = 16;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.l1[FL_PORT_DATA].entry[7].level = 5;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.l1[FL_PORT_DATA].entry[7].pbmt = 3;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.l1[FL_PORT_DATA].entry[0].vpn = UINT64_C(1) << 45;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.l1[FL_PORT_DATA].plru = 1 << 7;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    assert_int_equal(rig_load(rig, 0), FL_PATH_L1);
    rig_free(rig);
}

static void test_state_of_the_second_level_no_hardware_could_hold_is_refused(void **state)
{
    (void)state;
    struct rig *rig = rig_new_sized(FL_SV39, &whole, 0);
    struct fl_mmu_state good, bad;
    rig_map(rig, 0x1000, 0, 0x90000000, V | R | A);
    rig_map(rig, 0x40000000, 1, 0x80000000, V | R | A);
    rig_load(rig, 0x1000);
    rig_load(rig, 0x40000000);
    fl_uarch_read_state(rig->mmu, &good);
    assert_true(good.l2.entry[1 * 2].valid && good.super.entry[0].valid && good.pwc[0].entry[0].valid);
    assert_true(fl_uarch_load_state(rig->mmu, &good));
    bad = good, bad.l2.sets = 8;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.l2.ways = 4;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.l2.entry[0] = bad.l2.entry[1 * 2]; /* a page of another set */
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.l2.entry[1 * 2].level = 1;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.l2.entry[1 * 2].napot = true;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.l2.plru[3] = 2;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.super.entry[0].level = 0;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.super.plru = 2;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.pwc[0].entry[0].level = 2;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    bad = good, bad.pwc[3].entries = 4;
    assert_false(fl_uarch_load_state(rig->mmu, &bad));
    rig_free(rig);
}

static void test_state_loaded_into_a_fresh_mmu_has_sv32_page_sizes(void **state)
{
    (void)state;
    struct rig *rig = rig_new(FL_SV32, 8, 0), *fresh = rig_new(FL_SV32, 8, 0);
    struct fl_mmu_state saved;
    rig_map(rig, 0x400000, 1, 0x80000000, V | R | A);
    rig_load(rig, 0x400000);
    fl_uarch_read_state(rig->mmu, &saved);
    assert_true(fl_uarch_load_state(fresh->mmu, &saved));
    assert_int_equal(rig_load(fresh, 0x7ff000), FL_PATH_L1);
    rig_free(rig);
    rig_free(fresh);
}

/* A simulator's memory of hits: one remembered answer per (page, access, context). */
struct memo {
    struct fl_context context;
    enum fl_access access;
    uint64_t page, pa;
    uint32_t generation;
    uint8_t entry;
};

#define MEMOS 4096

static struct memo *memo_of(struct memo *memos, const struct rig *rig, enum fl_access access, uint64_t page)
{
    const struct fl_context *c = &rig->context;
    uint64_t key = page ^ page >> 9 ^ page >> 18;
    key = key * 6 + access;
    key =
        key * 64 + (uint64_t)c->privilege * 16 + c->pmm_s * 5u + c->sum * 8u + c->mxr * 4u + c->mprv * 2u + c->asid % 2;
    return &memos[(key * UINT64_C(0x9e3779b97f4a7c15) >> 40) % MEMOS];
}

/* Answer by touch when the memo still holds; otherwise ask, and remember a hit. True for a touch. */
static bool access_by_memo(struct rig *rig, struct memo *memos, enum fl_access access, uint64_t va)
{
    struct fl_uarch_view view;
    enum fl_port port = access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA;
    struct memo *memo = memo_of(memos, rig, access, va >> FL_PAGE_SHIFT);
    fl_uarch_view(rig->mmu, port, &view);
    if (memo->page == va >> FL_PAGE_SHIFT && memo->access == access &&
        memcmp(&memo->context, &rig->context, sizeof memo->context) == 0 &&
        memo->generation == view.generation[memo->entry]) {
        fl_uarch_touch(&view, memo->entry);
        ++*view.requests;
        ++*view.hits;
        rig->response.pa = memo->pa | (va & (FL_PAGE_SIZE - 1));
        return true;
    }
    const struct fl_response *r = rig_access(rig, access, va);
    if (r->path == FL_PATH_L1) {
        memset(memo, 0, sizeof *memo);
        memcpy(&memo->context, &rig->context, sizeof memo->context);
        memo->access = access;
        memo->page = va >> FL_PAGE_SHIFT;
        memo->pa = r->pa & ~UINT64_C(0xfff);
        memo->entry = r->entry;
        memo->generation = view.generation[r->entry];
    }
    return false;
}

static void touch_equals_translate(enum fl_satp_mode mode, const struct fl_uarch_config *config)
{
    struct traffic traffic = {.seed = SEED + mode, .fence_in_walk = true};
    struct rig *a = rig_new_sized(mode, config, 0), *b = rig_new_sized(mode, config, 0);
    struct memo *memos = calloc(MEMOS, sizeof *memos);
    unsigned touches = 0;
    for (unsigned i = 0; i < 60000; i++) {
        traffic_step(&traffic, a, b);
        rig_access(a, traffic.access, traffic.va);
        touches += access_by_memo(b, memos, traffic.access, traffic.va);
        assert_int_equal(a->response.pa, b->response.pa);
        if (i % 16 == 0)
            assert_same_state(a, b);
        assert_memory_equal(fl_uarch_counts(a->mmu), fl_uarch_counts(b->mmu), sizeof(struct fl_uarch_counts));
    }
    assert_true(touches > 1000);
    free(memos);
    rig_free(a);
    rig_free(b);
}

static void test_touch_equals_translate_to_the_bit(void **state)
{
    (void)state;
    touch_equals_translate(FL_SV39, &(struct fl_uarch_config){.itlb_entries = 4, .dtlb_entries = 4});
    touch_equals_translate(FL_SV57, &(struct fl_uarch_config){.itlb_entries = 16, .dtlb_entries = 16});
    touch_equals_translate(FL_SV48, &whole);
    touch_equals_translate(FL_SV32, &whole);
}

static void test_generation_moves_when_a_lower_entry_takes_over_an_address(void **state)
{
    (void)state;
    struct rig *rig = rig_new(FL_SV39, 4, 0);
    struct fl_uarch_view view;
    rig_map(rig, 0x400000, 0, 0x90000000, V | R | A);
    rig_map(rig, 0x200000, 0, 0x91000000, V | R | A);
    rig_load(rig, 0x400000);
    assert_int_equal(rig_access(rig, FL_LOAD, 0x200000)->entry, 1);
    fl_uarch_view(rig->mmu, FL_PORT_DATA, &view);
    uint32_t before = view.generation[1];
    rig_fence(rig, &(uint64_t){0x400000}, NULL);
    rig_map(rig, 0x200000, 1, 0xa0000000, V | R | A);
    assert_int_equal(view.generation[1], before);
    assert_int_equal(rig_access(rig, FL_LOAD, 0x201000)->entry, 0); /* this superpage contains 0x200000 too */
    assert_int_not_equal(view.generation[1], before);
    assert_int_equal(rig_access(rig, FL_LOAD, 0x200000)->pa, 0xa0000000);
    rig_free(rig);
}

static void test_reset_empties_everything_but_generations_never_repeat(void **state)
{
    (void)state;
    struct rig *rig = rig_new(FL_SV39, 4, 0);
    struct fl_uarch_view view;
    rig_map(rig, 0, 0, 0, V | R | A);
    rig_load(rig, 0);
    fl_uarch_view(rig->mmu, FL_PORT_DATA, &view);
    uint32_t before = view.generation[0];
    fl_uarch_reset(rig->mmu);
    assert_int_equal(rig_valid_entries(rig, FL_PORT_DATA), 0);
    assert_int_equal(fl_uarch_counts(rig->mmu)->walks, 0);
    assert_true(view.generation[0] > before);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_out_of_range_make_no_mmu),
        cmocka_unit_test(test_shipped_library_has_no_seeded_bugs),
        cmocka_unit_test(test_state_saved_and_loaded_goes_on_alike),
        cmocka_unit_test(test_state_loaded_into_a_fresh_mmu_has_sv32_page_sizes),
        cmocka_unit_test(test_state_no_hardware_could_hold_is_refused),
        cmocka_unit_test(test_state_of_the_second_level_no_hardware_could_hold_is_refused),
        cmocka_unit_test(test_touch_equals_translate_to_the_bit),
        cmocka_unit_test(test_generation_moves_when_a_lower_entry_takes_over_an_address),
        cmocka_unit_test(test_reset_empties_everything_but_generations_never_repeat),
    };
    return cmocka_run_group_tests_name("uarch_state", tests, NULL, NULL);
}
