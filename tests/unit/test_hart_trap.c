/* test_hart_trap.c - traps, delegation, returns, interrupts and WFI as the hart carries them out (Privileged 3.1.6 to
 * 3.1.9, 3.3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart_rig.h"

enum { U = FL_USER, S = FL_SUPERVISOR, M = FL_MACHINE };
enum { ECALL = 0x00000073, EBREAK = 0x00100073, WFI = 0x10500073, MRET = 0x30200073, SRET = 0x10200073, NOP = 0x13 };
#define BIT(n)    (UINT64_C(1) << (n))
#define INTERRUPT BIT(63)
#define MPRV      BIT(17)

static struct rig *start(const uint32_t *words, unsigned count, const struct rig_boot *boot)
{
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, words, count);
    rig_boot(rig, boot);
    return rig;
}

/* Directed case 97. */
static void test_ecall_causes_and_delegation(void **state)
{
    static const struct {
        uint64_t privilege, medeleg, cause, to_machine;
    } rows[] = {{U, 0, 8, true},       {U, BIT(8), 8, false}, {S, 0, 9, true},
                {S, BIT(9), 9, false}, {S, BIT(8), 9, true},  {M, UINT64_MAX, 11, true}};
    static const uint32_t program[] = {ECALL};
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = start(
            program, 1,
            &(struct rig_boot){.privilege = (uint8_t)rows[i].privilege, .pc = RIG_RAM, .medeleg = rows[i].medeleg});
        rig_step(rig);
        bool m = rows[i].to_machine;
        assert_int_equal(rig_csr(rig, m ? 0x342 : 0x142), rows[i].cause);
        assert_int_equal(rig_csr(rig, m ? 0x341 : 0x141), RIG_RAM);
        assert_int_equal(rig_csr(rig, m ? 0x343 : 0x143), 0);
        assert_int_equal(fl_hart_pc(rig->hart), m ? RIG_MTVEC : RIG_STVEC);
        assert_int_equal(fl_hart_context(rig->hart)->privilege, m ? M : S);
        rig_free(rig);
    }
}

static void test_ebreak_gives_its_own_address(void **state)
{
    static const uint32_t program[] = {EBREAK};
    (void)state;
    struct rig *rig = start(program, 1, &(struct rig_boot){.privilege = U, .pc = RIG_RAM});
    rig_step(rig);
    assert_int_equal(rig_csr(rig, 0x342), FL_CAUSE_BREAKPOINT);
    assert_int_equal(rig_csr(rig, 0x343), RIG_RAM);
    rig_free(rig);
}

/* Directed case 96. */
static void test_exceptions_in_machine_mode_are_never_delegated(void **state)
{
    static const uint32_t program[] = {0xffffffff};
    (void)state;
    struct rig *rig = start(program, 1, &(struct rig_boot){.privilege = M, .pc = RIG_RAM, .medeleg = UINT64_MAX});
    rig_step(rig);
    assert_int_equal(fl_hart_pc(rig->hart), RIG_MTVEC);
    assert_int_equal(rig_csr(rig, 0x342), FL_CAUSE_ILLEGAL);
    rig_free(rig);
}

/* Directed case 56: returns below M clear MPRV. csrw mstatus, a0; csrw mepc or sepc, a1; xret. */
static void test_returns_below_machine_clear_mprv(void **state)
{
    static const struct {
        uint32_t set_epc, xret;
        uint64_t mstatus;
        uint8_t target;
        bool mprv;
    } rows[] = {{0x34159073, MRET, MPRV | S << 11, S, false},
                {0x34159073, MRET, MPRV, U, false},
                {0x34159073, MRET, MPRV | M << 11, M, true},
                {0x14159073, SRET, MPRV | M << 11 | BIT(8), S, false}};
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const uint32_t program[] = {0x30051073, rows[i].set_epc, rows[i].xret};
        struct rig *rig = rig_new(RIG_ASKED, false);
        rig_put(rig, RIG_RAM, program, 3);
        rig_start(rig);
        fl_hart_set_reg(rig->hart, 10, rows[i].mstatus);
        fl_hart_set_reg(rig->hart, 11, RIG_RAM + 0x100);
        rig_steps(rig, 3);
        assert_int_equal(rig->resumes, 1);
        assert_int_equal(fl_hart_pc(rig->hart), RIG_RAM + 0x100);
        assert_int_equal(fl_hart_context(rig->hart)->privilege, rows[i].target);
        assert_int_equal(!!(rig_csr(rig, 0x300) & MPRV), rows[i].mprv);
        assert_int_equal(fl_hart_counts(rig->hart)->instret, 3);
        assert_int_equal(fl_hart_counts(rig->hart)->trap, 4);
        rig_free(rig);
    }
}

