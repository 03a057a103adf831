/* test_hart_mask.c - what came with the second level of the MMU: pointer masking (Smmpm, Smnpm, Ssnpm), Svinval, and pages that PMP
 * divides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart_rig.h"

enum { U = FL_USER, S = FL_SUPERVISOR, M = FL_MACHINE };
enum {
    LD = 0x0005b503, /* ld a0, 0(a1) */
    SD = 0x00c5b023, /* sd a2, 0(a1) */
    AMOADD_D = 0x00c5b52f,
    LOOP = 0x0000006f, /* j . */
    NOP = 0x00000013,
    CSRW_MENVCFG_A2 = 0x30a61073,
    CSRW_SENVCFG_A2 = 0x10a61073,
    CSRW_MSECCFG_A2 = 0x74761073,
};

#define CODE    UINT64_C(0x10000)
#define CODE_PA (RIG_RAM + 0x10000)
#define PAGE    UINT64_C(0x20000)
#define PAGE_PA (RIG_RAM + 0x200000)
#define TAG     (UINT64_C(0x5a) << 57)
#define PMM(n)  ((uint64_t)(n) << 32)
#define A0      10
#define A1      11
#define A2      12

static struct rig *start(enum rig_engine engine, bool fast, const uint32_t *words, unsigned count, uint64_t flags)
{
    struct rig *rig = rig_new(engine, fast);
    rig_put(rig, CODE_PA, words, count);
    rig_map(rig, CODE, CODE_PA, flags);
    rig_map(rig, PAGE, PAGE_PA, flags);
    rig_set(rig, PAGE_PA, 0x1234, 8);
    return rig;
}

static void enter(struct rig *rig, uint8_t privilege, uint64_t menvcfg, uint64_t mstatus)
{
    rig_boot(rig, &(struct rig_boot){
                      .privilege = privilege, .pc = CODE, .satp = RIG_SATP(1), .menvcfg = menvcfg, .mstatus = mstatus});
}

static void test_pmm_holds_its_legal_values_alone(void **state)
{
    static const struct {
        uint32_t word;
        unsigned csr;
    } rows[] = {{CSRW_MENVCFG_A2, 0x30a}, {CSRW_SENVCFG_A2, 0x10a}, {CSRW_MSECCFG_A2, 0x747}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t program[] = {rows[i].word, rows[i].word, rows[i].word, rows[i].word};
        static const uint64_t written[] = {3, 1, 2, 0}, held[] = {3, 3, 2, 0};
        struct rig *rig = rig_new(RIG_ASKED, false);
        rig_put(rig, RIG_RAM, program, 4);
        rig_start(rig);
        for (unsigned k = 0; k < 4; k++) {
            fl_hart_set_reg(rig->hart, A2, PMM(written[k]));
            rig_step(rig);
            assert_int_equal(rig_csr(rig, rows[i].csr), PMM(held[k]));
        }
        rig_free(rig);
    }
}

/* The port sees the pointer as software wrote it; the answer, and the trap, are those of the masked one. */
static void test_menvcfg_masks_the_pointers_of_s(void **state)
{
    static const uint32_t program[] = {LD, LD, LD};
    (void)state;
    struct rig *rig = start(RIG_ASKED, false, program, 3, PTE_KERNEL);
    enter(rig, S, PMM(2), 0);
    fl_hart_set_reg(rig->hart, A1, PAGE | TAG);
    rig_step(rig);
    assert_int_equal(fl_hart_reg(rig->hart, A0), 0x1234);
    assert_int_equal(rig->last.va, PAGE | TAG);
    fl_hart_set_reg(rig->hart, A1, 0x555000 | TAG);
    rig_step(rig);
    assert_int_equal(rig->trap.out.cause, FL_CAUSE_LOAD_PAGE);
    assert_int_equal(rig->trap.out.tval, 0x555000);
    rig_free(rig);
}

