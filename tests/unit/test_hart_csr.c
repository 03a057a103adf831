/* test_hart_csr.c - what CSRs hold after writes, how counters count, and which writes ask for a new fetch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart_rig.h"

#define CSRRW(csr) (0x00051573u | (uint32_t)(csr) << 20) /* csrrw a0, csr, a0 */
#define CSRRS(csr) (0x0005a573u | (uint32_t)(csr) << 20) /* csrrs a0, csr, a1 */
#define CSRRC(csr) (0x0005b573u | (uint32_t)(csr) << 20) /* csrrc a0, csr, a1 */
#define BIT(n)     (UINT64_C(1) << (n))

/* Run one instruction at RIG_RAM with a0 and a1; the hart is in M-mode and stays. */
static void run(struct rig *rig, uint32_t word, uint64_t a0, uint64_t a1)
{
    uint32_t program[] = {word, 0xffdff06f}; /* word; j -4 */
    rig_put(rig, RIG_RAM, program, 2);
    fl_hart_set_reg(rig->hart, 10, a0);
    fl_hart_set_reg(rig->hart, 11, a1);
    rig_steps(rig, 2);
}

static struct rig *start(void)
{
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig->config.pmp_entries = 16;
    rig_start(rig);
    return rig;
}

/* WARL fields: what is written and what is held (Privileged 3.1, 4.1). */
static void test_writable_bits(void **state)
{
    static const struct {
        unsigned csr;
        uint64_t write, hold;
    } rows[] = {
        {0x300, UINT64_MAX, UINT64_C(0xa007e19aa)}, /* mstatus: UXL = SXL = 2, no FS, VS, endianness */
        {0x300, BIT(12), UINT64_C(0xa00000000)},    /* MPP = 2 becomes 0 */
        {0x300, BIT(11), UINT64_C(0xa00000800)},
        {0x100, UINT64_MAX, UINT64_C(0x2000c0122)}, /* sstatus */
        {0x301, 0, UINT64_C(0x8000000000141105)},   /* misa */
        {0x302, UINT64_MAX, 0xb3fe},                /* medeleg: never 0, 10, 11, 14, 16 */
        {0x303, UINT64_MAX, 0x222},
        {0x304, UINT64_MAX, 0xaaa},
        {0x305, UINT64_C(0xffffffffffffffff), UINT64_C(0xfffffffffffffffc)}, /* mode 3 becomes 0 */
        {0x305, 0x8001, 0x8001},                                             /* vectored */
        {0x105, 0x8002, 0x8000},
        {0x306, UINT64_MAX, 0xffffffff},
        {0x106, UINT64_MAX, 0xffffffff},
        {0x320, UINT64_MAX, 0xfffffffd},                   /* there is no inhibiting of time */
        {0x30a, UINT64_MAX, UINT64_C(0xe0000003000000f1)}, /* STCE, PBMTE, ADUE, PMM, CB*E, FIOM */
        {0x30a, 0x20, 0},                                  /* CBIE = 2 becomes 0 */
        {0x10a, UINT64_MAX, 0xf1 | 3 * BIT(32)},           /* PMM, CB*E, FIOM */
        {0x341, 0x1003, 0x1002},                           /* mepc bit 0 */
        {0x141, UINT64_MAX, UINT64_MAX - 1},
        {0x340, UINT64_MAX, UINT64_MAX},
        {0x323, UINT64_MAX, 0}, /* mhpmevent3: no such event */
        {0xb03, UINT64_MAX, UINT64_MAX},
        {0x14d, 1234, 1234},
        {0x3b0, UINT64_MAX, BIT(54) - 1}, /* pmpaddr: PA[55:2] */
        {0x3a0, 0x1f0a, 0x1f08},          /* R = 0 with W = 1 loses W */
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = start();
        run(rig, CSRRW(rows[i].csr), rows[i].write, 0);
        if (rig_csr(rig, rows[i].csr) != rows[i].hold)
            fail_msg("row %u, csr 0x%x: 0x%lx", i, rows[i].csr, (unsigned long)rig_csr(rig, rows[i].csr));
        rig_free(rig);
    }
}

static void test_adue_is_read_only_without_svadu(void **state)
{
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig->config.svadu = false;
    rig_start(rig);
    run(rig, CSRRW(0x30a), UINT64_MAX, 0);
    assert_int_equal(rig_csr(rig, 0x30a) & BIT(61), 0);
    rig_free(rig);
}

