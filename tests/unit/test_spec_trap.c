/* test_spec_trap.c - traps and returns over every combination of the bits that decide them (Privileged 3.1.6.1, 3.1.8, 3.1.9).
 *
 * Single traps with literal states are among the directed cases; here the rules are restated and swept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "faultline/trap.h"

static const uint8_t privileges[] = {FL_USER, FL_SUPERVISOR, FL_MACHINE};

static uint64_t bit(unsigned n)
{
    return UINT64_C(1) << n;
}

/* One interrupt alone: where it may be taken, as a table. Columns: enable bit of the deciding mode clear, set. */
static const struct {
    bool delegated;
    uint8_t privilege;
    bool taken[2];
} one_interrupt[] = {
    {false, FL_USER, {true, true}}, {false, FL_SUPERVISOR, {true, true}}, {false, FL_MACHINE, {false, true}},
    {true, FL_USER, {true, true}},  {true, FL_SUPERVISOR, {false, true}}, {true, FL_MACHINE, {false, false}},
};

static void test_trap_one_interrupt_everywhere(void **state)
{
    static const unsigned codes[] = {1, 3, 5, 7, 9, 11, 13};
    (void)state;
    for (size_t c = 0; c < 7; c++)
        for (size_t row = 0; row < 6; row++)
            for (unsigned enables = 0; enables < 4; enables++) { /* SIE, MIE */
                bool delegated = one_interrupt[row].delegated;
                unsigned deciding = delegated ? enables & 1 : enables >> 1;
                bool expected = one_interrupt[row].taken[deciding];
                struct fl_trap_in in = {.event = FL_TRAP_INTERRUPT,
                                        .privilege = one_interrupt[row].privilege,
                                        .mstatus = (enables & 1 ? bit(1) : 0) | (enables & 2 ? bit(3) : 0),
                                        .tval = 0x55, /* of no interrupt */
                                        .mie = bit(codes[c]),
                                        .mip = bit(codes[c]),
                                        .mideleg = delegated ? bit(codes[c]) : 0};
                struct fl_trap_out out;
                fl_trap(&in, &out);
                assert_int_equal(out.taken, expected);
                assert_int_equal(fl_interrupt_pending(in.privilege, in.mstatus, in.mie, in.mip, in.mideleg), expected);
                if (expected) {
                    assert_int_equal(out.cause, bit(63) | codes[c]);
                    assert_int_equal(out.tval, 0);
                    assert_int_equal(out.to_machine, !delegated);
                }
            }
}

/* Enabled, pending and unknown to the manual's list: never taken. */
static void test_trap_unknown_interrupts_are_not_taken(void **state)
{
    uint64_t unknown = ~(bit(1) | bit(3) | bit(5) | bit(7) | bit(9) | bit(11) | bit(13));
    (void)state;
    assert_false(fl_interrupt_pending(FL_USER, 0, UINT64_MAX, unknown, 0));
    assert_false(fl_interrupt_pending(FL_USER, 0, UINT64_MAX, unknown, UINT64_MAX));
}

static bool goes_to_supervisor(uint8_t privilege, bool delegated)
{
    static const bool table[4][2] = {{false, true}, {false, true}, {false, false}, {false, false}};
    return table[privilege][delegated];
}

/* Every exception code from every mode, delegated and not, with every setting of the enable and previous bits. */
static void test_trap_every_exception(void **state)
{
    (void)state;
    for (unsigned cause = 0; cause < 64; cause++)
        for (size_t p = 0; p < 3; p++)
            for (unsigned bits = 0; bits < 32; bits++) {
                uint64_t others = ~(bit(1) | bit(3) | bit(5) | bit(7) | bit(8) | bit(11) | bit(12));
                bool sie = bits & 1, mie = bits & 2, spie = bits & 4, mpie = bits & 8, delegated = bits & 16;
                struct fl_trap_in in = {
                    .event = FL_TRAP_EXCEPTION, .privilege = privileges[p], .cause = (uint8_t)cause};
                in.mstatus = others | sie << 1 | mie << 3 | spie << 5 | mpie << 7;
                in.medeleg = delegated ? bit(cause) : ~bit(cause);
                in.pc = 0x1000, in.tval = 0x55, in.mtvec = 0x8001, in.stvec = 0x9001;
                struct fl_trap_out out;
                fl_trap(&in, &out);
                bool supervisor = goes_to_supervisor(in.privilege, delegated);
                uint64_t expected =
                    supervisor ? others | mie << 3 | sie << 5 | mpie << 7 | (in.privilege == FL_SUPERVISOR) << 8
                               : others | sie << 1 | spie << 5 | mie << 7 | (uint64_t)in.privilege << 11;
                assert_true(out.taken);
                assert_int_equal(out.to_machine, !supervisor);
                assert_int_equal(out.privilege, supervisor ? FL_SUPERVISOR : FL_MACHINE);
                assert_int_equal(out.mstatus, expected);
                assert_int_equal(out.pc, supervisor ? 0x9000 : 0x8000);
                assert_int_equal(out.epc, 0x1000);
                assert_int_equal(out.cause, cause);
                assert_int_equal(out.tval, 0x55);
            }
}

