/* test_hart_privilege.c - who may execute what (Privileged 2.1, 3.1.6.5, 3.1.11, 3.3): each case is one instruction in
 * one situation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart_rig.h"

enum { U = FL_USER, S = FL_SUPERVISOR, M = FL_MACHINE };
enum { CY = 1, TM = 2, IR = 4 };
#define TVM  (UINT64_C(1) << 20)
#define TW   (UINT64_C(1) << 21)
#define TSR  (UINT64_C(1) << 22)
#define STCE (UINT64_C(1) << 63)

enum {
    CSRW_SATP = 0x18051073,
    CSRR_SATP = 0x18002573,
    SFENCE = 0x12000073,
    SINVAL = 0x16000073,
    W_INVAL = 0x18000073,
    INVAL_IR = 0x18100073,
    SRET = 0x10200073,
    MRET = 0x30200073,
    WFI = 0x10500073,
    RDCYCLE = 0xc0002573,
    RDTIME = 0xc0102573,
    RDINSTRET = 0xc0202573,
    CSRR_STIMECMP = 0x14d02573,
    CSRW_STIMECMP = 0x14d51073,
    CSRR_PMPCFG0 = 0x3a002573,
    CSRR_PMPCFG1 = 0x3a102573,
    CSRR_PMPADDR0 = 0x3b002573,
};

static const struct {
    const char *title;
    uint32_t word;
    uint8_t privilege;
    bool legal;
    uint64_t mstatus, menvcfg, counteren;
    unsigned pmp_entries;
} cases[] = {
    /* Directed case 86 */
    {"satp write in U", CSRW_SATP, U, false, 0, 0, 0, 0},
    {"satp read in U", CSRR_SATP, U, false, 0, 0, 0, 0},
    {"satp write in S", CSRW_SATP, S, true, 0, 0, 0, 0},
    {"satp read in S under TVM", CSRR_SATP, S, false, TVM, 0, 0, 0},
    {"satp write in S under TVM", CSRW_SATP, S, false, TVM, 0, 0, 0},
    {"satp write in M under TVM", CSRW_SATP, M, true, TVM, 0, 0, 0},
    {"sfence.vma in U", SFENCE, U, false, 0, 0, 0, 0},
    {"sfence.vma in S", SFENCE, S, true, 0, 0, 0, 0},
    {"sfence.vma in S under TVM", SFENCE, S, false, TVM, 0, 0, 0},
    {"sfence.vma in M under TVM", SFENCE, M, true, TVM, 0, 0, 0},
    {"sfence.vma with rd = ra", SFENCE | 0x80, M, false, 0, 0, 0, 0},
    {"sinval.vma in U", SINVAL, U, false, 0, 0, 0, 0},
    {"sinval.vma in S", SINVAL, S, true, 0, 0, 0, 0},
    {"sinval.vma in S under TVM", SINVAL, S, false, TVM, 0, 0, 0},
    {"sinval.vma in M under TVM", SINVAL, M, true, TVM, 0, 0, 0},
    {"sfence.w.inval in U", W_INVAL, U, false, 0, 0, 0, 0},
    {"sfence.w.inval in S under TVM", W_INVAL, S, true, TVM, 0, 0, 0},
    {"sfence.w.inval with rs1 = ra", W_INVAL | 0x8000, M, false, 0, 0, 0, 0},
    {"sfence.inval.ir in U", INVAL_IR, U, false, 0, 0, 0, 0},
    {"sfence.inval.ir in S under TVM", INVAL_IR, S, true, TVM, 0, 0, 0},
    /* Directed case 87 */
    {"sret in U", SRET, U, false, 0, 0, 0, 0},
    {"sret in S", SRET, S, true, 0, 0, 0, 0},
    {"sret in S under TSR", SRET, S, false, TSR, 0, 0, 0},
    {"sret in M under TSR", SRET, M, true, TSR, 0, 0, 0},
    {"mret in S", MRET, S, false, 0, 0, 0, 0},
    {"mret in U", MRET, U, false, 0, 0, 0, 0},
    {"mret in M", MRET, M, true, 0, 0, 0, 0},
    {"wfi in U", WFI, U, false, 0, 0, 0, 0},
    {"wfi in S", WFI, S, true, 0, 0, 0, 0},
    {"wfi in S under TW", WFI, S, false, TW, 0, 0, 0},
    {"wfi in M under TW", WFI, M, true, TW, 0, 0, 0},
    /* Directed case 88; rig_boot() gives mcounteren and scounteren the same bits */
    {"rdcycle in S without CY", RDCYCLE, S, false, 0, 0, TM | IR, 0},
    {"rdcycle in S with CY", RDCYCLE, S, true, 0, 0, CY, 0},
    {"rdcycle in U without CY", RDCYCLE, U, false, 0, 0, TM | IR, 0},
    {"rdcycle in U with CY", RDCYCLE, U, true, 0, 0, CY, 0},
    {"rdtime in U without TM", RDTIME, U, false, 0, 0, CY | IR, 0},
    {"rdtime in U with TM", RDTIME, U, true, 0, 0, TM, 0},
    {"rdinstret in S without IR", RDINSTRET, S, false, 0, 0, CY | TM, 0},
    {"rdinstret in U with IR", RDINSTRET, U, true, 0, 0, IR, 0},
    {"rdcycle in M without CY", RDCYCLE, M, true, 0, 0, 0, 0},
    {"hpmcounter3 in M", 0xc0302573, M, true, 0, 0, 0, 0},
    {"hpmcounter3 in S", 0xc0302573, S, false, 0, 0, 7, 0},
    /* Directed case 89 */
    {"stimecmp in S with STCE = 0", CSRR_STIMECMP, S, false, 0, 0, TM, 0},
    {"stimecmp in S with TM = 0", CSRR_STIMECMP, S, false, 0, STCE, 0, 0},
    {"stimecmp in S with both", CSRW_STIMECMP, S, true, 0, STCE, TM, 0},
    {"stimecmp in U with both", CSRR_STIMECMP, U, false, 0, STCE, TM, 0},
    {"stimecmp in M with neither", CSRR_STIMECMP, M, true, 0, 0, 0, 0},
    /* Directed case 53, and absent PMP */
    {"pmpcfg1 on RV64", CSRR_PMPCFG1, M, false, 0, 0, 0, 16},
    {"pmpcfg0 in M", CSRR_PMPCFG0, M, true, 0, 0, 0, 16},
    {"pmpcfg0 without entries", CSRR_PMPCFG0, M, false, 0, 0, 0, 0},
    {"pmpaddr0 without entries", CSRR_PMPADDR0, M, false, 0, 0, 0, 0},
    {"pmpaddr15 of 16", 0x3bf02573, M, true, 0, 0, 0, 16},
    {"pmpaddr16 of 16", 0x3c002573, M, false, 0, 0, 0, 16},
    {"pmpaddr63 of 64", 0x3ef02573, M, true, 0, 0, 0, 64},
    {"mseccfg without entries", 0x74702573, M, true, 0, 0, 0, 0},
    /* Directed case 99 */
    {"csrrs rd, cycle, x0", RDCYCLE, M, true, 0, 0, 0, 0},
    {"csrrs rd, cycle, ra with ra = 0", 0xc000a573, M, false, 0, 0, 0, 0},
    {"csrrw x0, cycle, a0", 0xc0051073, M, false, 0, 0, 0, 0},
    {"csrrsi rd, cycle, 0", 0xc0006573, M, true, 0, 0, 0, 0},
    {"csrrci rd, cycle, 1", 0xc000f573, M, false, 0, 0, 0, 0},
    {"csrrw to mhartid", 0xf1451073, M, false, 0, 0, 0, 0},
    /* CSR privilege, absent CSRs, opcodes of other extensions */
    {"mstatus in S", 0x30002573, S, false, 0, 0, 0, 0},
    {"sstatus in U", 0x10002573, U, false, 0, 0, 0, 0},
    {"sstatus in S", 0x10002573, S, true, 0, 0, 0, 0},
    {"dcsr outside debug mode", 0x7b002573, M, false, 0, 0, 0, 0},
    {"scountovf, absent", 0xda002573, M, false, 0, 0, 0, 0},
    {"hstatus, absent", 0x60002573, M, false, 0, 0, 0, 0},
    {"fcsr without F", 0x00302573, M, false, 0, 0, 0, 0},
    {"flw without F", 0x00052007, M, false, 0, 0, 0, 0},
    {"cbo with a reserved code", 0x0035200f, M, false, 0, 0, 0, 0},
    {"cbo.zero with rd = ra", 0x0045208f, M, false, 0, 0, 0, 0},
    {"fence with reserved fields", 0xfff5058f, U, true, 0, 0, 0, 0},
    {"fence.i with reserved fields", 0x0015158f, U, true, 0, 0, 0, 0},
    {"slliw with shift 32", 0x0205151b, U, false, 0, 0, 0, 0},
    {"lr.w with rs2 = a2", 0x10c5a52f, M, false, 0, 0, 0, 0},
    {"amoadd with width 1", 0x00c5952f, M, false, 0, 0, 0, 0},
    {"reserved branch funct3", 0x00002063, U, false, 0, 0, 0, 0},
    {"all ones", 0xffffffff, M, false, 0, 0, 0, 0},
};

