/* test_uarch_pma.c - physical memory attributes at every use: PTE reads, PTE writes, final addresses (docs/microarchitecture.md 8.2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uarch_rig.h"

#define VA     UINT64_C(0x1000)
#define PA     UINT64_C(0x90001000)
#define DEVICE UINT64_C(0x10000000)
#define VACANT UINT64_C(0x200000000)

/* The root holds page tables; table 1 too, but no atomics; table 2 and later are ordinary memory up to 0x90000; a device; no more. */
static const struct fl_uarch_config config = {
    .itlb_entries = 2,
    .dtlb_entries = 2,
    .l2_sets = 4,
    .l2_ways = 2,
    .super_entries = 2,
    .walk_entries = 2,
    .pma = {.count = 4,
            .range = {{0x80002, 0x80002, FL_PMA_R | FL_PMA_T},
                      {0x80003, 0x80003, FL_PMA_R | FL_PMA_W | FL_PMA_X | FL_PMA_A},
                      {0x10000, 0x10000, FL_PMA_R | FL_PMA_W},
                      {0x80000, 0xfffff, 0x1f}}}};

static int given_sv39(void **state)
{
    *state = rig_new_sized(FL_SV39, &config, 0);
    return 0;
}

static int done(void **state)
{
    rig_free(*state);
    return 0;
}

static uint64_t denials(const struct rig *rig)
{
    return fl_uarch_counts(rig->mmu)->denied;
}

/* The walk stops in READ: nothing is read there, and one cycle passes. Table 3 is the level 0 of the second gigabyte. */
static void test_pte_read_outside_page_table_memory(void **state)
{
    static const uint8_t cause[] = {1, 5, 7, 7, 7, 7};
    struct rig *rig = *state;
    rig_map(rig, 0, 1, 0x90000000, V | R | AD); /* table 1 */
    rig->tables = 3;                            /* table 2 is passed over */
    rig_map(rig, VA + 0x200000, 0, PA, V | R | W | X | AD);
    for (int access = FL_FETCH; access <= FL_CBO_ZERO; access++) {
        uint64_t before = denials(rig);
        rig_fence(rig, NULL, NULL);
        const struct fl_response *r = rig_access(rig, (enum fl_access)access, VA + 0x200000);
        assert_true(r->fault);
        assert_int_equal(r->cause, cause[access]);
        assert_int_equal(r->path, FL_PATH_WALK);
        assert_int_equal(r->level, 0);
        assert_int_equal(r->entry, FL_NO_ENTRY);
        assert_int_equal(rig->trace.count, 2);
        assert_int_equal(r->cycles, 3 + 2 * 12 + 1);
        assert_int_equal(denials(rig) - before, 1);
    }
}

/* Table 2 can be read as page table, but not updated. */
static void test_pte_update_needs_atomics(void **state)
{
    struct rig *rig = *state;
    rig->context.adue = true;
    uint64_t leaf = rig_map(rig, VA, 0, PA, V | R | W);
    assert_int_equal(leaf, 0x80002008);
    const struct fl_response *r = rig_access(rig, FL_STORE, VA);
    assert_int_equal(r->cause, FL_CAUSE_STORE_ACCESS);
    assert_int_equal(r->cycles, 3 + 3 * 12 + 1);
    assert_int_equal(rig->trace.count, 3);
    assert_int_equal(rig_pte(rig, leaf), PA >> 2 | V | R | W);
    assert_int_equal(fl_uarch_counts(rig->mmu)->updates, 0);
    rig->context.adue = false;
    assert_int_equal(rig_access(rig, FL_STORE, VA)->cause, FL_CAUSE_STORE_PAGE); /* Svade asks for no write */
}

static const struct {
    uint64_t pa;
    const char *may; /* fetch, load, store, AMO, CBO manage, CBO.ZERO */
} pages[] = {{PA, "flsacz"}, {DEVICE, "-ls-cz"}, {VACANT, "------"}, {0x80002000, "-l--c-"}};

/* Whatever answers - walk, L1, L2 or no translation at all - and whatever the privilege, the answer is judged alike. */
static void test_final_address_on_every_path(void **state)
{
    static const enum fl_path paths[] = {FL_PATH_WALK, FL_PATH_L1, FL_PATH_L2};
    struct rig *rig = *state;
    for (size_t page = 0; page < sizeof pages / sizeof pages[0]; page++)
        for (int access = FL_FETCH; access <= FL_CBO_ZERO; access++) {
            bool fault = pages[page].may[access] == '-';
            rig_clear_tables(rig);
            rig_map(rig, VA, 0, pages[page].pa, V | R | W | X | AD);
            rig_map(rig, 0x5000, 0, PA, V | R | W | X | AD);
            rig_map(rig, 0x7000, 0, PA, V | R | W | X | AD);
            rig_fence(rig, NULL, NULL);
            for (size_t path = 0; path < 3; path++) {
                if (paths[path] == FL_PATH_L2) {
                    rig_access(rig, access == FL_FETCH ? FL_FETCH : FL_LOAD, 0x5000);
                    rig_access(rig, access == FL_FETCH ? FL_FETCH : FL_LOAD, 0x7000);
                }
                uint64_t before = denials(rig);
                const struct fl_response *r = rig_access(rig, (enum fl_access)access, VA);
                assert_int_equal(r->path, paths[path]);
                assert_int_equal(r->fault, fault);
                assert_int_not_equal(r->entry, FL_NO_ENTRY);
                assert_int_equal(r->cycles, path == 0 ? 3 + 3 * 12 : path == 1 ? 1 : 3);
                assert_int_equal(denials(rig) - before, fault);
            }
        }
}

static void test_final_address_without_translation(void **state)
{
    struct rig *rig = *state;
    rig->context.privilege = FL_MACHINE; /* PMAs know no modes */
    for (size_t page = 0; page < sizeof pages / sizeof pages[0]; page++)
        for (int access = FL_FETCH; access <= FL_CBO_ZERO; access++) {
            const struct fl_response *r = rig_access(rig, (enum fl_access)access, pages[page].pa + 8);
            assert_int_equal(r->fault, pages[page].may[access] == '-');
            assert_int_equal(r->path, FL_PATH_BARE);
            assert_int_equal(r->cycles, 1);
        }
    assert_int_equal(denials(rig), 2 + 6 + 4);
}

static void test_too_many_ranges_make_no_mmu(void **state)
{
    struct fl_uarch_config nine = config;
    (void)state;
    nine.pma.count = 9;
    assert_null(fl_uarch_new(&nine, 0));
    nine.pma.count = 8;
    struct fl_uarch *mmu = fl_uarch_new(&nine, 0);
    assert_non_null(mmu);
    assert_int_equal(fl_uarch_pma(mmu)->range[2].first, 0x10000);
    fl_uarch_free(mmu);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, given_sv39, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_pte_read_outside_page_table_memory),
        TEST(test_pte_update_needs_atomics),
        TEST(test_final_address_on_every_path),
        TEST(test_final_address_without_translation),
        cmocka_unit_test(test_too_many_ranges_make_no_mmu),
    };
    return cmocka_run_group_tests_name("uarch_pma", tests, NULL, NULL);
}