/* What a hart lacks is read-only 0, and its cache-block instructions are illegal (Privileged 3.1.18, 3.7.1, 4.1.11). */
static void test_what_the_hart_lacks(void **state)
{
    static const struct {
        struct fl_hart_lacks lacks;
        unsigned csr;
        uint64_t write, hold;
    } rows[] = {
        {{.svpbmt = true}, 0x30a, UINT64_MAX, UINT64_C(0xa0000003000000f1)},
        {{.masking = true}, 0x30a, UINT64_MAX, UINT64_C(0xe0000000000000f1)},
        {{.masking = true}, 0x10a, UINT64_MAX, 0xf1},
        {{.masking = true}, 0x747, UINT64_MAX, 7},
        {{.cbo = true}, 0x30a, UINT64_MAX, UINT64_C(0xe000000300000001)},
        {{.cbo = true}, 0x10a, UINT64_MAX, UINT64_C(0x300000001)},
        {{.smepmp = true}, 0x747, UINT64_MAX, 3 * BIT(32)},
        {{.asid_bits = 8}, 0x180, UINT64_C(8) << 60 | UINT64_C(0xffff) << 44, UINT64_C(8) << 60 | UINT64_C(0xff) << 44},
        {{.asid_bits = 16}, 0x180, UINT64_C(8) << 60 | UINT64_C(0xffff) << 44, UINT64_C(8) << 60},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new(RIG_ASKED, false);
        rig->config.pmp_entries = 16;
        rig->config.lacks = rows[i].lacks;
        rig_start(rig);
        run(rig, CSRRW(rows[i].csr), rows[i].write, 0);
        if (rig_csr(rig, rows[i].csr) != rows[i].hold)
            fail_msg("row %u, csr 0x%x: 0x%lx", i, rows[i].csr, (unsigned long)rig_csr(rig, rows[i].csr));
        rig_free(rig);
    }
}

/* Nor has it them in a fence's rs2 (Privileged 4.2.1). */
static void test_a_fence_names_the_asid_bits_that_exist(void **state)
{
    static const uint32_t word = 0x12c58073; /* sfence.vma a1, a2 */
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig->config.lacks.asid_bits = 8;
    rig_start(rig);
    rig_put(rig, RIG_RAM, &word, 1);
    fl_hart_set_reg(rig->hart, 12, 0xf05);
    rig_steps(rig, 1);
    assert_int_equal(rig->fences, 1);
    assert_true(rig->fence.asid_given);
    assert_int_equal(rig->fence.asid, 5);
    rig_free(rig);
}

static void test_cache_blocks_may_be_lacking(void **state)
{
    static const uint32_t words[] = {0x0005200f, 0x0015200f, 0x0025200f, 0x0045200f}; /* cbo.inval to cbo.zero (a0) */
    (void)state;
    for (unsigned i = 0; i < 2 * sizeof words / sizeof words[0]; i++) {
        struct rig *rig = rig_new(RIG_ASKED, false);
        rig->config.lacks.cbo = i % 2;
        rig_start(rig);
        rig_put(rig, RIG_RAM, &words[i / 2], 1);
        fl_hart_set_reg(rig->hart, 10, RIG_RAM + 0x1000);
        rig_steps(rig, 1);
        assert_int_equal(rig->traps, i % 2);
        assert_int_equal(rig->trap.in.cause, i % 2 ? FL_CAUSE_ILLEGAL : 0);
        rig_free(rig);
    }
}

/* Directed cases 35 and 36: an unsupported MODE drops the whole write; ASID holds 16 bits. */
static void test_satp_drops_writes_with_unsupported_mode(void **state)
{
    static const unsigned dropped[] = {1, 2, 7, 10, 11, 12, 15}; /* Sv57 is off in the rig */
    const uint64_t good = UINT64_C(8) << 60 | UINT64_C(0xffff) << 44 | 0x12345;
    (void)state;
    struct rig *rig = start();
    run(rig, CSRRW(0x180), good, 0);
    assert_int_equal(rig_csr(rig, 0x180), good);
    assert_int_equal(rig->satps, 1);
    for (unsigned i = 0; i < sizeof dropped / sizeof dropped[0]; i++) {
        run(rig, CSRRW(0x180), (uint64_t)dropped[i] << 60 | UINT64_C(3) << 44 | 9, 0);
        assert_int_equal(rig_csr(rig, 0x180), good);
    }
    assert_int_equal(rig->satps, 1);
    run(rig, CSRRW(0x180), UINT64_C(9) << 60 | 7, 0); /* Sv48 is on */
    assert_int_equal(rig_csr(rig, 0x180), UINT64_C(9) << 60 | 7);
    assert_int_equal(rig->traps, 0);
    rig_free(rig);
}