static void test_each_case(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rig *rig = rig_new(RIG_ASKED, false);
        rig->config.pmp_entries = cases[i].pmp_entries;
        rig->later_at = 1000000; /* so that a WFI is no deadlock */
        rig_put(rig, RIG_RAM, &cases[i].word, 1);
        rig_boot(rig, &(struct rig_boot){.privilege = cases[i].privilege,
                                         .pc = RIG_RAM,
                                         .mstatus = cases[i].mstatus,
                                         .menvcfg = cases[i].menvcfg,
                                         .counteren = cases[i].counteren});
        unsigned traps = rig->traps;
        uint64_t retired = fl_hart_counts(rig->hart)->instret;
        rig_step(rig);
        bool trapped = rig->traps != traps;
        if (trapped == cases[i].legal || (trapped && rig->trap.out.cause != FL_CAUSE_ILLEGAL))
            fail_msg("%s", cases[i].title);
        if (trapped && (rig->trap.out.tval != cases[i].word || rig->trap.out.epc != RIG_RAM ||
                        fl_hart_counts(rig->hart)->instret != retired))
            fail_msg("%s: tval 0x%lx", cases[i].title, (unsigned long)rig->trap.out.tval);
        rig_free(rig);
    }
}

/* mcounteren and scounteren both gate U, only the first gates S (Privileged 3.1.11, 4.1.5). */
static void test_user_counters_need_both_enables(void **state)
{
    static const uint32_t program[] = {0x10605073, RDCYCLE}; /* csrwi scounteren, 0; rdcycle */
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 2);
    rig_boot(rig, &(struct rig_boot){.privilege = S, .pc = RIG_RAM, .counteren = CY});
    rig_steps(rig, 2);
    assert_int_equal(rig->traps, 0);
    rig_free(rig);

    static const uint32_t in_user[] = {0x10605073, 0x14151073, SRET, RDCYCLE}; /* ...; csrw sepc, a0; sret */
    rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, in_user, 4);
    rig_boot(rig, &(struct rig_boot){.privilege = S, .pc = RIG_RAM, .counteren = CY});
    fl_hart_set_reg(rig->hart, 10, RIG_RAM + 12);
    rig_steps(rig, 4);
    assert_int_equal(rig->traps, 1);
    assert_int_equal(rig->trap.out.cause, FL_CAUSE_ILLEGAL);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_case),
        cmocka_unit_test(test_user_counters_need_both_enables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