/* A trap and the return from it: mode, enables and pc as before. */
static void test_trap_and_return_restores(void **state)
{
    (void)state;
    for (size_t p = 0; p < 3; p++)
        for (unsigned bits = 0; bits < 8; bits++) {
            bool to_supervisor = (bits & 4) && privileges[p] != FL_MACHINE;
            struct fl_trap_in in = {.event = FL_TRAP_EXCEPTION, .privilege = privileges[p], .cause = 13, .pc = 0x1234};
            struct fl_trap_out trap, back;
            in.mstatus = (bits & 1 ? bit(1) : 0) | (bits & 2 ? bit(3) : 0);
            in.medeleg = to_supervisor ? bit(13) : 0;
            fl_trap(&in, &trap);
            struct fl_trap_in ret = {.event = to_supervisor ? FL_TRAP_SRET : FL_TRAP_MRET,
                                     .privilege = trap.privilege,
                                     .mstatus = trap.mstatus,
                                     .mepc = trap.epc,
                                     .sepc = trap.epc};
            fl_trap(&ret, &back);
            assert_true(back.taken);
            assert_int_equal(back.privilege, privileges[p]);
            assert_int_equal(back.pc, 0x1234);
            assert_int_equal(back.mstatus & (bit(1) | bit(3)), in.mstatus);
            assert_int_equal(back.cause | back.epc | back.tval, 0);
        }
}

/* MPRV after a return: cleared unless the new mode is M; xPIE 1 and xPP U afterwards. */
static void test_trap_return_clears_mprv_below_machine(void **state)
{
    (void)state;
    for (size_t p = 0; p < 3; p++) {
        struct fl_trap_in in = {.event = FL_TRAP_MRET, .privilege = FL_MACHINE};
        struct fl_trap_out out;
        in.mstatus = bit(17) | (uint64_t)privileges[p] << 11;
        fl_trap(&in, &out);
        assert_int_equal(out.mstatus, (privileges[p] == FL_MACHINE ? bit(17) : 0) | bit(7));
    }
}

/* A delegated code past the CSR's width is no way to misbehave. */
static void test_trap_wild_cause_goes_to_machine(void **state)
{
    struct fl_trap_in in = {.event = FL_TRAP_EXCEPTION, .privilege = FL_USER, .cause = 200, .medeleg = UINT64_MAX};
    struct fl_trap_out out;
    (void)state;
    fl_trap(&in, &out);
    assert_true(out.to_machine);
    assert_int_equal(out.cause, 200);
}

/* Under RV32 addresses have 32 bits: what stands above is ignored, and the flag of an interrupt is bit 31 (Privileged 3.1.15). */
static void test_trap_rv32(void **state)
{
    (void)state;
    const uint64_t high = UINT64_C(0xabcd) << 32;
    struct fl_trap_in in = {.xlen = 32,
                            .event = FL_TRAP_INTERRUPT,
                            .privilege = FL_SUPERVISOR,
                            .pc = high | 0x80001000,
                            .mie = bit(7),
                            .mip = bit(7),
                            .mtvec = high | 0xfffffff1};
    struct fl_trap_out out;
    fl_trap(&in, &out);
    assert_true(out.taken && out.to_machine);
    assert_int_equal(out.cause, 0x80000007);
    assert_int_equal(out.pc, 0xc); /* 0xfffffff0 + 4 x 7 wraps */
    assert_int_equal(out.epc, 0x80001000);
    in = (struct fl_trap_in){.xlen = 32,
                             .event = FL_TRAP_EXCEPTION,
                             .cause = 13,
                             .medeleg = bit(13),
                             .tval = high | 0x1234,
                             .pc = high | 0x100,
                             .stvec = high | 0x9001};
    fl_trap(&in, &out);
    assert_false(out.to_machine);
    assert_int_equal(out.cause, 13);
    assert_int_equal(out.tval, 0x1234);
    assert_int_equal(out.pc, 0x9000);
    in = (struct fl_trap_in){.xlen = 32, .event = FL_TRAP_SRET, .privilege = FL_SUPERVISOR, .sepc = high | 0x1000};
    fl_trap(&in, &out);
    assert_int_equal(out.pc, 0x1000);
    in = (struct fl_trap_in){.xlen = 32, .event = FL_TRAP_INTERRUPT, .pc = high | 0x2000};
    fl_trap(&in, &out);
    assert_false(out.taken);
    assert_int_equal(out.pc, 0x2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trap_one_interrupt_everywhere),
        cmocka_unit_test(test_trap_unknown_interrupts_are_not_taken),
        cmocka_unit_test(test_trap_every_exception),
        cmocka_unit_test(test_trap_and_return_restores),
        cmocka_unit_test(test_trap_return_clears_mprv_below_machine),
        cmocka_unit_test(test_trap_wild_cause_goes_to_machine),
        cmocka_unit_test(test_trap_rv32),
    };
    return cmocka_run_group_tests_name("spec trap", tests, NULL, NULL);
}
