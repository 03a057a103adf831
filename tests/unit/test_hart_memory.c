/* test_hart_memory.c - data accesses: misaligned and crossing ones, precise faults, devices, atomics, MPRV, PMP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart_rig.h"

enum { U = FL_USER, S = FL_SUPERVISOR, M = FL_MACHINE };
enum {
    LD = 0x0005b503, /* ld a0, 0(a1), and so on */
    LW = 0x0005a503,
    LH = 0x00059503,
    SD = 0x00c5b023, /* sd a2, 0(a1) */
    SW = 0x00c5a023,
    LR_W = 0x1005a52f,
    LR_D = 0x1005b52f,
    SC_W = 0x18c5a52f,
    SC_D = 0x18c5b52f,
    AMOADD_W = 0x00c5a52f,
    AMOMAX_W = 0xa0c5a52f,
    AMOMINU_W = 0xc0c5a52f,
    AMOSWAP_D = 0x08c5b52f,
    NOP = 0x00000013,
};

#define CODE     UINT64_C(0x10000)
#define CODE_PA  (RIG_RAM + 0x10000)
#define PAGE_A   UINT64_C(0x20000) /* mapped by the tests, PAGE_B behind it */
#define PAGE_B   UINT64_C(0x21000)
#define PAGE_PA  (RIG_RAM + 0x200000)
#define OTHER_PA (RIG_RAM + 0x300000) /* PAGE_B is not behind PAGE_A in memory */
#define A0       10
#define A1       11
#define A2       12

/* S-mode under Sv39 at CODE, with these words there. */
static struct rig *start(const uint32_t *words, unsigned count)
{
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, CODE_PA, words, count);
    rig_map(rig, CODE, CODE_PA, PTE_KERNEL);
    return rig;
}

static void enter(struct rig *rig)
{
    rig_boot(rig, &(struct rig_boot){.privilege = S, .pc = CODE, .satp = RIG_SATP(1)});
}

static void run_with(struct rig *rig, uint64_t a1, uint64_t a2)
{
    fl_hart_set_reg(rig->hart, A1, a1);
    fl_hart_set_reg(rig->hart, A2, a2);
    rig_step(rig);
}

static void assert_trap(const struct rig *rig, unsigned cause, uint64_t tval)
{
    assert_int_equal(rig->trap.out.cause, cause);
    assert_int_equal(rig->trap.out.tval, tval);
    assert_int_equal(rig->trap.out.epc, CODE);
    assert_true(rig_balanced(rig));
}

static void test_misaligned_access_inside_a_page_is_one_request(void **state)
{
    static const uint32_t program[] = {LD, SW};
    (void)state;
    struct rig *rig = start(program, 2);
    rig_map(rig, PAGE_A, PAGE_PA, PTE_KERNEL);
    rig_set(rig, PAGE_PA + 3, UINT64_C(0x8877665544332211), 8);
    enter(rig);
    run_with(rig, PAGE_A + 3, 0);
    assert_int_equal(fl_hart_reg(rig->hart, A0), UINT64_C(0x8877665544332211));
    assert_int_equal(rig->requests[FL_PORT_DATA], 1);
    assert_int_equal(rig->last.size, 8);
    run_with(rig, PAGE_A + 5, 0xcafef00d);
    assert_int_equal(rig_get(rig, PAGE_PA + 3, 8), UINT64_C(0x8877cafef00d2211));
    assert_int_equal(rig->requests[FL_PORT_DATA], 2);
    rig_free(rig);
}

static void test_crossing_access_is_two_requests_low_page_first(void **state)
{
    static const uint32_t program[] = {SD, LD, LW};
    (void)state;
    struct rig *rig = start(program, 3);
    rig_map(rig, PAGE_A, PAGE_PA, PTE_KERNEL);
    rig_map(rig, PAGE_B, OTHER_PA, PTE_KERNEL);
    rig->bus.ram_delay = 5;
    enter(rig);
    run_with(rig, PAGE_B - 3, UINT64_C(0x8899aabbccddeeff));
    assert_int_equal(rig_get(rig, PAGE_PA + 0xffd, 3), 0xddeeff);
    assert_int_equal(rig_get(rig, OTHER_PA, 5), UINT64_C(0x8899aabbcc));
    assert_int_equal(rig->requests[FL_PORT_DATA], 2);
    assert_int_equal(rig->last.va, PAGE_B);
    assert_int_equal(rig->last.size, 5);
    assert_int_equal(fl_hart_counts(rig->hart)->stores, 1);
    assert_int_equal(fl_hart_counts(rig->hart)->data_memory, 10);
    run_with(rig, PAGE_B - 3, 0);
    assert_int_equal(fl_hart_reg(rig->hart, A0), UINT64_C(0x8899aabbccddeeff));
    run_with(rig, PAGE_B - 1, 0);
    assert_int_equal(fl_hart_reg(rig->hart, A0), UINT64_C(0xffffffffaabbccdd)); /* lw keeps the sign */
    rig_free(rig);
}