static void test_no_masking_without_pmm_under_mxr_and_for_fetches(void **state)
{
    static const uint32_t program[] = {LD, 0x00058067}; /* ld; jr a1 */
    static const struct {
        uint64_t menvcfg, mstatus;
        bool faults;
    } rows[] = {{PMM(2), 0, false}, {PMM(3), 0, false}, {0, 0, true}, {PMM(2), UINT64_C(1) << 19, true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = start(RIG_ASKED, false, program, 2, PTE_KERNEL);
        enter(rig, S, rows[i].menvcfg, rows[i].mstatus);
        fl_hart_set_reg(rig->hart, A1, PAGE | TAG);
        rig_step(rig);
        assert_int_equal(rig->traps, rows[i].faults);
        if (!rows[i].faults) {
            rig_step(rig);
            rig_step(rig);
            assert_int_equal(rig->trap.out.cause, FL_CAUSE_FETCH_PAGE);
            assert_int_equal(rig->trap.out.tval, PAGE | TAG);
        }
        rig_free(rig);
    }
}

/* Traps that the hart raises by itself name the masked address too: a misaligned atomic, a device that takes no atomics. */
static void test_the_harts_own_faults_name_the_masked_address(void **state)
{
    static const uint32_t program[] = {AMOADD_D, AMOADD_D};
    (void)state;
    struct rig *rig = start(RIG_ASKED, false, program, 2, PTE_KERNEL);
    rig_map(rig, PAGE + 0x1000, RIG_DEVICE, PTE_KERNEL);
    enter(rig, S, PMM(2), 0);
    fl_hart_set_reg(rig->hart, A1, (PAGE + 4) | TAG);
    rig_step(rig);
    assert_int_equal(rig->trap.out.cause, FL_CAUSE_STORE_MISALIGNED);
    assert_int_equal(rig->trap.out.tval, PAGE + 4);
    rig_free(rig);

    rig = start(RIG_ASKED, false, program, 2, PTE_KERNEL);
    rig_map(rig, PAGE + 0x1000, RIG_DEVICE, PTE_KERNEL);
    enter(rig, S, PMM(2), 0);
    fl_hart_set_reg(rig->hart, A1, (PAGE + 0x1000) | TAG);
    rig_step(rig);
    assert_int_equal(rig->trap.out.cause, FL_CAUSE_STORE_ACCESS);
    assert_int_equal(rig->trap.out.tval, PAGE + 0x1000);
    rig_free(rig);
}

/* M-mode addresses are physical: the masked bits are zero, whatever lies below them. */
static void test_mseccfg_masks_the_pointers_of_m_with_zeros(void **state)
{
    static const uint32_t program[] = {CSRW_MSECCFG_A2, LD};
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 2);
    rig_set(rig, PAGE_PA, 0x77, 8);
    rig_start(rig);
    fl_hart_set_reg(rig->hart, A2, PMM(3));
    fl_hart_set_reg(rig->hart, A1, PAGE_PA | UINT64_C(0xffff) << 48);
    rig_steps(rig, 2);
    assert_int_equal(fl_hart_reg(rig->hart, A0), 0x77);
    assert_int_equal(rig->traps, 0);
    rig_free(rig);
}

/* Loads and stores through two tags of one page, with the simulator's caches on and off: all state ends alike. */
static uint64_t run_tagged(enum rig_engine engine, bool fast)
{
    static const uint32_t program[] = {
        0x0005b503, /* again: ld a0, 0(a1) */
        0x00a63423, /* sd a0, 8(a2) */
        0x00150513, /* addi a0, a0, 1 */
        0x00a5b023, /* sd a0, 0(a1) */
        0x10a69073, /* csrw senvcfg, a3 */
        0xfedff06f, /* j again */
    };
    struct rig *rig = start(engine, fast, program, 6, PTE_KERNEL);
    enter(rig, S, PMM(2), 0);
    fl_hart_set_reg(rig->hart, 11, PAGE | TAG);
    fl_hart_set_reg(rig->hart, 12, PAGE | UINT64_C(1) << 57);
    fl_hart_set_reg(rig->hart, 13, PMM(2));
    fl_hart_run(rig->hart, fl_hart_counts(rig->hart)->cycles + 3000);
    assert_true(rig_get(rig, PAGE_PA, 8) > 0x1234 + 100);
    uint64_t fingerprint = rig_fingerprint(rig);
    rig_free(rig);
    return fingerprint;
}

static void test_masking_is_the_same_with_the_caches_on_and_off(void **state)
{
    (void)state;
    assert_int_equal(run_tagged(RIG_REPEATABLE, true), run_tagged(RIG_REPEATABLE, false));
    assert_int_equal(run_tagged(RIG_ASKED, true), run_tagged(RIG_ASKED, false));
}

