/* test_hart_fast_programs.c - programs written to break the hart's caches: each must run alike with and without them,
 * however the run is cut into slices.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart_rig.h"

#define CODE    UINT64_C(0x10000)
#define CODE_PA (RIG_RAM + 0x10000)
#define DATA    UINT64_C(0x20000)
#define DATA_PA (RIG_RAM + 0x20000)
#define CYCLES  3000
enum { A0 = 10, A1, A2, A3, A4, A5, A6, A7 };

typedef struct rig *make_fn(enum rig_engine engine, bool fast, unsigned variant);

/* Compare the plain run with fast ones, in one go and in slices; returns a7 at the end. */
static uint64_t run_alike(make_fn *make, enum rig_engine engine, unsigned variant)
{
    const uint64_t slices[] = {CYCLES, CYCLES, 1, 13, 96 + variant};
    uint64_t fingerprint = 0, a7 = 0;
    for (unsigned i = 0; i < sizeof slices / sizeof slices[0]; i++) {
        struct rig *rig = make(engine, i > 0, variant);
        uint64_t start = fl_hart_counts(rig->hart)->cycles;
        for (uint64_t until = slices[i]; until < CYCLES; until += slices[i])
            fl_hart_run(rig->hart, start + until);
        fl_hart_run(rig->hart, start + CYCLES);
        assert_true(rig_balanced(rig));
        if (i == 0)
            fingerprint = rig_fingerprint(rig);
        else if (rig_fingerprint(rig) != fingerprint)
            fail_msg("variant %u, slices of %u cycles: differs from the plain run", variant, (unsigned)slices[i]);
        a7 = fl_hart_reg(rig->hart, A7);
        rig_free(rig);
    }
    return a7;
}

static struct rig *paged(enum rig_engine engine, bool fast, const uint32_t *words, unsigned count)
{
    struct rig *rig = rig_new(engine, fast);
    rig_put(rig, CODE_PA, words, count);
    rig_map(rig, CODE, CODE_PA, PTE_KERNEL);
    rig_map(rig, DATA, DATA_PA, PTE_KERNEL);
    rig->bus.ram_delay = 2;
    rig->bus.fetch_delay = 1;
    return rig;
}

static void enter(struct rig *rig, uint64_t mie)
{
    rig_boot(rig, &(struct rig_boot){.privilege = FL_SUPERVISOR, .pc = CODE, .satp = RIG_SATP(1), .mie = mie});
}

/* A loop that never leaves its page, so that only the deadline ends it: a device interrupts every few cycles, M clears
 * and returns. */
static struct rig *make_hot_loop(enum rig_engine engine, bool fast, unsigned variant)
{
    static const uint32_t program[] = {
        0x0005b503, 0x00c50533, 0x00a5b023, 0x0085b683, 0x00068463, 0x00360613, /* ld add sd ld beqz addi */
        0x008000ef, 0xfe5ff06f, 0x00160613, 0x00008067,                         /* jal f; j loop; f: addi; ret */
    };
    static const uint32_t handler[] = {0x100002b7, 0x0002b423, 0x00188893, 0x30200073}; /* lines = 0; a7++; mret */
    struct rig *rig = paged(engine, fast, program, sizeof program / 4);
    rig_put(rig, RIG_MTVEC, handler, 4);
    rig->later_at = 200;
    rig->period = 60 + variant;
    enter(rig, 1 << 9);
    fl_hart_set_reg(rig->hart, A1, DATA);
    return rig;
}

static void test_interrupts_leave_hot_loops_at_the_same_instruction(void **state)
{
    (void)state;
    for (unsigned variant = 0; variant < 12; variant++) {
        assert_in_range(run_alike(make_hot_loop, RIG_REPEATABLE, variant), 30, 60);
        assert_in_range(run_alike(make_hot_loop, RIG_ASKED, variant), 30, 60);
    }
}

/* The block writes the instruction behind its own store, another one each time around. Variant 1 first tries a store
 * from the end of this page into the next one, which faults: it must not make the page look harmless. */
static struct rig *make_self_modifying(enum rig_engine engine, bool fast, unsigned variant)
{
    static const uint32_t plain[] = {0x00e82423, 0x00f74733, 0x00100513, 0x00a888b3, 0xff1ff06f};
    static const uint32_t faulting[] = {0x00e6b023, 0x00e82623, 0x00f74733, 0x00100513, 0x00a888b3, 0xfedff06f};
    static const uint32_t skip[] = {0x341022f3, 0x00428293, 0x34129073, 0x30200073}; /* mepc += 4; mret */
    struct rig *rig = variant ? paged(engine, fast, faulting, 6) : paged(engine, fast, plain, 5);
    rig_put(rig, RIG_MTVEC, skip, 4);
    enter(rig, 0);
    fl_hart_set_reg(rig->hart, A3, CODE + 0xffc);
    fl_hart_set_reg(rig->hart, A6, CODE);
    fl_hart_set_reg(rig->hart, A4, 0x00200513); /* li a0, 2 and li a0, 1 in turn */
    fl_hart_set_reg(rig->hart, A5, 0x00300000);
    return rig;
}