/* Directed cases 63 and 64: tval is the first byte of the part that faults, and nothing moved. */
static void test_crossing_fault_names_its_part_and_changes_nothing(void **state)
{
    static const struct {
        uint64_t word, flags_a, flags_b, cause, tval;
    } rows[] = {
        {LD, PTE_KERNEL, 0, FL_CAUSE_LOAD_PAGE, PAGE_B},
        {LD, 0, PTE_KERNEL, FL_CAUSE_LOAD_PAGE, PAGE_B - 4},
        {LD, 0, 0, FL_CAUSE_LOAD_PAGE, PAGE_B - 4},
        {SD, PTE_KERNEL, 0, FL_CAUSE_STORE_PAGE, PAGE_B},
        {SD, PTE_KERNEL, PTE_KERNEL & ~PTE_W, FL_CAUSE_STORE_PAGE, PAGE_B},
        {SD, PTE_KERNEL & ~PTE_D, PTE_KERNEL, FL_CAUSE_STORE_PAGE, PAGE_B - 4},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = start(&(uint32_t){(uint32_t)rows[i].word}, 1);
        rig_map(rig, PAGE_A, PAGE_PA, rows[i].flags_a);
        rig_map(rig, PAGE_B, OTHER_PA, rows[i].flags_b);
        rig_set(rig, PAGE_PA + 0xffc, 0x11111111, 4);
        rig_set(rig, OTHER_PA, 0x22222222, 4);
        enter(rig);
        fl_hart_set_reg(rig->hart, A0, 42);
        run_with(rig, PAGE_B - 4, UINT64_MAX);
        assert_trap(rig, (unsigned)rows[i].cause, rows[i].tval);
        assert_int_equal(fl_hart_reg(rig->hart, A0), 42);
        assert_int_equal(rig_get(rig, PAGE_PA + 0xffc, 4), 0x11111111);
        assert_int_equal(rig_get(rig, OTHER_PA, 4), 0x22222222);
        assert_int_equal(rig->trap.fault_id, 1);
        rig_free(rig);
    }
}

/* Directed case 63, last part: the second page is a device, which takes no misaligned access. */
static void test_crossing_into_a_device_is_an_access_fault_of_its_part(void **state)
{
    static const uint32_t program[] = {LD};
    (void)state;
    struct rig *rig = start(program, 1);
    rig_map(rig, PAGE_A, PAGE_PA, PTE_KERNEL);
    rig_map(rig, PAGE_B, RIG_DEVICE, PTE_KERNEL);
    enter(rig);
    run_with(rig, PAGE_B - 4, 0);
    assert_trap(rig, FL_CAUSE_LOAD_ACCESS, PAGE_B);
    assert_int_equal(rig->trap.fault_id, 0); /* not a page fault */
    rig_free(rig);
}

/* Directed case 65. */
static void test_crossing_from_the_canonical_top_into_the_hole(void **state)
{
    static const uint32_t program[] = {LD};
    (void)state;
    struct rig *rig = start(program, 1);
    rig_map(rig, UINT64_C(0x3ffffff000), PAGE_PA, PTE_KERNEL);
    enter(rig);
    run_with(rig, UINT64_C(0x3ffffffffc), 0);
    assert_trap(rig, FL_CAUSE_LOAD_PAGE, UINT64_C(0x4000000000));
    rig_free(rig);
}

