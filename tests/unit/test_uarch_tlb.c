/* test_uarch_tlb.c - lookups of the L1 TLBs: page sizes, NAPOT, ASID and global, refused hits (docs/microarchitecture.md 3, 4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uarch_rig.h"

#define RW  (V | R | W | AD)
#define RWX (V | R | W | X | AD)

static int given_sv57(void **state)
{
    *state = rig_new(FL_SV57, 16, 0);
    return 0;
}

static int given_sv32(void **state)
{
    *state = rig_new(FL_SV32, 16, 0);
    return 0;
}

static int done(void **state)
{
    rig_free(*state);
    return 0;
}

static void test_lookup_without_translation_answers_in_one_cycle(void **state)
{
    struct rig *rig = *state;
    rig->context.mode = FL_BARE;
    const struct fl_response *r = rig_access(rig, FL_STORE, UINT64_C(0xff123456789abc));
    assert_int_equal(r->pa, UINT64_C(0xff123456789abc));
    assert_int_equal(r->path, FL_PATH_BARE);
    assert_int_equal(r->cycles, 1);
    assert_int_equal(r->entry, FL_NO_ENTRY);
    assert_false(r->fault);

    rig->context.mode = FL_SV57;
    rig->context.privilege = FL_MACHINE;
    assert_int_equal(rig_load(rig, 0x80001000), FL_PATH_BARE);
    assert_int_equal(fl_uarch_counts(rig->mmu)->bare[FL_PORT_DATA], 2);
    assert_int_equal(fl_uarch_counts(rig->mmu)->l1_miss[FL_PORT_DATA], 0);
}

static void test_lookup_above_the_physical_space_is_an_access_fault(void **state)
{
    static const uint8_t cause[] = {FL_CAUSE_FETCH_ACCESS, FL_CAUSE_LOAD_ACCESS,  FL_CAUSE_STORE_ACCESS,
                                    FL_CAUSE_STORE_ACCESS, FL_CAUSE_STORE_ACCESS, FL_CAUSE_STORE_ACCESS};
    struct rig *rig = *state;
    rig->context.mode = FL_BARE;
    for (int access = FL_FETCH; access <= FL_CBO_ZERO; access++) {
        const struct fl_response *r = rig_access(rig, access, UINT64_C(1) << 56);
        assert_true(r->fault);
        assert_int_equal(r->cause, cause[access]);
        assert_int_equal(r->tval, UINT64_C(1) << 56);
        assert_int_equal(r->path, FL_PATH_NONE);
        assert_int_equal(r->cycles, 1);
    }
    assert_int_equal(fl_uarch_counts(rig->mmu)->bare[FL_PORT_DATA], 0);
}

static void test_lookup_of_a_non_canonical_address_faults_without_a_walk(void **state)
{
    static const struct {
        uint8_t mode;
        uint64_t low_top, high_bottom; /* the canonical addresses next to the hole */
    } row[] = {
        {FL_SV39, UINT64_C(0x3fffffffff), UINT64_C(0xffffffc000000000)},
        {FL_SV48, UINT64_C(0x7fffffffffff), UINT64_C(0xffff800000000000)},
        {FL_SV57, UINT64_C(0xffffffffffffff), UINT64_C(0xff00000000000000)},
    };
    struct rig *rig = *state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        rig->context.mode = row[i].mode;
        assert_int_equal(rig_access(rig, FL_LOAD, row[i].low_top + 1)->path, FL_PATH_NONE);
        assert_int_equal(rig->response.cause, FL_CAUSE_LOAD_PAGE);
        assert_int_equal(rig->response.cycles, 1);
        assert_int_equal(rig_access(rig, FL_FETCH, row[i].high_bottom - 1)->cause, FL_CAUSE_FETCH_PAGE);
        assert_int_equal(rig->trace.count, 0);
        assert_int_equal(rig_load(rig, row[i].low_top), FL_PATH_WALK);
        assert_int_equal(rig_load(rig, row[i].high_bottom), FL_PATH_WALK);
    }
}