static void test_a_block_that_rewrites_itself_runs_what_it_wrote(void **state)
{
    (void)state;
    uint64_t a7 = run_alike(make_self_modifying, RIG_REPEATABLE, 0);
    assert_in_range(a7, 400, 500); /* about 300 rounds of 1 and 2 in turn */
    assert_int_equal(run_alike(make_self_modifying, RIG_ASKED, 0), a7);
    assert_in_range(run_alike(make_self_modifying, RIG_REPEATABLE, 1), 40, 200);
}

/* Stores make a data page known as writable; then it is run as code, and rewritten by the same stores. */
static struct rig *make_data_becomes_code(enum rig_engine engine, bool fast, unsigned variant)
{
    static const uint32_t program[] = {0x00e82023, 0x00d82223, 0x000800e7, 0x00a888b3, 0x00f74733, 0xfedff06f};
    struct rig *rig = paged(engine, fast, program, 6);
    enter(rig, 0);
    fl_hart_set_reg(rig->hart, A6, DATA + 8 * variant);
    fl_hart_set_reg(rig->hart, A3, 0x00008067); /* ret */
    fl_hart_set_reg(rig->hart, A4, 0x00200513);
    fl_hart_set_reg(rig->hart, A5, 0x00300000);
    return rig;
}

static void test_data_that_becomes_code_and_data_again(void **state)
{
    (void)state;
    for (unsigned variant = 0; variant < 3; variant++) {
        assert_in_range(run_alike(make_data_becomes_code, RIG_REPEATABLE, variant), 200, 600);
        assert_in_range(run_alike(make_data_becomes_code, RIG_ASKED, variant), 200, 600);
    }
}

/* U-mode loads a page whose PMP right M takes and gives in turn: no load may live on a right it had. */
static struct rig *make_pmp_toggle(enum rig_engine engine, bool fast, unsigned variant)
{
    static const uint32_t boot[] = {0x3b051073, 0x3b159073, 0x3a061073, /* pmpaddr0 = a0, pmpaddr1 = a1, pmpcfg0 = a2 */
                                    0x18069073, 0x34171073, 0x30579073, /* satp = a3, mepc = a4, mtvec = a5 */
                                    0x30200073};
    static const uint32_t user[] = {0x0005b503, 0x00a888b3, 0x0005b503, 0x00000073, 0xff1ff06f}; /* ld add ld ecall j */
    static const uint32_t handler[] = {0x341022f3, 0x00428293, 0x34129073, /* skip the instruction */
                                       0x3a0022f3, 0x0012c293, 0x3a029073, /* toggle entry 0's R */
                                       0x30200073};
    struct rig *rig = rig_new(engine, fast);
    (void)variant;
    rig->config.pmp_entries = 16;
    rig_put(rig, RIG_RAM, boot, 7);
    rig_put(rig, CODE_PA, user, 5);
    rig_put(rig, RIG_MTVEC, handler, 7);
    rig_map(rig, CODE, CODE_PA, PTE_USER);
    rig_map(rig, DATA, DATA_PA, PTE_USER);
    rig_set(rig, DATA_PA, 1, 8);
    rig_start(rig);
    fl_hart_set_reg(rig->hart, A0, DATA_PA >> 2 | 0x1ff);
    fl_hart_set_reg(rig->hart, A1, UINT64_MAX >> 10);
    fl_hart_set_reg(rig->hart, A2, 0x1f19);
    fl_hart_set_reg(rig->hart, A3, RIG_SATP(1));
    fl_hart_set_reg(rig->hart, A4, CODE);
    fl_hart_set_reg(rig->hart, A5, RIG_MTVEC);
    rig_steps(rig, 7);
    fl_hart_set_reg(rig->hart, A0, 0);
    fl_hart_set_reg(rig->hart, A1, DATA);
    return rig;
}

static void test_pmp_rights_are_never_remembered(void **state)
{
    (void)state;
    uint64_t a7 = run_alike(make_pmp_toggle, RIG_REPEATABLE, 0);
    assert_in_range(a7, 40, 200);
    assert_int_equal(run_alike(make_pmp_toggle, RIG_ASKED, 0), a7);
}

