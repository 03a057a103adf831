/* test_uarch_rv32.c - RV32: what docs/microarchitecture.md section 13 says is different, each with its own numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uarch_rig.h"

#define ALL  (V | R | W | X | AD)
#define HIGH UINT64_C(0xdeadbeef00000000) /* what may stand above a 32-bit address */

enum { PMP_R = 1, NA4 = 0x10, NAPOT = 0x18 };

static int given_sv32(void **state)
{
    *state = rig_new_sized(
        FL_SV32,
        &(struct fl_uarch_config){
            .itlb_entries = 2, .dtlb_entries = 2, .l2_sets = 4, .l2_ways = 2, .super_entries = 2, .walk_entries = 2},
        0);
    return 0;
}

static int done(void **state)
{
    rig_free(*state);
    return 0;
}

/* VA 0x8040_3128: indices 0x201 and 3, 4 bytes each. */
static void test_walk_reads_two_ptes_of_four_bytes(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(rig_map(rig, 0x80403000, 0, 0x290003000, ALL), 0x8000100c);
    const struct fl_response *r = rig_access(rig, FL_LOAD, 0x80403128);
    assert_int_equal(r->pa, 0x290003128); /* 34 bits */
    assert_int_equal(r->cycles, 3 + 2 * 12);
    assert_int_equal(rig->trace.count, 2);
    assert_int_equal(rig->trace.step[0].address, 0x80000804);
    assert_int_equal(rig->trace.step[0].level, 1);
    assert_int_equal(rig->trace.step[1].address, 0x8000100c);
    assert_int_equal(rig->trace.step[1].value, 0xa4000ccf);
    assert_int_equal(rig->trace.step[1].level, 0);
}

static void test_update_swaps_four_bytes(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;
    uint64_t left = rig_map(rig, 0x2000, 0, 0x1000, ALL), pte = rig_map(rig, 0x3000, 0, 0x2000, V | R | W);
    uint64_t right = rig_map(rig, 0x4000, 0, 0x3000, ALL);
    assert_false(rig_access(rig, FL_STORE, 0x3000)->fault);
    assert_int_equal(rig->trace.step[2].desired, 0x8c7);
    assert_int_equal(rig_pte(rig, pte), 0x8c7);
    assert_int_equal(rig_pte(rig, left), 0x4cf); /* the neighbours in the same 8 bytes, and in the next */
    assert_int_equal(rig_pte(rig, right), 0xccf);
}

static void test_upper_half_of_addresses_is_ignored(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0x80403000, 0, 0x90003000, ALL);
    assert_int_equal(rig_load(rig, HIGH | 0x80403000), FL_PATH_WALK);
    assert_int_equal(rig->response.pa, 0x90003000);
    assert_int_equal(rig_load(rig, 0x80403ffc), FL_PATH_L1);
    assert_true(rig_access(rig, FL_LOAD, HIGH | 0x80404010)->fault);
    assert_int_equal(rig->response.cause, FL_CAUSE_LOAD_PAGE);
    assert_int_equal(rig->response.tval, 0x80404010);
    const uint64_t fenced = HIGH | 0x80403000, other = 0x80402000;
    rig_fence(rig, &other, NULL);
    assert_int_equal(rig_load(rig, 0x80403000), FL_PATH_L1);
    rig_fence(rig, &fenced, NULL);
    assert_int_equal(rig_load(rig, 0x80403000), FL_PATH_WALK);
}

static void test_bare_passes_all_32_bits_and_no_more(void **state)
{
    struct rig *rig = *state;
    rig->context.mode = FL_BARE;
    assert_int_equal(rig_load(rig, HIGH | 0xfffffffc), FL_PATH_BARE);
    assert_false(rig->response.fault);
    assert_int_equal(rig->response.pa, 0xfffffffc);
    rig->context.mode = FL_SV32;
    rig->context.privilege = FL_MACHINE;
    assert_int_equal(rig_load(rig, HIGH | 0x1000), FL_PATH_BARE);
    assert_int_equal(rig->response.pa, 0x1000);
}

/* No address is tagged, whatever the fields say. */
static void test_pointer_masking_does_not_act(void **state)
{
    struct rig *rig = *state;
    rig_map(rig, 0xfe001000, 0, 0x2000, ALL);
    rig->context.pmm_s = 2;
    assert_int_equal(rig_access(rig, FL_LOAD, 0xfe001000)->pa, 0x2000);
    assert_int_equal(rig_access(rig, FL_LOAD, 0xfe002000)->tval, 0xfe002000);
}