static void test_lookup_of_sv32_takes_all_32_bits_and_no_more(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0xfffff000, 0, 0x90001000, RW);
    assert_int_equal(rig_load(rig, 0xfffff123), FL_PATH_WALK);
    assert_int_equal(rig->response.pa, 0x90001123);
    assert_int_equal(rig_load(rig, UINT64_C(0xfffffffffffff456)), FL_PATH_L1); /* a sign-extended register */
    assert_int_equal(rig->response.pa, 0x90001456);
}

static void test_lookup_hits_anywhere_in_a_page_of_any_size(void **state)
{
    struct rig *rig = *state;
    unsigned bits = rig->context.mode == FL_SV32 ? 10 : 9, levels = rig->context.mode == FL_SV32 ? 2 : 5;
    for (unsigned level = 0; level < levels; level++) {
        uint64_t size = UINT64_C(1) << (FL_PAGE_SHIFT + level * bits);
        uint64_t va = size * 5, pa = size * (levels == 2 ? 9 : 3);
        rig_clear_tables(rig);
        rig_fence(rig, NULL, NULL);
        rig_map(rig, va, level, pa, RW);
        assert_int_equal(rig_load(rig, va + size / 2 + 0x123), FL_PATH_WALK);
        assert_int_equal(rig->response.pa, pa + size / 2 + 0x123);
        assert_int_equal(rig->response.level, level);
        assert_int_equal(rig_load(rig, va), FL_PATH_L1);
        assert_int_equal(rig->response.pa, pa);
        assert_int_equal(rig_load(rig, va + size - 1), FL_PATH_L1);
        assert_int_equal(rig->response.pa, pa + size - 1);
        assert_int_equal(rig->response.level, level);
        assert_int_equal(rig->response.cycles, 1);
        assert_int_equal(rig_load(rig, va - 1), FL_PATH_WALK);
        assert_int_equal(rig_load(rig, va + size), FL_PATH_WALK);
    }
}

static void test_lookup_of_a_napot_page_hits_in_its_64_kib(void **state)
{
    struct rig *rig = *state;
    for (uint64_t i = 0; i < 16; i++)
        rig_map(rig, 0x40000 + i * FL_PAGE_SIZE, 0, 0x90008000, RW | PTE_NAPOT);
    assert_int_equal(rig_load(rig, 0x45678), FL_PATH_WALK);
    assert_int_equal(rig->response.pa, 0x90005678);
    for (uint64_t i = 0; i < 16; i++) {
        assert_int_equal(rig_load(rig, 0x40000 + i * FL_PAGE_SIZE + 8), FL_PATH_L1);
        assert_int_equal(rig->response.pa, 0x90000000 + i * FL_PAGE_SIZE + 8);
        assert_int_equal(rig->response.level, 0);
    }
    assert_int_equal(rig_load(rig, 0x3f000), FL_PATH_WALK);
    assert_int_equal(rig_load(rig, 0x50000), FL_PATH_WALK);
}

static void test_lookup_compares_the_asid_unless_the_page_is_global(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0x1000, 0, 0x90001000, RW);
    rig_map(rig, 0x2000, 0, 0x90002000, RW | G);
    rig_load_as(rig, 1, 0x1000);
    rig_load_as(rig, 1, 0x2000);
    assert_int_equal(rig_load_as(rig, 2, 0x1000), FL_PATH_WALK);
    assert_int_equal(rig_load_as(rig, 2, 0x2000), FL_PATH_L1);
    assert_int_equal(rig_load_as(rig, 1, 0x1000), FL_PATH_L1);
    assert_int_equal(rig_load_as(rig, 0x8001, 0x1000), FL_PATH_WALK);
}