/* A page of instructions that all span fetch blocks at times; before the n-th fetch request the page moves to another
 * frame, or just leaves the TLB, so that a walk delays the rest of a decoded block. */
static struct rig *make_moving_code(enum rig_engine engine, bool fast, unsigned variant)
{
    static const uint32_t handler[] = {0x100002b7, 0x0002b423, 0x30200073}; /* lines = 0; mret */
    uint32_t add[2] = {0x00188893, 0x00788893};                             /* a7 += 1 here, a7 += 7 there */
    struct rig *rig = paged(engine, fast, add, 1);
    rig_put(rig, RIG_MTVEC, handler, 3);
    for (unsigned frame = 0; frame < 2; frame++) {
        uint64_t pa = frame ? DATA_PA : CODE_PA, offset = 0;
        rig_put16(rig, pa, 0x0001);
        for (offset = 2; offset < 0x200; offset += 4)
            rig_put(rig, pa + offset, &add[frame], 1);
        rig_put(rig, pa + offset, &(uint32_t){0xdffff06f}, 1); /* j CODE */
    }
    rig->remap_at = 14 + variant; /* the boot code takes 6 of them */
    rig->remap_pte = rig_map(rig, CODE, CODE_PA, PTE_KERNEL);
    rig->remap_to = (variant % 2 ? CODE_PA : DATA_PA) >> 12 << 10 | PTE_KERNEL;
    rig->later_at = 100;
    rig->period = 150 + 7 * variant; /* a decoded block of 64 instructions must fit in between */
    enter(rig, 1 << 9);
    return rig;
}

static void test_code_that_moves_between_two_fetch_requests(void **state)
{
    (void)state;
    for (unsigned variant = 0; variant < 60; variant++)
        assert_true(run_alike(make_moving_code, RIG_ASKED, variant) > 500);
}

/* The walk that a fetch request in the middle of a block needs makes the block longer than was known when it was
 * entered. */
static struct rig *make_delayed_block(enum rig_engine engine, bool fast, unsigned variant)
{
    struct rig *rig = make_moving_code(engine, fast, 1);
    rig->remap_at = (unsigned)rig->requests[FL_PORT_FETCH] + 12;
    rig->period = 0;
    rig->later_at = fl_hart_counts(rig->hart)->cycles + 60 + 4 * variant;
    return rig;
}

static void test_a_block_that_became_longer_still_meets_its_deadline(void **state)
{
    (void)state;
    for (unsigned variant = 0; variant < 40; variant++)
        run_alike(make_delayed_block, RIG_ASKED, variant);
}

/* A function is run, overwritten, run, and run again behind FENCE.I: what it returned the second and the third time. */
static void run_overwritten(bool stale, uint64_t *second, uint64_t *third)
{
    static const uint32_t program[] = {
        0x00000417, 0x10040413, 0x000400e7, 0x00842283, /* s0 = f; jalr f; lw t0, 8(s0) */
        0x00542023, 0x000400e7, 0x00050913, 0x0000100f, /* sw t0, (s0); jalr f; mv s2, a0; fence.i */
        0x000400e7, 0x00050993, 0x0000006f,             /* jalr f; mv s3, a0; j . */
    };
    static const uint32_t function[] = {0x00100513, 0x00008067,
                                        0x00200513}; /* li a0, 1; ret; what is stored: li a0, 2 */
    struct rig *rig = rig_new(RIG_REPEATABLE, true);
    rig->config.stale_code = stale;
    rig_put(rig, RIG_RAM, program, sizeof program / 4);
    rig_put(rig, RIG_RAM + 0x100, function, 3);
    rig_start(rig);
    fl_hart_run(rig->hart, CYCLES);
    *second = fl_hart_reg(rig->hart, 18);
    *third = fl_hart_reg(rig->hart, 19);
    rig_free(rig);
}

static void test_stale_code_lasts_until_fence_i(void **state)
{
    (void)state;
    uint64_t second, third;
    run_overwritten(false, &second, &third);
    assert_int_equal(second, 2);
    run_overwritten(true, &second, &third);
    assert_int_equal(second, 1);
    assert_int_equal(third, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stale_code_lasts_until_fence_i),
        cmocka_unit_test(test_interrupts_leave_hot_loops_at_the_same_instruction),
        cmocka_unit_test(test_a_block_that_rewrites_itself_runs_what_it_wrote),
        cmocka_unit_test(test_data_that_becomes_code_and_data_again),
        cmocka_unit_test(test_pmp_rights_are_never_remembered),
        cmocka_unit_test(test_code_that_moves_between_two_fetch_requests),
        cmocka_unit_test(test_a_block_that_became_longer_still_meets_its_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