static void test_sinval_is_a_fence_and_its_companions_are_not(void **state)
{
    static const uint32_t program[] = {0x18000073, 0x16c58073, 0x18100073}; /* sfence.w.inval; sinval.vma a1, a2; ... */
    (void)state;
    struct rig *rig = start(RIG_ASKED, false, program, 3, PTE_KERNEL);
    enter(rig, S, 0, 0);
    fl_hart_set_reg(rig->hart, A1, PAGE);
    fl_hart_set_reg(rig->hart, A2, 5);
    rig_step(rig);
    assert_int_equal(rig->fences, 0);
    rig_step(rig);
    assert_int_equal(rig->fences, 1);
    assert_true(rig->fence.va_given && rig->fence.asid_given);
    assert_int_equal(rig->fence.va, PAGE);
    assert_int_equal(rig->fence.asid, 5);
    rig_step(rig);
    assert_int_equal(rig->fences, 1);
    assert_int_equal(rig->traps, 0);
    rig_free(rig);
}

/* Entry 0 covers the 4 bytes at RIG_RAM + 0x104; those before and behind it in the fetch block stay free. */
static uint64_t run_divided(bool fast, uint32_t at_0x100, struct fl_trap_record *trap)
{
    static const uint32_t setup[] = {0x3b069073, 0x3b171073, 0x3a079073, 0x0f40006f}; /* pmp as a3, a4, a5; j 0x100 */
    struct rig *rig = rig_new(RIG_REPEATABLE, fast);
    rig->config.pmp_entries = 16;
    rig_put(rig, RIG_RAM, setup, 4);
    rig_put(rig, RIG_RAM + 0x100, &at_0x100, 1);
    rig_start(rig);
    fl_hart_set_reg(rig->hart, 13, (RIG_RAM + 0x104) >> 2);
    fl_hart_set_reg(rig->hart, 14, UINT64_MAX >> 10);
    fl_hart_set_reg(rig->hart, 15, 0x1f91); /* entry 0: locked NA4, R alone; entry 1: all RWX */
    rig_steps(rig, 5);
    *trap = rig->trap;
    uint64_t instret = fl_hart_counts(rig->hart)->instret;
    assert_true(rig_balanced(rig));
    rig_free(rig);
    return instret;
}

static void test_pmp_divides_a_fetch_block_by_the_parcel(void **state)
{
    (void)state;
    for (unsigned fast = 0; fast < 2; fast++) {
        struct fl_trap_record trap;
        assert_int_equal(run_divided(fast, LOOP, &trap), 5); /* its neighbour in the block is no concern of it */
        assert_int_equal(run_divided(fast, NOP, &trap), 5);  /* ... until it is run itself */
    }
}

static void test_pmp_refuses_the_second_parcel_with_its_own_address(void **state)
{
    (void)state;
    for (unsigned fast = 0; fast < 2; fast++) {
        struct rig *rig = rig_new(RIG_REPEATABLE, fast);
        static const uint32_t setup[] = {0x3b069073, 0x3b171073, 0x3a079073, 0x0f60006f}; /* ... ; j 0x102 */
        rig->config.pmp_entries = 16;
        rig_put(rig, RIG_RAM, setup, 4);
        rig_put16(rig, RIG_RAM + 0x102, 0x0013);
        rig_put16(rig, RIG_RAM + 0x104, 0x0000); /* together: nop */
        rig_start(rig);
        fl_hart_set_reg(rig->hart, 13, (RIG_RAM + 0x104) >> 2);
        fl_hart_set_reg(rig->hart, 14, UINT64_MAX >> 10);
        fl_hart_set_reg(rig->hart, 15, 0x1f91);
        rig_steps(rig, 5);
        assert_int_equal(rig->trap.out.cause, FL_CAUSE_FETCH_ACCESS);
        assert_int_equal(rig->trap.out.tval, RIG_RAM + 0x104);
        assert_int_equal(rig->trap.out.epc, RIG_RAM + 0x102);
        rig_free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pmm_holds_its_legal_values_alone),
        cmocka_unit_test(test_menvcfg_masks_the_pointers_of_s),
        cmocka_unit_test(test_no_masking_without_pmm_under_mxr_and_for_fetches),
        cmocka_unit_test(test_the_harts_own_faults_name_the_masked_address),
        cmocka_unit_test(test_mseccfg_masks_the_pointers_of_m_with_zeros),
        cmocka_unit_test(test_masking_is_the_same_with_the_caches_on_and_off),
        cmocka_unit_test(test_sinval_is_a_fence_and_its_companions_are_not),
        cmocka_unit_test(test_pmp_divides_a_fetch_block_by_the_parcel),
        cmocka_unit_test(test_pmp_refuses_the_second_parcel_with_its_own_address),
    };
    return cmocka_run_group_tests_name("hart_mask", tests, NULL, NULL);
}