static void test_lookup_makes_a_page_global_below_a_global_pointer(void **state)
{
    struct rig *rig = *state;
    rig_map_under(rig, 0x1000, 0, 0x90001000, RW, G);
    rig_load_as(rig, 1, 0x1000);
    assert_int_equal(rig_load_as(rig, 2, 0x1000), FL_PATH_L1);
}

static void test_lookup_answers_from_the_lowest_of_several_matches(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0x200000, 0, 0x90000000, RW);
    rig_load(rig, 0x200000); /* entry 0 */
    rig_clear_tables(rig);
    rig_map(rig, 0x200000, 1, 0xa0000000, RW);
    assert_int_equal(rig_access(rig, FL_LOAD, 0x201000)->entry, 1);
    assert_int_equal(rig_access(rig, FL_LOAD, 0x200000)->entry, 0);
    assert_int_equal(rig->response.pa, 0x90000000);
}

static void test_lookup_keeps_the_ports_apart(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0x1000, 0, 0x90001000, RWX);
    rig_load(rig, 0x1000);
    assert_int_equal(rig_access(rig, FL_FETCH, 0x1000)->path, FL_PATH_WALK);
    assert_int_equal(rig_access(rig, FL_FETCH, 0x1000)->path, FL_PATH_L1);
}

static void test_lookup_takes_the_attribute_of_the_page(void **state)
{
    struct rig *rig = *state;
    rig->context.pbmte = true;
    rig_map(rig, 0x1000, 0, 0x90001000, RW | PTE_PBMT(FL_ATTR_IO));
    assert_int_equal(rig_access(rig, FL_LOAD, 0x1000)->attribute, FL_ATTR_IO);
    assert_int_equal(rig_access(rig, FL_LOAD, 0x1000)->attribute, FL_ATTR_IO);
}

static void test_lookup_uses_mpp_for_data_under_mprv_alone(void **state)
{
    struct rig *rig = *state;
    rig->context.privilege = FL_MACHINE;
    rig->context.mprv = true;
    rig->context.mpp = FL_SUPERVISOR;
    rig_map(rig, 0x1000, 0, 0x90001000, RWX);
    assert_int_equal(rig_load(rig, 0x1000), FL_PATH_WALK);
    assert_int_equal(rig_access(rig, FL_FETCH, 0x1000)->path, FL_PATH_BARE);
}

static void test_refused_hit_walks_and_drops_every_match_but_leaves_the_tree(void **state)
{
    struct rig *rig = *state;
    struct fl_mmu_state before, after;
    rig_map(rig, 0x200000, 0, 0x90000000, V | R | AD);
    rig_load(rig, 0x200000);
    rig_map(rig, 0x400000, 0, 0x94000000, RW); /* a bystander */
    rig_load(rig, 0x400000);
    rig_clear_tables(rig);
    uint64_t leaf = rig_map(rig, 0x200000, 1, 0xa0000000, V | R | AD);
    rig_load(rig, 0x3ff000); /* entry 2 matches 0x200000 as well */
    fl_uarch_read_state(rig->mmu, &before);

    assert_true(rig_access(rig, FL_STORE, 0x200000)->fault);

    fl_uarch_read_state(rig->mmu, &after);
    assert_int_equal(rig->response.path, FL_PATH_WALK);
    assert_false(after.l1[FL_PORT_DATA].entry[0].valid);
    assert_true(after.l1[FL_PORT_DATA].entry[1].valid);
    assert_false(after.l1[FL_PORT_DATA].entry[2].valid);
    assert_int_equal(after.l1[FL_PORT_DATA].plru, before.l1[FL_PORT_DATA].plru);
    assert_int_equal(fl_uarch_counts(rig->mmu)->refused_hit[FL_PORT_DATA], 1);
    assert_int_equal(fl_uarch_counts(rig->mmu)->l1_miss[FL_PORT_DATA], 4);

    rig_set_pte(rig, leaf, (0xa0000000 >> 2) | RW); /* once memory permits, the walk does */
    assert_false(rig_access(rig, FL_STORE, 0x200000)->fault);
    assert_int_equal(rig->response.entry, 0);
}

