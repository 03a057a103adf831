/* test_hart_fetch.c - which fetch blocks are asked for, and instructions that cross blocks and pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart_rig.h"

#define CODE    UINT64_C(0x10000)
#define CODE_PA (RIG_RAM + 0x10000)
#define NEXT_PA (RIG_RAM + 0x20000) /* of the page behind CODE */
#define NOP     0x00000013u
#define C_NOP   0x0001u

static void enter(struct rig *rig, uint64_t pc)
{
    rig_boot(rig, &(struct rig_boot){.privilege = FL_SUPERVISOR, .pc = pc, .satp = RIG_SATP(1)});
}

static void test_straight_line_asks_once_per_block(void **state)
{
    static const uint32_t program[] = {NOP, NOP, NOP, NOP, NOP};
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 5);
    rig_start(rig);
    rig_steps(rig, 5);
    assert_int_equal(rig->requests[FL_PORT_FETCH], 3);
    assert_int_equal(rig->fetch[0].va, RIG_RAM + 16);
    assert_int_equal(rig->fetch[0].size, 2); /* a parcel */
    assert_int_equal(fl_hart_counts(rig->hart)->fetch_blocks, 3);
    rig_free(rig);
}

/* The request of a jump starts at its target and ends with the block; the same block is asked for again. */
static void test_a_jump_asks_from_its_target_on(void **state)
{
    static const uint32_t program[] = {0x0060006f, NOP, NOP}; /* j 6 */
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 3);
    rig_put16(rig, RIG_RAM + 6, 0xbffd); /* c.j -2 */
    rig_put16(rig, RIG_RAM + 4, C_NOP);
    rig_start(rig);
    rig_step(rig);
    rig_step(rig);
    assert_int_equal(rig->fetch[0].va, RIG_RAM + 6);
    rig_step(rig);
    assert_int_equal(rig->fetch[0].va, RIG_RAM + 4);
    assert_int_equal(rig->requests[FL_PORT_FETCH], 3);
    rig_free(rig);
}

static void test_a_branch_not_taken_asks_for_nothing(void **state)
{
    static const uint32_t program[] = {0x00001463, NOP}; /* bnez x0, 8 */
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 2);
    rig_start(rig);
    rig_steps(rig, 2);
    assert_int_equal(rig->requests[FL_PORT_FETCH], 1);
    rig_free(rig);
}

static void test_an_instruction_over_two_blocks_needs_both(void **state)
{
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    uint32_t nop = NOP;
    rig_put16(rig, RIG_RAM, C_NOP);
    rig_put(rig, RIG_RAM + 2, &nop, 1);
    rig_put(rig, RIG_RAM + 6, &nop, 1);
    rig_put(rig, RIG_RAM + 10, &nop, 1);
    rig_start(rig);
    rig_steps(rig, 2);
    assert_int_equal(rig->requests[FL_PORT_FETCH], 1);
    rig_step(rig);
    assert_int_equal(rig->requests[FL_PORT_FETCH], 2);
    assert_int_equal(rig->fetch[0].va, RIG_RAM + 8);
    rig_step(rig); /* in the block that is held now */
    assert_int_equal(rig->requests[FL_PORT_FETCH], 2);
    rig_free(rig);
}

static void test_fetch_delay_is_paid_per_block(void **state)
{
    static const uint32_t program[] = {NOP, NOP, NOP};
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig->bus.fetch_delay = 6;
    rig_put(rig, RIG_RAM, program, 3);
    rig_start(rig);
    rig_steps(rig, 3);
    assert_int_equal(fl_hart_counts(rig->hart)->fetch_memory, 12);
    assert_int_equal(fl_hart_counts(rig->hart)->cycles, 15);
    rig_free(rig);
}