/* One entry for 4 MiB, in the L1 and in the superpage TLB; PPN[9:0] must be 0. */
static void test_superpage_covers_four_mebibytes(void **state)
{
    struct rig *rig = *state;
    struct fl_mmu_state held;
    rig_map(rig, 0x00400000, 1, 0x3c0000000, ALL);
    assert_int_equal(rig_load(rig, 0x00400000), FL_PATH_WALK);
    assert_int_equal(rig->response.level, 1);
    assert_int_equal(rig_load(rig, 0x007ff123), FL_PATH_L1);
    assert_int_equal(rig->response.pa, 0x3c03ff123);
    assert_true(rig_access(rig, FL_LOAD, 0x00800000)->fault);
    assert_true(rig_access(rig, FL_LOAD, 0x003ff000)->fault);
    fl_uarch_read_state(rig->mmu, &held);
    assert_int_equal(held.super.entry[0].valid, true);
    assert_int_equal(held.super.entry[0].vpn, 0x400);
    const uint64_t last = 0x007ff000;
    rig_fence(rig, &last, NULL);
    assert_int_equal(rig_load(rig, 0x00400000), FL_PATH_WALK);
    rig_map(rig, 0x00c00000, 1, 0x3c0200000, ALL); /* 2 MiB is too little */
    assert_int_equal(rig_access(rig, FL_LOAD, 0x00c00000)->cause, FL_CAUSE_LOAD_PAGE);
}

/* Bits 31 and 30 are the PPN's own: no NAPOT, PBMT or reserved bits. */
static void test_pte_has_no_high_fields(void **state)
{
    struct rig *rig = *state;
    for (unsigned pbmte = 0; pbmte < 2; pbmte++) {
        rig->context.pbmte = pbmte;
        rig_fence(rig, NULL, NULL);
        rig_map(rig, 0x1000, 0, UINT64_C(0x3fffff000), ALL); /* PPN all ones */
        assert_int_equal(rig_access(rig, FL_LOAD, 0x1000)->pa, UINT64_C(0x3fffff000));
        assert_int_equal(rig->response.attribute, FL_ATTR_PMA);
    }
}

/* Bits 7:0 of a VPN are an L2 set's, here its lowest two; the cache of pointers has its level 1 alone. */
static void test_second_level_and_walk_cache(void **state)
{
    struct rig *rig = *state;
    struct fl_mmu_state held;
    rig_map(rig, 0x80403000, 0, 0x90003000, ALL);
    rig_map(rig, 0x80406000, 0, 0x90006000, ALL);
    rig_load(rig, 0x80403000);
    assert_int_equal(rig_load(rig, 0x80406000), FL_PATH_WALK);
    assert_int_equal(rig->trace.count, 1); /* the root was remembered */
    assert_int_equal(rig->response.cycles, 3 + 12);
    fl_uarch_read_state(rig->mmu, &held);
    assert_true(held.l2.entry[2 * 3].valid); /* set 3, set 2 */
    assert_true(held.l2.entry[2 * 2].valid);
    assert_int_equal(held.l2.entry[2 * 3].vpn, 0x80403);
    assert_true(held.pwc[0].entry[0].valid);
    assert_int_equal(held.pwc[0].entry[0].level, 1);
    assert_int_equal(held.pwc[0].entry[0].ppn, 0x80001);
    for (unsigned level = 2; level < FL_MAX_LEVELS; level++)
        assert_false(held.pwc[level - 1].entry[0].valid);
    assert_int_equal(rig_load(rig, 0x80803000), FL_PATH_WALK); /* another root entry: 10 bits are compared, not 9 */
    assert_int_equal(rig->trace.step[0].level, 1);
}

/* PTEs share their 8 bytes: only the 4 that are read count. */
static void test_pmp_judges_four_bytes_of_a_pte(void **state)
{
    struct rig *rig = *state;
    uint64_t even = rig_map(rig, 0x2000, 0, 0x1000, ALL), odd = rig_map(rig, 0x3000, 0, 0x2000, ALL);
    assert_int_equal(odd, even + 4);
    rig->pmp.count = 16;
    rig->pmp.cfg[0] = NA4;
    rig->pmp.addr[0] = odd >> 2;
    rig->pmp.cfg[1] = NAPOT | 7;
    rig->pmp.addr[1] = UINT64_MAX;
    assert_false(rig_access(rig, FL_LOAD, 0x2000)->fault);
    assert_int_equal(rig_access(rig, FL_LOAD, 0x3000)->cause, FL_CAUSE_LOAD_ACCESS);
    assert_int_equal(rig->response.level, 0);
    rig->pmp.cfg[0] = NA4 | PMP_R;
    assert_false(rig_access(rig, FL_LOAD, 0x3000)->fault);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, given_sv32, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_walk_reads_two_ptes_of_four_bytes),
        TEST(test_update_swaps_four_bytes),
        TEST(test_upper_half_of_addresses_is_ignored),
        TEST(test_bare_passes_all_32_bits_and_no_more),
        TEST(test_pointer_masking_does_not_act),
        TEST(test_superpage_covers_four_mebibytes),
        TEST(test_pte_has_no_high_fields),
        TEST(test_second_level_and_walk_cache),
        TEST(test_pmp_judges_four_bytes_of_a_pte),
    };
    return cmocka_run_group_tests_name("uarch_rv32", tests, NULL, NULL);
}