/* Directed case 66: misaligned atomics trap before translation, so an unmapped page does not matter. */
static void test_misaligned_atomics_trap_before_translation(void **state)
{
    static const struct {
        uint32_t word;
        unsigned cause;
        unsigned off;
    } rows[] = {{LR_W, FL_CAUSE_LOAD_MISALIGNED, 2},      {LR_D, FL_CAUSE_LOAD_MISALIGNED, 4},
                {SC_W, FL_CAUSE_STORE_MISALIGNED, 2},     {SC_D, FL_CAUSE_STORE_MISALIGNED, 4},
                {AMOADD_W, FL_CAUSE_STORE_MISALIGNED, 1}, {AMOSWAP_D, FL_CAUSE_STORE_MISALIGNED, 4}};
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = start(&rows[i].word, 1);
        enter(rig);
        run_with(rig, PAGE_A + rows[i].off, 0);
        assert_trap(rig, rows[i].cause, PAGE_A + rows[i].off);
        assert_int_equal(rig->requests[FL_PORT_DATA], 0);
        rig_free(rig);
    }
}

/* Privileged 4.3.2: LR is a load; SC, with or without a reservation, and AMO are stores (directed cases 19 and 20). */
static void test_atomics_translate_as_loads_and_stores(void **state)
{
    static const struct {
        uint32_t word;
        bool faults;
        uint8_t access;
    } rows[] = {{LR_W, false, FL_LOAD}, {SC_W, true, FL_STORE}, {AMOADD_W, true, FL_AMO}};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct rig *rig = start(&rows[i].word, 1);
        rig_map(rig, PAGE_A, PAGE_PA, PTE_KERNEL & ~PTE_W);
        enter(rig);
        run_with(rig, PAGE_A, 0);
        assert_int_equal(rig->last.access, rows[i].access);
        assert_int_equal(rig->traps, rows[i].faults);
        if (rows[i].faults)
            assert_trap(rig, FL_CAUSE_STORE_PAGE, PAGE_A);
        rig_free(rig);
    }
}

static void test_amo_results(void **state)
{
    static const struct {
        uint32_t word;
        uint64_t memory, a2, a0, after;
    } rows[] = {
        {AMOADD_W, UINT64_C(0x111111117fffffff), 1, 0x7fffffff, UINT64_C(0x1111111180000000)},
        {AMOMAX_W, 0x80000000, UINT64_C(0xffffffff00000005), UINT64_C(0xffffffff80000000), 5},
        {AMOMINU_W, 0x80000000, 0x7fffffff, UINT64_C(0xffffffff80000000), 0x7fffffff},
        {AMOSWAP_D, 77, UINT64_MAX, 77, UINT64_MAX},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = start(&rows[i].word, 1);
        rig_map(rig, PAGE_A, PAGE_PA, PTE_KERNEL);
        rig_set(rig, PAGE_PA + 8, rows[i].memory, 8);
        enter(rig);
        run_with(rig, PAGE_A + 8, rows[i].a2);
        assert_int_equal(fl_hart_reg(rig->hart, A0), rows[i].a0);
        assert_int_equal(rig_get(rig, PAGE_PA + 8, 8), rows[i].after);
        rig_free(rig);
    }
}

static void test_sc_succeeds_once_inside_the_reservation_set(void **state)
{
    static const uint32_t program[] = {LR_W, SC_W, SC_W, LR_W, SC_W};
    (void)state;
    struct rig *rig = start(program, 5);
    rig_map(rig, PAGE_A, PAGE_PA, PTE_KERNEL);
    enter(rig);
    run_with(rig, PAGE_A, 5);
    run_with(rig, PAGE_A + 60, 6); /* the same 64 bytes */
    assert_int_equal(fl_hart_reg(rig->hart, A0), 0);
    assert_int_equal(rig_get(rig, PAGE_PA + 60, 4), 6);
    run_with(rig, PAGE_A, 7); /* the first SC took the reservation */
    assert_int_equal(fl_hart_reg(rig->hart, A0), 1);
    run_with(rig, PAGE_A, 0);
    run_with(rig, PAGE_A + 64, 8); /* outside the set */
    assert_int_equal(fl_hart_reg(rig->hart, A0), 1);
    assert_int_equal(rig_get(rig, PAGE_PA + 64, 4), 0);
    rig_free(rig);
}

static void test_a_foreign_write_breaks_the_reservation(void **state)
{
    static const uint32_t program[] = {LR_W, SC_W, LR_W, SC_W};
    (void)state;
    struct rig *rig = start(program, 4);
    rig_map(rig, PAGE_A, PAGE_PA, PTE_KERNEL);
    enter(rig);
    run_with(rig, PAGE_A, 5);
    fl_hart_memory_written(rig->hart, PAGE_PA + 64, 64); /* the neighbour: no */
    run_with(rig, PAGE_A, 5);
    assert_int_equal(fl_hart_reg(rig->hart, A0), 0);
    run_with(rig, PAGE_A, 5);
    fl_hart_memory_written(rig->hart, PAGE_PA + 63, 1);
    run_with(rig, PAGE_A, 5);
    assert_int_equal(fl_hart_reg(rig->hart, A0), 1);
    rig_free(rig);
}