static void test_set_and_clear_modify_bits(void **state)
{
    (void)state;
    struct rig *rig = start();
    run(rig, CSRRW(0x340), 0xf0, 0);
    run(rig, CSRRS(0x340), 0, 0x0f);
    assert_int_equal(fl_hart_reg(rig->hart, 10), 0xf0);
    assert_int_equal(rig_csr(rig, 0x340), 0xff);
    run(rig, CSRRC(0x340), 0, 0x81);
    assert_int_equal(fl_hart_reg(rig->hart, 10), 0xff);
    assert_int_equal(rig_csr(rig, 0x340), 0x7e);
    run(rig, 0x34045573, 0, 0); /* csrrwi a0, mscratch, 8 */
    assert_int_equal(rig_csr(rig, 0x340), 8);
    rig_free(rig);
}

/* Directed case 91: SEIP reads as software bit or line; set and clear change the software bit alone. */
static void test_seip_line_is_not_folded_into_the_software_bit(void **state)
{
    (void)state;
    struct rig *rig = start();
    rig->lines = BIT(9);
    run(rig, CSRRS(0x344), 0, BIT(1));
    assert_int_equal(fl_hart_reg(rig->hart, 10), BIT(9));
    assert_int_equal(rig_csr(rig, 0x344), BIT(9) | BIT(1));
    rig->lines = 0;
    assert_int_equal(rig_csr(rig, 0x344), BIT(1));
    run(rig, CSRRW(0x344), UINT64_MAX, 0);
    assert_int_equal(rig_csr(rig, 0x344), 0x222); /* MSIP, MTIP, MEIP are read-only */
    rig_free(rig);
}

/* Directed case 90: with STCE, STIP is the comparator and nothing else. */
static void test_stip_is_the_comparator_under_stce(void **state)
{
    (void)state;
    struct rig *rig = start();
    run(rig, CSRRW(0x344), BIT(5), 0);
    assert_int_equal(rig_csr(rig, 0x344), BIT(5));
    run(rig, CSRRW(0x30a), BIT(63), 0);
    assert_int_equal(rig_csr(rig, 0x344), 0);
    run(rig, CSRRW(0x344), BIT(5), 0);
    assert_int_equal(rig_csr(rig, 0x344), 0);
    run(rig, CSRRW(0x14d), 0, 0);
    assert_int_equal(rig_csr(rig, 0x344), BIT(5));
    run(rig, CSRRW(0x14d), UINT64_MAX, 0);
    assert_int_equal(rig_csr(rig, 0x344), 0);
    rig_free(rig);
}

/* Directed case 92: sip and sie are windows as wide as mideleg. */
static void test_sip_and_sie_show_and_take_delegated_bits_only(void **state)
{
    (void)state;
    struct rig *rig = start();
    run(rig, CSRRW(0x304), 0xaaa, 0);
    run(rig, CSRRW(0x344), 0x222, 0);
    assert_int_equal(rig_csr(rig, 0x104), 0);
    assert_int_equal(rig_csr(rig, 0x144), 0);
    run(rig, CSRRW(0x144), 0, 0); /* nothing is delegated: nothing changes */
    assert_int_equal(rig_csr(rig, 0x344), 0x222);
    run(rig, CSRRW(0x303), 0x22, 0);
    assert_int_equal(rig_csr(rig, 0x104), 0x22);
    assert_int_equal(rig_csr(rig, 0x144), 0x22);
    run(rig, CSRRW(0x144), 0, 0); /* SSIP is writable, STIP and SEIP are not */
    assert_int_equal(rig_csr(rig, 0x344), 0x220);
    run(rig, CSRRW(0x104), 0, 0);
    assert_int_equal(rig_csr(rig, 0x304), 0xa88);
    rig_free(rig);
}