/* Directed cases 61 and 62: a four-byte instruction at offset 0xffe. */
static void test_page_crossing_fetch_faults_name_their_part(void **state)
{
    static const struct {
        uint64_t first, second;
        uint16_t parcel; /* at 0xffe */
        unsigned traps;
        uint64_t tval;
    } rows[] = {
        {PTE_KERNEL, 0, 0x0013, 1, CODE + 0x1000},
        {PTE_KERNEL, PTE_KERNEL, 0x0013, 0, 0},
        {PTE_KERNEL, 0, C_NOP, 0, 0},
        {0, 0, 0x0013, 1, CODE + 0xffe},
        {PTE_KERNEL, PTE_KERNEL & ~PTE_X, 0x0013, 1, CODE + 0x1000},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new(RIG_ASKED, false);
        rig_map(rig, CODE, CODE_PA, rows[i].first);
        rig_map(rig, CODE + 0x1000, NEXT_PA, rows[i].second);
        rig_put16(rig, CODE_PA + 0xffe, rows[i].parcel);
        rig_put16(rig, NEXT_PA, 0x0050); /* with 0x0013: addi x0, x0, 5 */
        enter(rig, CODE + 0xffe);
        rig_step(rig);
        assert_int_equal(rig->traps, rows[i].traps);
        if (rows[i].traps) {
            assert_int_equal(rig->trap.out.cause, FL_CAUSE_FETCH_PAGE);
            assert_int_equal(rig->trap.out.epc, CODE + 0xffe);
            assert_int_equal(rig->trap.out.tval, rows[i].tval);
        }
        rig_free(rig);
    }
}

static void test_crossing_instruction_takes_its_parts_from_two_frames(void **state)
{
    (void)state;
    for (unsigned fast = 0; fast < 2; fast++) {
        struct rig *rig = rig_new(RIG_REPEATABLE, fast);
        rig_map(rig, CODE, CODE_PA, PTE_KERNEL);
        rig_map(rig, CODE + 0x1000, NEXT_PA, PTE_KERNEL);
        rig_put16(rig, CODE_PA + 0xffe, 0x0513); /* li a0, 0x123 */
        rig_put16(rig, NEXT_PA, 0x1230);
        rig_put16(rig, CODE_PA + 0x1000, 0x7770); /* the wrong neighbour */
        enter(rig, CODE + 0xffe);
        rig_step(rig);
        assert_int_equal(fl_hart_reg(rig->hart, 10), 0x123);
        assert_int_equal(fl_hart_pc(rig->hart), CODE + 0x1002);
        rig_free(rig);
    }
}

/* Directed cases 37 and 38: satp takes effect with the very next fetch. */
static void test_turning_paging_on_faults_at_the_next_fetch(void **state)
{
    static const uint32_t program[] = {0x18051073, NOP}; /* csrw satp, a0 */
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 2);
    rig_boot(rig, &(struct rig_boot){.privilege = FL_SUPERVISOR, .pc = RIG_RAM, .medeleg = 1 << FL_CAUSE_FETCH_PAGE});
    fl_hart_set_reg(rig->hart, 10, RIG_SATP(1));
    rig_steps(rig, 2);
    assert_int_equal(rig->trap.out.cause, FL_CAUSE_FETCH_PAGE);
    assert_int_equal(rig->trap.out.epc, RIG_RAM + 4);
    assert_int_equal(rig->trap.out.tval, RIG_RAM + 4);
    assert_int_equal(fl_hart_pc(rig->hart), RIG_STVEC);
    assert_int_equal(fl_hart_context(rig->hart)->privilege, FL_SUPERVISOR);
    rig_free(rig);
}

static void test_turning_paging_off_needs_no_fence(void **state)
{
    static const uint32_t program[] = {0x18051073};  /* csrw satp, a0, at va CODE */
    static const uint32_t physical[] = {0x00100513}; /* li a0, 1, at the physical address that equals the next va */
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    uint64_t va = RIG_RAM + 0x40000;
    rig_map(rig, va, CODE_PA, PTE_KERNEL);
    rig_put(rig, CODE_PA, program, 1);
    rig_put(rig, va + 4, physical, 1);
    enter(rig, va);
    fl_hart_set_reg(rig->hart, 10, 0);
    rig_steps(rig, 2);
    assert_int_equal(fl_hart_reg(rig->hart, 10), 1);
    assert_int_equal(rig->traps, 0);
    rig_free(rig);
}