/* Which interrupt is taken, where, before which instruction (directed cases 93 to 95; Privileged 3.1.9). */
static void test_interrupt_selection(void **state)
{
    static const struct {
        const char *title;
        uint64_t privilege, mstatus, mie, mideleg, lines;
        uint64_t cause; /* 0: none */
        uint64_t to_machine;
    } rows[] = {
        {"MTI in U with MIE = 0", U, 0, BIT(7), 0, BIT(7), INTERRUPT | 7, true},
        {"MTI in S with MIE = 0", S, 0, BIT(7), 0, BIT(7), INTERRUPT | 7, true},
        {"MTI masked", U, 0, 0, 0, BIT(7), 0, true},
        {"delegated SEI in U", U, 0, BIT(9), BIT(9), BIT(9), INTERRUPT | 9, false},
        {"delegated SEI in S with SIE = 0", S, 0, BIT(9), BIT(9), BIT(9), 0, false},
        {"delegated SEI in S with SIE = 1", S, BIT(1), BIT(9), BIT(9), BIT(9), INTERRUPT | 9, false},
        {"SEI not delegated, in S", S, 0, BIT(9), 0, BIT(9), INTERRUPT | 9, true},
        {"MEI before MSI before MTI", U, 0, 0xaaa, 0, BIT(11) | BIT(3) | BIT(7), INTERRUPT | 11, true},
        {"MSI before MTI", U, 0, 0xaaa, 0, BIT(3) | BIT(7), INTERRUPT | 3, true},
        {"M's before S's", U, 0, 0xaaa, 0x222, BIT(9) | BIT(7), INTERRUPT | 7, true},
    };
    static const uint32_t program[] = {NOP};
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = start(program, 1,
                                &(struct rig_boot){.privilege = (uint8_t)rows[i].privilege,
                                                   .pc = RIG_RAM,
                                                   .mstatus = rows[i].mstatus,
                                                   .mie = rows[i].mie,
                                                   .mideleg = rows[i].mideleg});
        if (rows[i].mstatus & BIT(1)) { /* MRET keeps SIE */
            assert_true(rig_csr(rig, 0x300) & BIT(1));
        }
        uint64_t cycles = fl_hart_counts(rig->hart)->cycles;
        rig->lines = rows[i].lines;
        rig_step(rig);
        if (rig->traps != (rows[i].cause != 0))
            fail_msg("%s", rows[i].title);
        if (rows[i].cause) {
            assert_int_equal(rig->trap.out.cause, rows[i].cause);
            assert_int_equal(rig->trap.out.to_machine, rows[i].to_machine);
            assert_int_equal(rig->trap.out.epc, RIG_RAM); /* nothing of the instruction ran */
            assert_int_equal(rig->trap.out.tval, 0);
            assert_int_equal(fl_hart_counts(rig->hart)->cycles, cycles + 4); /* no base cycle */
            assert_int_equal(fl_hart_counts(rig->hart)->interrupts, 1);
            assert_int_equal(fl_hart_counts(rig->hart)->traps, 0);
        }
        rig_free(rig);
    }
}