/* Directed case 103: the reservation is physical, so a remapped page does not carry it along. */
static void test_remapping_does_not_move_the_reservation(void **state)
{
    static const uint32_t program[] = {LR_W, 0x12000073, SC_W}; /* lr; sfence.vma; sc */
    (void)state;
    struct rig *rig = start(program, 3);
    rig_map(rig, PAGE_A, PAGE_PA, PTE_KERNEL);
    enter(rig);
    run_with(rig, PAGE_A, 5);
    rig_map(rig, PAGE_A, OTHER_PA, PTE_KERNEL);
    rig_step(rig);
    run_with(rig, PAGE_A, 5);
    assert_int_equal(fl_hart_reg(rig->hart, A0), 1);
    assert_int_equal(rig_get(rig, OTHER_PA, 4), 0);
    rig_free(rig);
}

/* Directed case 67, and what devices refuse. */
static void test_devices_take_aligned_plain_accesses_only(void **state)
{
    static const struct {
        uint64_t word, address;
        uint64_t cause; /* 0: works */
    } rows[] = {{LW, PAGE_A, 0},
                {SW, PAGE_A + 4, 0},
                {LW, PAGE_A + 2, FL_CAUSE_LOAD_ACCESS},
                {SW, PAGE_A + 1, FL_CAUSE_STORE_ACCESS},
                {LD, PAGE_A + 24, FL_CAUSE_LOAD_ACCESS}, /* the device refuses */
                {SD, PAGE_A + 24, FL_CAUSE_STORE_ACCESS},
                {LR_W, PAGE_A, FL_CAUSE_LOAD_ACCESS},
                {SC_W, PAGE_A, FL_CAUSE_STORE_ACCESS},
                {AMOADD_W, PAGE_A, FL_CAUSE_STORE_ACCESS}};
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = start(&(uint32_t){(uint32_t)rows[i].word}, 1);
        rig_map(rig, PAGE_A, RIG_DEVICE, PTE_KERNEL);
        rig->device = 0x80000001;
        enter(rig);
        run_with(rig, rows[i].address, 9);
        assert_int_equal(rig->traps, rows[i].cause != 0);
        if (rows[i].cause)
            assert_trap(rig, (unsigned)rows[i].cause, rows[i].address);
        else if (rows[i].word == LW)
            assert_int_equal(fl_hart_reg(rig->hart, A0), UINT64_C(0xffffffff80000001));
        rig_free(rig);
    }
}

static void test_watched_pages_tell_before_the_bytes_change(void **state)
{
    static const uint32_t program[] = {SD, SD, AMOSWAP_D, LD};
    (void)state;
    struct rig *rig = start(program, 4);
    rig_map(rig, PAGE_A, PAGE_PA, PTE_KERNEL);
    rig_map(rig, PAGE_B, OTHER_PA, PTE_KERNEL);
    rig->watched[(OTHER_PA - RIG_RAM) / FL_PAGE_SIZE / 64] |= UINT64_C(1) << (OTHER_PA - RIG_RAM) / FL_PAGE_SIZE % 64;
    enter(rig);
    run_with(rig, PAGE_A, 1);
    assert_int_equal(rig->stores_seen, 0);
    run_with(rig, PAGE_B - 4, 1); /* its second piece */
    assert_int_equal(rig->stores_seen, 1);
    run_with(rig, PAGE_B + 8, 1);
    assert_int_equal(rig->stores_seen, 2);
    run_with(rig, PAGE_B, 1);
    assert_int_equal(rig->stores_seen, 2);
    rig_free(rig);
}

