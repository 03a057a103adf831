/* What RV32 does differently (docs/microarchitecture.md section 13), on the rv32 build. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "faultline/pmp.h"
#include "rig.h"

#define VA 0x12345678ull /* root index 0x048, leaf index 0x345 */

struct fixture {
    struct rig rig;
    struct fl_context context;
};

static void open(struct fixture *f)
{
    rig_open(&f->rig, "rv32");
    f->context = context_of(2, memory_table(&f->rig.memory));
}

static struct fl_response load(struct fixture *f, uint64_t va)
{
    return rig_translate(&f->rig, FL_PORT_DATA, &f->context, va, FL_LOAD);
}

/* Given both page sizes: the PTEs lie at base + index * 4, a 4 MiB page takes va[21:0], and addresses have 34 bits. */
static void test_rv32_walks_both_page_sizes(void **state)
{
    struct fixture f;
    (void)state;
    open(&f);
    uint64_t leaf = memory_map(&f.rig.memory, f.context.root, 2, VA, 0, PTE_PPN(0x3fffff000) | PTE_RW, 0);
    assert_int_equal(leaf, MEMORY_BASE + 0x1000 + 0x345 * 4);
    struct fl_response response = load(&f, VA);
    assert_true(!response.fault && response.pa == 0x3fffff678 && response.level == 0);
    assert_int_equal(response.cycles, 3 + 2 * (f.rig.memory.delay + 2));
    assert_int_equal(f.rig.memory.reads, 2);

    memory_map(&f.rig.memory, f.context.root, 2, 0xffc00000, 1, PTE_PPN(0x80c00000) | PTE_RW, 0);
    response = load(&f, 0xfff56789);
    assert_true(!response.fault && response.pa == 0x80f56789 && response.level == 1);
    response = load(&f, 0xffc00001); /* the other half of the page: bit 21 is inside it */
    assert_true(response.path == FL_PATH_L1 && response.pa == 0x80c00001);
    rig_close(&f.rig);
}

/* Given a VA with something in bits 63:32: nobody sees it, in requests, in tval and in fences. */
static void test_rv32_ignores_the_upper_half(void **state)
{
    const struct fl_fence fence = {.va_given = true, .va = 0xabcd000000000000 | VA};
    struct fixture f;
    (void)state;
    open(&f);
    memory_map(&f.rig.memory, f.context.root, 2, VA, 0, PTE_PPN(0x80400000) | PTE_RW, 0);
    assert_int_equal(load(&f, 0xffffffff00000000 | VA).pa, 0x80400678);
    assert_int_equal(load(&f, 0x8000000000000000 | VA).path, FL_PATH_L1);
    struct fl_response response = load(&f, 0x123400000000 | 0x70000000);
    assert_true(response.fault && response.cause == FL_CAUSE_LOAD_PAGE && response.tval == 0x70000000);
    assert_int_equal(rig_valid_entries(&f.rig, FL_PORT_DATA), 1);
    fl_dut_fence(&f.rig.dut, &fence);
    assert_int_equal(rig_valid_entries(&f.rig, FL_PORT_DATA), 0);

    f.context.privilege = FL_MACHINE; /* Bare too: nothing is out of range */
    response = load(&f, 0xff00000080001234);
    assert_true(!response.fault && response.pa == 0x80001234 && response.path == FL_PATH_BARE);
    rig_close(&f.rig);
}

/* Given A = 0: the compare-and-swap changes the 4 bytes of its PTE and leaves its neighbour alone. */
static void test_rv32_updates_four_bytes(void **state)
{
    struct fixture f;
    (void)state;
    open(&f);
    f.context.adue = true;
    uint64_t leaf = memory_map(&f.rig.memory, f.context.root, 2, VA, 0, PTE_PPN(0x80400000) | PTE_V | PTE_R | PTE_W, 0);
    memory_set_pte(&f.rig.memory, leaf ^ 4, 4, 0xdeadbeef);
    assert_false(rig_translate(&f.rig, FL_PORT_DATA, &f.context, VA, FL_STORE).fault);
    assert_int_equal(memory_pte(&f.rig.memory, leaf, 4), PTE_PPN(0x80400000) | PTE_RW);
    assert_int_equal(memory_pte(&f.rig.memory, leaf ^ 4, 4), 0xdeadbeef);
    rig_close(&f.rig);
}