/* Directed case 93: a delegated interrupt waits while M runs, and comes with the return to S. */
static void test_delegated_interrupt_waits_for_the_return(void **state)
{
    static const uint32_t program[] = {NOP, NOP, 0x34159073, MRET}; /* csrw mepc, a1 */
    (void)state;
    struct rig *rig =
        start(program, 4,
              &(struct rig_boot){.privilege = M, .pc = RIG_RAM, .mstatus = BIT(3), .mideleg = BIT(9), .mie = BIT(9)});
    rig->lines = BIT(9);
    fl_hart_set_reg(rig->hart, 11, RIG_RAM + 0x40);
    rig_steps(rig, 4);
    assert_int_equal(rig->traps, 0);
    rig_step(rig);
    assert_int_equal(rig->traps, 1);
    assert_int_equal(rig->trap.out.epc, RIG_RAM + 0x40);
    assert_false(rig->trap.out.to_machine);
    rig_free(rig);
}

/* A CSR write that unmasks is followed by the interrupt at once. */
static void test_unmasking_takes_the_interrupt_before_the_next_instruction(void **state)
{
    static const uint32_t program[] = {0x30459073, NOP, NOP}; /* csrw mie, a1 */
    (void)state;
    for (unsigned fast = 0; fast < 2; fast++) {
        struct rig *rig = rig_new(RIG_REPEATABLE, fast);
        rig_put(rig, RIG_RAM, program, 3);
        rig->lines = BIT(7);
        rig_boot(rig, &(struct rig_boot){.privilege = M, .pc = RIG_RAM, .mstatus = BIT(7)});
        fl_hart_set_reg(rig->hart, 11, BIT(7));
        fl_hart_run(rig->hart, fl_hart_counts(rig->hart)->cycles + 2);
        assert_int_equal(rig->traps, 1);
        assert_int_equal(rig->trap.out.epc, RIG_RAM + 4);
        rig_free(rig);
    }
}

/* Vectored stvec: interrupts go to base + 4 x cause, exceptions to base (directed case 95). */
static void test_vectored_mode(void **state)
{
    static const uint32_t program[] = {0x30559073, NOP}; /* csrw mtvec, a1 */
    (void)state;
    struct rig *rig =
        start(program, 2, &(struct rig_boot){.privilege = M, .pc = RIG_RAM, .mstatus = BIT(7), .mie = BIT(7)});
    fl_hart_set_reg(rig->hart, 11, RIG_RAM + 0x801);
    rig_step(rig);
    rig->lines = BIT(7);
    rig_step(rig);
    assert_int_equal(fl_hart_pc(rig->hart), RIG_RAM + 0x800 + 28);
    rig_free(rig);
}

/* mtime ticks every 10 cycles: STI comes at the first boundary at which time reaches stimecmp, with caches and
 * without. */
static void test_timer_interrupt_comes_at_its_tick(void **state)
{
    static const uint32_t program[] = {0x14d59073, NOP, NOP, 0xffdff06f}; /* csrw stimecmp, a1; nop; nop; j -4 */
    (void)state;
    for (unsigned fast = 0; fast < 2; fast++) {
        struct rig *rig = rig_new(RIG_REPEATABLE, fast);
        rig_put(rig, RIG_RAM, program, 4);
        rig_boot(rig,
                 &(struct rig_boot){.privilege = S, .pc = RIG_RAM, .menvcfg = BIT(63), .counteren = 7, .mie = BIT(5)});
        fl_hart_set_reg(rig->hart, 11, 70);
        fl_hart_run(rig->hart, 704);
        assert_int_equal(rig->trap.out.cause, INTERRUPT | 5);
        assert_in_range(rig->trap.cycle, 700, 701);
        rig_free(rig);
    }
}