/* Directed cases 54 and 55: M under MPRV loads with MPP's rights; the trap is M's own and leaves MPRV alone. */
static void test_mprv_lends_the_previous_privilege_to_data(void **state)
{
    static const struct {
        uint64_t mpp, flags;
        bool sum, faults;
    } rows[] = {{U, PTE_USER, false, false}, {U, PTE_KERNEL, false, true}, {S, PTE_KERNEL, false, false},
                {S, PTE_USER, false, true},  {S, PTE_USER, true, false},   {U, 0, false, true}};
    /* csrw satp, a3; csrw mstatus, a4; ld a0, 0(a1) */
    static const uint32_t program[] = {0x18069073, 0x30071073, LD};
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new(RIG_ASKED, false);
        rig_put(rig, RIG_RAM, program, 3);
        rig_map(rig, PAGE_A, PAGE_PA, rows[i].flags);
        rig_start(rig);
        fl_hart_set_reg(rig->hart, 13, RIG_SATP(1));
        fl_hart_set_reg(rig->hart, 14, UINT64_C(1) << 17 | (uint64_t)rows[i].sum << 18 | rows[i].mpp << 11);
        rig_steps(rig, 2);
        run_with(rig, PAGE_A, 0);
        assert_int_equal(rig->traps, rows[i].faults);
        if (rows[i].faults) {
            assert_int_equal(rig->trap.out.cause, FL_CAUSE_LOAD_PAGE);
            assert_int_equal(rig->trap.in.privilege, M);
            assert_int_equal(rig_csr(rig, 0x300) >> 11 & 3, M);   /* MPP */
            assert_int_equal(rig_csr(rig, 0x300) >> 17 & 1, 1);   /* MPRV */
            assert_int_equal(fl_hart_context(rig->hart)->mpp, M); /* the handler's loads are M's */
        }
        rig_free(rig);
    }
}

/* PMP decides on the final address of every access (Privileged 3.7.1): entry 0 locks one 4 KiB page, entry 1 opens the
 * rest. */
static void test_pmp_guards_the_final_address(void **state)
{
    static const struct {
        uint32_t word;
        uint8_t rights; /* X W R of the page */
        unsigned cause; /* 0: works */
    } rows[] = {{LW, 1, 0},       {LW, 4, FL_CAUSE_LOAD_ACCESS},       {SW, 3, 0}, {SW, 1, FL_CAUSE_STORE_ACCESS},
                {AMOADD_W, 3, 0}, {AMOADD_W, 1, FL_CAUSE_STORE_ACCESS}};
    static const uint32_t program[] = {0x3b069073, 0x3b171073,
                                       0x3a079073}; /* pmpaddr0 = a3, pmpaddr1 = a4, pmpcfg0 = a5 */
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new(RIG_ASKED, false);
        rig->config.pmp_entries = 16;
        rig_put(rig, RIG_RAM, program, 3);
        rig_put(rig, RIG_RAM + 12, &rows[i].word, 1);
        rig_start(rig);
        fl_hart_set_reg(rig->hart, 13, PAGE_PA >> 2 | 0x1ff);
        fl_hart_set_reg(rig->hart, 14, UINT64_MAX >> 10);
        fl_hart_set_reg(rig->hart, 15, 0x1f98u | rows[i].rights);
        rig_steps(rig, 3);
        run_with(rig, PAGE_PA + 8, 3);
        assert_int_equal(rig->traps, rows[i].cause != 0);
        if (rows[i].cause) {
            assert_int_equal(rig->trap.out.cause, rows[i].cause);
            assert_int_equal(rig->trap.out.tval, PAGE_PA + 8);
        }
        rig_free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_misaligned_access_inside_a_page_is_one_request),
        cmocka_unit_test(test_crossing_access_is_two_requests_low_page_first),
        cmocka_unit_test(test_crossing_fault_names_its_part_and_changes_nothing),
        cmocka_unit_test(test_crossing_into_a_device_is_an_access_fault_of_its_part),
        cmocka_unit_test(test_crossing_from_the_canonical_top_into_the_hole),
        cmocka_unit_test(test_misaligned_atomics_trap_before_translation),
        cmocka_unit_test(test_atomics_translate_as_loads_and_stores),
        cmocka_unit_test(test_amo_results),
        cmocka_unit_test(test_sc_succeeds_once_inside_the_reservation_set),
        cmocka_unit_test(test_a_foreign_write_breaks_the_reservation),
        cmocka_unit_test(test_remapping_does_not_move_the_reservation),
        cmocka_unit_test(test_devices_take_aligned_plain_accesses_only),
        cmocka_unit_test(test_watched_pages_tell_before_the_bytes_change),
        cmocka_unit_test(test_mprv_lends_the_previous_privilege_to_data),
        cmocka_unit_test(test_pmp_guards_the_final_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