/* A read gives the count before the instruction; a write to minstret replaces the writer's own increment. */
static void test_minstret_counts_retired_instructions(void **state)
{
    static const uint32_t program[] = {0xb0202573, 0xb0251073, 0xb02025f3, 0x00000073}; /* r; w; r; ecall */
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 4);
    rig_start(rig);
    rig_step(rig);
    assert_int_equal(fl_hart_reg(rig->hart, 10), 0);
    fl_hart_set_reg(rig->hart, 10, 1000);
    rig_steps(rig, 2);
    assert_int_equal(fl_hart_reg(rig->hart, 11), 1000);
    rig_step(rig); /* ECALL does not retire */
    assert_int_equal(rig_csr(rig, 0xb02), 1001);
    assert_int_equal(fl_hart_counts(rig->hart)->instret, 3);
    assert_int_equal(fl_hart_counts(rig->hart)->base, 4);
    rig_free(rig);
}

static void test_mcountinhibit_freezes_both_counters(void **state)
{
    static const uint32_t program[] = {0x3202d073, 0x00000013, 0x00000013, 0x32005073, 0x00000013};
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig_put(rig, RIG_RAM, program, 5);
    rig_start(rig);
    rig_step(rig);
    uint64_t cycle = rig_csr(rig, 0xb00);
    assert_int_equal(rig_csr(rig, 0xb02), 1);
    rig_steps(rig, 3);
    assert_int_equal(rig_csr(rig, 0xb00), cycle);
    assert_int_equal(rig_csr(rig, 0xb02), 1);
    rig_step(rig);
    assert_int_equal(rig_csr(rig, 0xb00), cycle + 1);
    assert_int_equal(rig_csr(rig, 0xb02), 2);
    rig_free(rig);
}

static void test_absent_csr_is_told_to_inspectors(void **state)
{
    uint64_t value = 5;
    (void)state;
    struct rig *rig = start();
    assert_false(fl_hart_csr(rig->hart, 0x7b0, &value));
    assert_false(fl_hart_csr(rig->hart, 5000, &value));
    assert_int_equal(value, 5);
    assert_true(fl_hart_csr(rig->hart, 0xf14, &value));
    assert_int_equal(value, 0);
    rig_free(rig);
}

/* Three instructions fit the 8-byte fetch block at RIG_RAM with a compressed one: a context change in the middle
 * fetches again. */
static void test_writes_that_change_the_context_fetch_again(void **state)
{
    static const struct {
        uint64_t word, a0, fetches;
    } rows[] = {
        {0x34051073, 1, 1},       /* mscratch: no */
        {0x30051073, 0, 1},       /* mstatus, same context: no */
        {0x30051073, BIT(18), 2}, /* SUM */
        {0x18051073, 0, 2},       /* satp, even the same value */
        {0x3b051073, 9, 2},       /* pmpaddr0 */
        {0x0000100f, 0, 2},       /* fence.i */
        {0x12000073, 0, 2},       /* sfence.vma */
    };
    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new(RIG_ASKED, false);
        rig->config.pmp_entries = 16;
        rig_set(rig, RIG_RAM, rows[i].word, 4);
        rig_put16(rig, RIG_RAM + 4, 0x0001);
        rig_start(rig);
        fl_hart_set_reg(rig->hart, 10, rows[i].a0);
        rig_steps(rig, 2);
        if (rig->requests[FL_PORT_FETCH] != rows[i].fetches)
            fail_msg("row %u: %u fetches", i, (unsigned)rig->requests[FL_PORT_FETCH]);
        rig_free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writable_bits),
        cmocka_unit_test(test_adue_is_read_only_without_svadu),
        cmocka_unit_test(test_what_the_hart_lacks),
        cmocka_unit_test(test_a_fence_names_the_asid_bits_that_exist),
        cmocka_unit_test(test_cache_blocks_may_be_lacking),
        cmocka_unit_test(test_satp_drops_writes_with_unsupported_mode),
        cmocka_unit_test(test_set_and_clear_modify_bits),
        cmocka_unit_test(test_seip_line_is_not_folded_into_the_software_bit),
        cmocka_unit_test(test_stip_is_the_comparator_under_stce),
        cmocka_unit_test(test_sip_and_sie_show_and_take_delegated_bits_only),
        cmocka_unit_test(test_minstret_counts_retired_instructions),
        cmocka_unit_test(test_mcountinhibit_freezes_both_counters),
        cmocka_unit_test(test_absent_csr_is_told_to_inspectors),
        cmocka_unit_test(test_writes_that_change_the_context_fetch_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