static void test_wfi_sleeps_until_the_line_rises(void **state)
{
    static const uint32_t program[] = {WFI, NOP};
    (void)state;
    struct rig *rig =
        start(program, 2, &(struct rig_boot){.privilege = S, .pc = RIG_RAM, .mie = BIT(9), .mideleg = BIT(9)});
    uint64_t start_cycle = fl_hart_counts(rig->hart)->cycles;
    rig->later_at = start_cycle + 500;
    assert_int_equal(fl_hart_run(rig->hart, start_cycle + 501), FL_STOP_LIMIT);
    assert_int_equal(rig->idles, 1);
    assert_int_equal(rig->idle_from, start_cycle + 1);
    assert_int_equal(rig->idle_to, start_cycle + 500);
    assert_int_equal(fl_hart_counts(rig->hart)->idle, 499);
    assert_int_equal(rig->traps, 0); /* SIE = 0: it goes on behind WFI */
    assert_int_equal(fl_hart_pc(rig->hart), RIG_RAM + 8);
    assert_true(rig_balanced(rig));
    rig_free(rig);
}

static void test_wfi_wakes_into_the_interrupt_with_the_next_pc(void **state)
{
    static const uint32_t program[] = {WFI, NOP};
    (void)state;
    struct rig *rig = start(program, 2, &(struct rig_boot){.privilege = S, .pc = RIG_RAM, .mie = BIT(9)});
    rig->later_at = 900;
    fl_hart_run(rig->hart, 901);
    assert_int_equal(rig->traps, 1);
    assert_int_equal(rig->trap.out.epc, RIG_RAM + 4);
    assert_int_equal(rig->trap.cycle, 900);
    rig_free(rig);
}

static void test_wfi_with_something_pending_does_not_sleep(void **state)
{
    static const uint32_t program[] = {WFI, NOP};
    (void)state;
    struct rig *rig = start(program, 2, &(struct rig_boot){.privilege = M, .pc = RIG_RAM, .mie = BIT(7)});
    rig->lines = BIT(7);
    rig_steps(rig, 2);
    assert_int_equal(rig->idles, 0);
    assert_int_equal(fl_hart_counts(rig->hart)->idle, 0);
    assert_int_equal(fl_hart_pc(rig->hart), RIG_RAM + 8);
    rig_free(rig);
}

static void test_wfi_nothing_can_end_is_a_deadlock(void **state)
{
    static const uint32_t program[] = {WFI};
    (void)state;
    struct rig *rig = start(program, 1, &(struct rig_boot){.privilege = M, .pc = RIG_RAM, .mie = 0xaaa});
    assert_int_equal(fl_hart_run(rig->hart, 1000000), FL_STOP_DEADLOCK);
    assert_true(fl_hart_counts(rig->hart)->cycles < 100);
    rig_free(rig);
}

/* The limit cuts a sleep without ending it. */
static void test_sleep_goes_on_over_the_limit_of_a_run(void **state)
{
    static const uint32_t program[] = {WFI, NOP};
    (void)state;
    struct rig *rig = start(program, 2, &(struct rig_boot){.privilege = M, .pc = RIG_RAM, .mie = BIT(9)});
    rig->later_at = 1000;
    assert_int_equal(fl_hart_run(rig->hart, 400), FL_STOP_LIMIT);
    assert_int_equal(fl_hart_counts(rig->hart)->cycles, 400);
    assert_int_equal(rig->idles, 0);
    fl_hart_run(rig->hart, 1001);
    assert_int_equal(rig->idles, 1);
    assert_int_equal(rig->idle_to, 1000);
    rig_free(rig);
}

static void test_mark_tells_number_and_register(void **state)
{
    static const uint32_t program[] = {0x0075a013, 0xfff5a013,
                                       0x0075a513}; /* slti x0, a1, 7; ..., -1; slti a0, a1, 7 */
    (void)state;
    struct rig *rig = start(program, 3, &(struct rig_boot){.privilege = U, .pc = RIG_RAM});
    fl_hart_set_reg(rig->hart, 11, 5);
    rig_step(rig);
    assert_int_equal(rig->marks, 1);
    assert_int_equal(rig->mark, 7);
    assert_int_equal(rig->mark_value, 5);
    rig_step(rig);
    assert_int_equal(rig->mark, -1);
    rig_step(rig);
    assert_int_equal(rig->marks, 2);
    assert_int_equal(fl_hart_reg(rig->hart, 10), 1);
    rig_free(rig);
}