static void test_refused_hit_spares_matches_of_other_address_spaces(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0x1000, 0, 0x90001000, V | R | AD);
    rig_load_as(rig, 1, 0x1000);
    rig_load_as(rig, 2, 0x1000);
    rig_access(rig, FL_STORE, 0x1000);
    assert_int_equal(rig_load_as(rig, 1, 0x1000), FL_PATH_L1);
}

static void test_clean_page_is_refused_to_what_writes_and_to_nothing_else(void **state)
{
    struct rig *rig = *state;
    for (int access = FL_LOAD; access <= FL_CBO_ZERO; access++) {
        bool writes = access == FL_STORE || access == FL_AMO || access == FL_CBO_ZERO;
        rig_map(rig, 0x1000, 0, 0x90001000, V | R | W | A);
        rig_load(rig, 0x1000);
        assert_int_equal(rig_access(rig, access, 0x1000)->fault, writes);
        assert_int_equal(rig->response.path, writes ? FL_PATH_WALK : FL_PATH_L1);
    }
}

static void test_hit_follows_sum_mxr_and_privilege_of_the_request(void **state)
{
    struct rig *rig = *state;
    rig->context.sum = true;
    rig->context.mxr = true;
    rig_map(rig, 0x1000, 0, 0x90001000, V | X | U | AD);
    assert_false(rig_access(rig, FL_LOAD, 0x1000)->fault);
    assert_int_equal(rig_load(rig, 0x1000), FL_PATH_L1);
    rig->context.mxr = false;
    assert_true(rig_access(rig, FL_LOAD, 0x1000)->fault);
    rig->context.mxr = true;
    rig->context.sum = false;
    assert_true(rig_access(rig, FL_LOAD, 0x1000)->fault);
    rig->context.privilege = FL_USER;
    assert_false(rig_access(rig, FL_LOAD, 0x1000)->fault);
    assert_int_equal(rig_load(rig, 0x1000), FL_PATH_L1);
}

#define SV57(test) cmocka_unit_test_setup_teardown(test, given_sv57, done)
#define SV32(test)                                                                                                     \
    {                                                                                                                  \
#test "_sv32", test, given_sv32, done, NULL                                                                    \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        SV57(test_lookup_without_translation_answers_in_one_cycle),
        SV57(test_lookup_above_the_physical_space_is_an_access_fault),
        SV57(test_lookup_of_a_non_canonical_address_faults_without_a_walk),
        SV32(test_lookup_of_sv32_takes_all_32_bits_and_no_more),
        SV57(test_lookup_hits_anywhere_in_a_page_of_any_size),
        SV32(test_lookup_hits_anywhere_in_a_page_of_any_size),
        SV57(test_lookup_of_a_napot_page_hits_in_its_64_kib),
        SV57(test_lookup_compares_the_asid_unless_the_page_is_global),
        SV32(test_lookup_compares_the_asid_unless_the_page_is_global),
        SV57(test_lookup_makes_a_page_global_below_a_global_pointer),
        SV57(test_lookup_answers_from_the_lowest_of_several_matches),
        SV57(test_lookup_keeps_the_ports_apart),
        SV57(test_lookup_takes_the_attribute_of_the_page),
        SV57(test_lookup_uses_mpp_for_data_under_mprv_alone),
        SV57(test_refused_hit_walks_and_drops_every_match_but_leaves_the_tree),
        SV57(test_refused_hit_spares_matches_of_other_address_spaces),
        SV57(test_clean_page_is_refused_to_what_writes_and_to_nothing_else),
        SV57(test_hit_follows_sum_mxr_and_privilege_of_the_request),
    };
    return cmocka_run_group_tests_name("uarch_tlb", tests, NULL, NULL);
}