/* Given a 4 MiB leaf with any of its low ten PPN bits set: a page fault. */
static void test_rv32_refuses_misaligned_pages(void **state)
{
    struct fixture f;
    (void)state;
    open(&f);
    for (unsigned bit = 0; bit < 10; bit++) {
        f.rig.dut.reset(f.rig.dut.self);
        memory_map(&f.rig.memory, f.context.root, 2, VA, 1, PTE_PPN(0x80000000) | 1u << (10 + bit) | PTE_RW, 0);
        struct fl_response response = load(&f, VA);
        assert_true(response.fault && response.cause == FL_CAUSE_LOAD_PAGE && response.level == 1);
    }
    rig_close(&f.rig);
}

/* Given PMP entries that hide the neighbours of a PTE: its own 4 bytes are all that is checked. */
static void test_rv32_checks_four_bytes_of_a_pte(void **state)
{
    struct fl_pmp pmp = {.count = 3, .cfg = {0x10, 0x18 | 7}};
    struct fixture f;
    (void)state;
    open(&f);
    uint64_t leaf = memory_map(&f.rig.memory, f.context.root, 2, VA, 0, PTE_PPN(0x80400000) | PTE_RW, 0);
    pmp.addr[1] = ~0ull >> 10;
    f.context.pmp = &pmp;
    pmp.addr[0] = (leaf ^ 4) >> 2; /* NA4 without rights */
    assert_false(load(&f, VA).fault);
    f.rig.dut.reset(f.rig.dut.self);
    pmp.addr[0] = leaf >> 2;
    struct fl_response response = load(&f, VA);
    assert_true(response.fault && response.cause == FL_CAUSE_LOAD_ACCESS && response.level == 0);
    rig_close(&f.rig);
}

/* Given two pages of one table: the second walk starts at the pointer, which is compared over va[31:22]. */
static void test_rv32_remembers_pointers_of_level_1(void **state)
{
    struct fixture f;
    (void)state;
    open(&f);
    memory_map(&f.rig.memory, f.context.root, 2, VA, 0, PTE_PPN(0x80400000) | PTE_RW, 0);
    memory_map(&f.rig.memory, f.context.root, 2, VA ^ 0x200000, 0, PTE_PPN(0x80500000) | PTE_RW, 0);
    memory_map(&f.rig.memory, f.context.root, 2, VA ^ 0x400000, 0, PTE_PPN(0x80600000) | PTE_RW, 0);
    load(&f, VA);
    assert_int_equal(load(&f, VA ^ 0x200000).pa, 0x80500678);
    assert_int_equal(f.rig.memory.reads, 3);
    assert_int_equal(load(&f, VA ^ 0x400000).pa, 0x80600678);
    assert_int_equal(f.rig.memory.reads, 5);
    struct fl_mmu_state mmu = rig_state(&f.rig);
    for (unsigned level = 1; level < FL_MAX_LEVELS; level++) {
        assert_int_equal(mmu.pwc[level - 1].entry[0].valid, level == 1);
    }
    rig_close(&f.rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rv32_walks_both_page_sizes),
        cmocka_unit_test(test_rv32_ignores_the_upper_half),
        cmocka_unit_test(test_rv32_updates_four_bytes),
        cmocka_unit_test(test_rv32_refuses_misaligned_pages),
        cmocka_unit_test(test_rv32_checks_four_bytes_of_a_pte),
        cmocka_unit_test(test_rv32_remembers_pointers_of_level_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