/* A stop from inside a callback ends the run at the very next boundary; running again goes on from there. */
static void test_stop_from_a_callback_is_prompt(void **state)
{
    static const uint32_t program[] = {NOP, 0x00302013, 0x00150513, 0x00150513,
                                       0xff1ff06f}; /* mark 3; a0++; a0++; j 0 */
    (void)state;
    for (unsigned fast = 0; fast < 2; fast++) {
        struct rig *rig = rig_new(RIG_REPEATABLE, fast);
        rig_put(rig, RIG_RAM, program, 5);
        rig->stop_at_mark = 3;
        rig_start(rig);
        for (unsigned round = 0; round < 3; round++) {
            assert_int_equal(fl_hart_run(rig->hart, 100000), FL_STOP_REQUESTED);
            assert_int_equal(fl_hart_pc(rig->hart), RIG_RAM + 8);
            assert_int_equal(fl_hart_reg(rig->hart, 10), 2 * round);
        }
        rig_free(rig);
    }
}

static void test_run_ends_at_the_first_boundary_at_its_limit(void **state)
{
    static const uint32_t program[] = {NOP, NOP, NOP, 0xff5ff06f};
    (void)state;
    for (unsigned fast = 0; fast < 2; fast++) {
        struct rig *rig = rig_new(RIG_REPEATABLE, fast);
        rig_put(rig, RIG_RAM, program, 4);
        rig_start(rig);
        for (uint64_t limit = 1; limit < 50; limit += 3) {
            assert_int_equal(fl_hart_run(rig->hart, limit), FL_STOP_LIMIT);
            assert_int_equal(fl_hart_counts(rig->hart)->cycles, limit);
        }
        rig_free(rig);
    }
}

static void test_configurations_out_of_range_are_refused(void **state)
{
    static const struct fl_hart_config bad[] = {
        {.fetch_block = 0},
        {.fetch_block = 2},
        {.fetch_block = 12},
        {.fetch_block = 128},
        {.fetch_block = 8, .pmp_entries = 8},
        {.fetch_block = 8, .reset_pc = 0x1001},
        {.fetch_block = 8, .sv57 = true},
        {.fetch_block = 8, .adue_reset = true},
        {.fetch_block = 8, .stale_code = true},
    };
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_null(fl_hart_new(&bad[i], &rig->port, &rig->bus, NULL));
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ecall_causes_and_delegation),
        cmocka_unit_test(test_ebreak_gives_its_own_address),
        cmocka_unit_test(test_exceptions_in_machine_mode_are_never_delegated),
        cmocka_unit_test(test_returns_below_machine_clear_mprv),
        cmocka_unit_test(test_interrupt_selection),
        cmocka_unit_test(test_delegated_interrupt_waits_for_the_return),
        cmocka_unit_test(test_unmasking_takes_the_interrupt_before_the_next_instruction),
        cmocka_unit_test(test_vectored_mode),
        cmocka_unit_test(test_timer_interrupt_comes_at_its_tick),
        cmocka_unit_test(test_wfi_sleeps_until_the_line_rises),
        cmocka_unit_test(test_wfi_wakes_into_the_interrupt_with_the_next_pc),
        cmocka_unit_test(test_wfi_with_something_pending_does_not_sleep),
        cmocka_unit_test(test_wfi_nothing_can_end_is_a_deadlock),
        cmocka_unit_test(test_sleep_goes_on_over_the_limit_of_a_run),
        cmocka_unit_test(test_mark_tells_number_and_register),
        cmocka_unit_test(test_stop_from_a_callback_is_prompt),
        cmocka_unit_test(test_run_ends_at_the_first_boundary_at_its_limit),
        cmocka_unit_test(test_configurations_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