static void test_fetch_from_a_device_is_an_access_fault(void **state)
{
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, true);
    rig_boot(rig, &(struct rig_boot){.privilege = FL_SUPERVISOR, .pc = RIG_DEVICE});
    rig_step(rig);
    assert_int_equal(rig->trap.out.cause, FL_CAUSE_FETCH_ACCESS);
    assert_int_equal(rig->trap.out.tval, RIG_DEVICE);
    rig_free(rig);
}

/* Directed case 85: after a fence the next instruction comes from the new frame, also when the old one was decoded. */
static void test_remapped_code_is_fetched_from_its_new_frame(void **state)
{
    static const uint32_t old_code[] = {0x12000073, 0x00100513, 0xff9ff06f}; /* sfence.vma; li a0, 1; j -8 */
    static const uint32_t new_code[] = {0x12000073, 0x00200513, 0xff9ff06f};
    (void)state;
    struct rig *rig = rig_new(RIG_REPEATABLE, true);
    rig_map(rig, CODE, CODE_PA, PTE_KERNEL);
    rig_put(rig, CODE_PA, old_code, 3);
    rig_put(rig, NEXT_PA, new_code, 3);
    enter(rig, CODE);
    fl_hart_run(rig->hart, fl_hart_counts(rig->hart)->cycles + 500);
    assert_int_equal(fl_hart_reg(rig->hart, 10), 1);
    rig_map(rig, CODE, NEXT_PA, PTE_KERNEL);
    fl_hart_run(rig->hart, fl_hart_counts(rig->hart)->cycles + 500);
    assert_int_equal(fl_hart_reg(rig->hart, 10), 2);
    rig_free(rig);
}

/* PMP X = 0 on the second half of a page: fetches below pass, above they fault with their own address. */
static void test_pmp_refuses_the_parcel_it_covers(void **state)
{
    static const uint32_t program[] = {0x3b069073, 0x3b171073, 0x3a079073};
    (void)state;
    for (unsigned fast = 0; fast < 2; fast++) {
        struct rig *rig = rig_new(RIG_REPEATABLE, fast);
        uint32_t nop = NOP;
        rig->config.pmp_entries = 16;
        rig_put(rig, RIG_RAM, program, 3);
        for (unsigned i = 3; i < 1024; i++)
            rig_put(rig, RIG_RAM + 4 * i, &nop, 1);
        rig_start(rig);
        fl_hart_set_reg(rig->hart, 13, (RIG_RAM + 0x800) >> 2 | 0xff); /* NAPOT, 2 KiB */
        fl_hart_set_reg(rig->hart, 14, UINT64_MAX >> 10);
        fl_hart_set_reg(rig->hart, 15, 0x1f99); /* locked R, then all RWX */
        fl_hart_run(rig->hart, 5000);
        assert_int_equal(rig->trap.out.cause, FL_CAUSE_FETCH_ACCESS);
        assert_true(rig->traps > 0);
        assert_int_equal(fl_hart_counts(rig->hart)->instret, 0x800 / 4);
        rig_free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_straight_line_asks_once_per_block),
        cmocka_unit_test(test_a_jump_asks_from_its_target_on),
        cmocka_unit_test(test_a_branch_not_taken_asks_for_nothing),
        cmocka_unit_test(test_an_instruction_over_two_blocks_needs_both),
        cmocka_unit_test(test_fetch_delay_is_paid_per_block),
        cmocka_unit_test(test_page_crossing_fetch_faults_name_their_part),
        cmocka_unit_test(test_crossing_instruction_takes_its_parts_from_two_frames),
        cmocka_unit_test(test_turning_paging_on_faults_at_the_next_fetch),
        cmocka_unit_test(test_turning_paging_off_needs_no_fence),
        cmocka_unit_test(test_fetch_from_a_device_is_an_access_fault),
        cmocka_unit_test(test_remapped_code_is_fetched_from_its_new_frame),
        cmocka_unit_test(test_pmp_refuses_the_parcel_it_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
