/* test_hart_counters.c - mhpmcounters: which events they count, how often to the digit, who may read them (docs/hart.md). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hart_rig.h"

#define BIT(n)         (UINT64_C(1) << (n))
#define CSRRW(csr)     (0x00051573u | (uint32_t)(csr) << 20) /* csrrw a0, csr, a0 */
#define CSRR(csr)      (0x00002573u | (uint32_t)(csr) << 20) /* csrr a0, csr */
#define LD             0x0005b603u                           /* ld a2, 0(a1) */
#define SD             0x00c5b023u                           /* sd a2, 0(a1) */
#define SFENCE_ALL     0x12000073u
#define SFENCE_VA      0x12058073u /* sfence.vma a1, x0 */
#define MCOUNTINHIBIT  0x320
#define MHPMEVENT(n)   (0x320 + (n))
#define MHPMCOUNTER(n) (0xb00 + (n))
#define HPMCOUNTER(n)  (0xc00 + (n))
#define MPRV_AS_S      (BIT(17) | BIT(11)) /* mstatus: data accesses of M run as S */
#define CLEAN          (PTE_V | PTE_R | PTE_W | PTE_A)
#define VA             UINT64_C(0x1000)

/* Run one instruction in M-mode with a0 and a1, which jumps nowhere and touches no memory of its own; returns a0. */
static uint64_t run(struct rig *rig, uint32_t word, uint64_t a0, uint64_t a1)
{
    uint32_t program[] = {word, 0xffdff06f}; /* word; j -4 */
    rig_put(rig, RIG_RAM, program, 2);
    fl_hart_set_reg(rig->hart, 10, a0);
    fl_hart_set_reg(rig->hart, 11, a1);
    rig_steps(rig, 2);
    return fl_hart_reg(rig->hart, 10);
}

/* Data accesses go through Sv39 as S-mode's; hardware sets A and D. Fetches stay untranslated. */
static struct rig *start(enum rig_engine engine, bool fast)
{
    struct rig *rig = rig_new(engine, fast);
    rig_start(rig);
    for (uint64_t page = 1; page < 16; page++)
        rig_map(rig, page << 12, RIG_RAM + 0x100000 + (page << 12), page == 1 ? CLEAN : PTE_KERNEL);
    run(rig, CSRRW(0x30a), BIT(61), 0);
    run(rig, CSRRW(0x180), RIG_SATP(1), 0);
    run(rig, CSRRW(0x300), MPRV_AS_S, 0);
    return rig;
}

/* The numbers of docs/hart.md; all others read back 0. */
static void test_selectors_hold_known_events_alone(void **state)
{
    static const struct {
        uint64_t first, last;
    } known[] = {{0x01, 0x0d}, {0x10, 0x14}, {0x18, 0x1d}, {0x21, 0x24}, {0x31, 0x34}};
    (void)state;
    struct rig *rig = start(RIG_ASKED, false);
    for (uint64_t event = 0; event < 0x100; event++) {
        bool exists = false;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            exists |= event >= known[i].first && event <= known[i].last;
        run(rig, CSRRW(MHPMEVENT(3)), 1, 0);
        run(rig, CSRRW(MHPMEVENT(3)), event, 0);
        assert_int_equal(run(rig, CSRR(MHPMEVENT(3)), 99, 0), exists ? event : 0);
    }
    run(rig, CSRRW(MHPMEVENT(31)), 0x1d, 0);
    assert_int_equal(rig_csr(rig, MHPMEVENT(31)), 0x1d);
    run(rig, CSRRW(MHPMEVENT(31)), BIT(63) | 1, 0);
    assert_int_equal(rig_csr(rig, MHPMEVENT(31)), 0);
    assert_int_equal(rig->traps, 0);
    rig_free(rig);
}

enum { HIT, MISS, REFUSED, READ2, READ1, READ0, PWC1, UPDATE, SECOND, L2, FENCE, BUSY, FILLS, COUNTERS };
static const uint8_t selector[COUNTERS] = {0x02, 0x04, 0x06, 0x12, 0x11, 0x10, 0x21,
                                           0x18, 0x0b, 0x09, 0x1a, 0x1d, 0x31};

static void zero_all(struct rig *rig)
{
    for (unsigned i = 0; i < COUNTERS; i++)
        run(rig, CSRRW(MHPMCOUNTER(3 + i)), 0, 0);
}

/* A walker's access takes 3 cycles here, so a read costs 5 in all, an update 4, PROBE and ANSWER 1 each. */
static void test_events_are_counted_to_the_digit(void **state)
{
    static const struct {
        uint32_t word;
        uint64_t a1;
        uint8_t expect[COUNTERS];
    } steps[] = {
        {LD, VA, {[MISS] = 1, [READ2] = 1, [READ1] = 1, [READ0] = 1, [BUSY] = 17, [FILLS] = 1}},
        {LD, VA + 8, {[HIT] = 1}},
        {LD, VA + 0x1000, {[MISS] = 1, [PWC1] = 1, [READ0] = 1, [BUSY] = 7}},
        {SD, VA, {[MISS] = 1, [REFUSED] = 1, [SECOND] = 1, [PWC1] = 1, [READ0] = 1, [UPDATE] = 1, [BUSY] = 11}},
        {SD, VA, {[HIT] = 1}},
        {SFENCE_VA, VA, {[FENCE] = 1}},
        {LD, VA, {[MISS] = 1, [PWC1] = 1, [READ0] = 1, [BUSY] = 7}},
        {SFENCE_ALL, 0, {[FENCE] = 1}},
        {LD, VA, {[MISS] = 1, [READ2] = 1, [READ1] = 1, [READ0] = 1, [BUSY] = 17, [FILLS] = 1}},
        {LD, VA + 6 + 0xffc, {[HIT] = 0, [MISS] = 1, [PWC1] = 1, [READ0] = 1, [BUSY] = 7}}, /* page 2 alone */
        {LD, VA + 0xffc, {[HIT] = 2}},                                                      /* pages 1 and 2 */
    };
    (void)state;
    for (int engine = RIG_REPEATABLE; engine <= RIG_ASKED; engine++) {
        struct rig *rig = start((enum rig_engine)engine, engine == RIG_REPEATABLE);
        for (unsigned i = 0; i < COUNTERS; i++)
            run(rig, CSRRW(MHPMEVENT(3 + i)), selector[i], 0);
        for (size_t step = 0; step < sizeof steps / sizeof steps[0]; step++) {
            zero_all(rig);
            run(rig, steps[step].word, 0, steps[step].a1);
            for (unsigned i = 0; i < COUNTERS; i++) {
                uint64_t value = run(rig, CSRR(MHPMCOUNTER(3 + i)), 99, 0);
                if (value != steps[step].expect[i])
                    fail_msg("step %zu, event 0x%x: %u, not %u", step, selector[i], (unsigned)value,
                             steps[step].expect[i]);
            }
        }
        assert_int_equal(rig->traps, 0);
        rig_free(rig);
    }
}

/* Nine pages in an L1 of eight entries: the first one is evicted, and found in the L2. */
static void test_l2_hits_and_their_two_busy_cycles(void **state)
{
    static const uint64_t others[] = {2, 3, 4, 6, 7, 8, 10, 11}; /* none in the first one's set of the L2 */
    (void)state;
    struct rig *rig = start(RIG_ASKED, false);
    run(rig, CSRRW(MHPMEVENT(3)), 0x09, 0);
    run(rig, CSRRW(MHPMEVENT(4)), 0x1d, 0);
    run(rig, LD, 0, VA);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        run(rig, LD, 0, others[i] << 12);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(3)), 0);
    uint64_t busy = rig_csr(rig, MHPMCOUNTER(4));
    assert_int_equal(busy, 17 + 8 * 7);
    run(rig, LD, 0, VA);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(3)), 1);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(4)), busy + 2);
    rig_free(rig);
}

static void test_untranslated_accesses_and_instruction_fetches(void **state)
{
    (void)state;
    struct rig *rig = start(RIG_ASKED, false);
    run(rig, CSRRW(0x300), 0, 0); /* no MPRV */
    run(rig, CSRRW(MHPMEVENT(3)), 0x08, 0);
    run(rig, CSRRW(MHPMEVENT(4)), 0x07, 0);
    run(rig, CSRRW(MHPMCOUNTER(4)), 0, 0); /* at its end: the write's own fetch is behind it; the jump needs none */
    run(rig, LD, 0, RIG_RAM + 0x8000);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(3)), 1);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(4)), 1); /* the fetch block of the load */
    rig_free(rig);
}

static void test_inhibited_counters_stand_still(void **state)
{
    (void)state;
    struct rig *rig = start(RIG_ASKED, false);
    run(rig, CSRRW(MHPMEVENT(3)), 0x02, 0);
    run(rig, CSRRW(MHPMEVENT(31)), 0x02, 0);
    run(rig, LD, 0, VA);
    run(rig, LD, 0, VA);
    run(rig, CSRRW(MCOUNTINHIBIT), BIT(31), 0);
    run(rig, LD, 0, VA);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(3)), 2);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(31)), 1);
    run(rig, CSRRW(MHPMCOUNTER(31)), 70, 0); /* written while it stands */
    run(rig, LD, 0, VA);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(31)), 70);
    run(rig, CSRRW(MHPMEVENT(31)), 0x04, 0); /* another event, the same stand */
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(31)), 70);
    run(rig, CSRRW(MCOUNTINHIBIT), 0, 0);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(31)), 70);
    run(rig, LD, 0, VA + 0x2000); /* a miss */
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(31)), 71);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(3)), 3);
    assert_int_equal(rig_csr(rig, HPMCOUNTER(3)), 3);
    rig_free(rig);
}

static void test_written_counters_go_on_from_there(void **state)
{
    (void)state;
    struct rig *rig = start(RIG_ASKED, false);
    run(rig, LD, 0, VA);
    run(rig, CSRRW(MHPMEVENT(5)), 0x02, 0);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(5)), 0); /* what happened before does not count */
    run(rig, CSRRW(MHPMCOUNTER(5)), UINT64_MAX, 0);
    run(rig, LD, 0, VA);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(5)), 0); /* 64 bits wrap */
    run(rig, LD, 0, VA);
    run(rig, CSRRW(MHPMEVENT(5)), 0, 0);
    run(rig, LD, 0, VA);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(5)), 1); /* event 0 never happens */
    rig_free(rig);
}

/* Hits that the fast paths answer themselves are counted when a program looks, in the middle of a run: S-mode, translated. */
static void test_fast_paths_count_alike(void **state)
{
    static const uint32_t loop[] = {
        0x0005b603,
        CSRR(HPMCOUNTER(3)) | 4 << 7, /* ld a2, 0(a1); csrr a4, hpmcounter3 */
        0xfff68693,
        0xfe069ae3, /* addi a3, a3, -1; bnez a3, -12 */
        CSRR(HPMCOUNTER(4)) | 5 << 7,
        0x0000006f, /* csrr a5, hpmcounter4; j . */
    };
    (void)state;
    uint64_t fetches[2];
    for (int fast = 0; fast < 2; fast++) {
        struct rig *rig = start(fast ? RIG_REPEATABLE : RIG_ASKED, fast);
        rig_map(rig, 0x40000000, RIG_RAM + 0x10000, PTE_KERNEL);
        run(rig, CSRRW(MHPMEVENT(3)), 0x02, 0);
        run(rig, CSRRW(MHPMEVENT(4)), 0x01, 0);
        run(rig, CSRRW(0x306), BIT(3) | BIT(4), 0);
        run(rig, CSRRW(0x341), 0x40000000, 0);
        rig_put(rig, RIG_RAM + 0x10000, loop, sizeof loop / 4);
        run(rig, 0x30200073, 0, VA); /* mret to S-mode, which the mode bits already name */
        fl_hart_set_reg(rig->hart, 13, 5000);
        fl_hart_run(rig->hart, fl_hart_counts(rig->hart)->cycles + 40000);
        assert_int_equal(fl_hart_reg(rig->hart, 13), 0);
        assert_int_equal(fl_hart_reg(rig->hart, 14), 4999);
        fetches[fast] = fl_hart_reg(rig->hart, 15);
        assert_int_equal(rig->traps, 0);
        rig_free(rig);
    }
    assert_int_equal(fetches[0], 2 * 5000 + 1 - 1); /* two blocks a round, one behind it; the first was a miss */
    assert_int_equal(fetches[1], fetches[0]);
}

/* mcounteren and scounteren have a bit for each (Privileged 3.1.11, 4.1.5). */
static void test_counter_enables_gate_each_hpmcounter(void **state)
{
    static const struct {
        uint8_t privilege;
        uint64_t counteren;
        uint32_t word;
        unsigned traps;
    } rows[] = {
        {FL_SUPERVISOR, BIT(3), CSRR(HPMCOUNTER(3)), 0},   {FL_SUPERVISOR, ~BIT(3), CSRR(HPMCOUNTER(3)), 1},
        {FL_SUPERVISOR, BIT(31), CSRR(HPMCOUNTER(31)), 0}, {FL_SUPERVISOR, ~BIT(31), CSRR(HPMCOUNTER(31)), 1},
        {FL_USER, BIT(17), CSRR(HPMCOUNTER(17)), 0},       {FL_USER, ~BIT(17), CSRR(HPMCOUNTER(17)), 1},
        {FL_SUPERVISOR, ~UINT64_C(0), CSRR(0xb03), 1},     {FL_SUPERVISOR, ~UINT64_C(0), CSRR(0x323), 1},
        {FL_USER, ~UINT64_C(0), CSRRW(HPMCOUNTER(3)), 1}, /* read-only */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig *rig = rig_new(RIG_ASKED, false);
        rig_put(rig, RIG_RAM, &rows[i].word, 1);
        rig_boot(rig,
                 &(struct rig_boot){.privilege = rows[i].privilege, .pc = RIG_RAM, .counteren = rows[i].counteren});
        rig_step(rig);
        if (rig->traps != rows[i].traps)
            fail_msg("row %zu: %u traps", i, rig->traps);
        if (rig->traps)
            assert_int_equal(rig->trap.in.cause, FL_CAUSE_ILLEGAL);
        rig_free(rig);
    }
    struct rig *rig = rig_new(RIG_ASKED, false); /* scounteren alone closes U, not S */
    rig_put(rig, RIG_RAM, (const uint32_t[]){0x10605073, CSRR(HPMCOUNTER(4))}, 2); /* csrwi scounteren, 0 */
    rig_boot(rig, &(struct rig_boot){.privilege = FL_SUPERVISOR, .pc = RIG_RAM, .counteren = BIT(4)});
    rig_steps(rig, 2);
    assert_int_equal(rig->traps, 0);
    rig_free(rig);
}

static uint64_t so_often; /* event n has happened n times so often */

static void tell_events(void *self, struct fl_events *events)
{
    (void)self;
    for (uint64_t event = 0; event < FL_EVENT_COUNT; event++)
        events->count[event] = event * so_often;
}

/* Each selector leads to its own event; also to those that one hart alone never meets: lost updates, killed walks. */
static void test_each_selector_counts_its_own_event(void **state)
{
    unsigned counted = 0;
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig->port.events = tell_events;
    so_often = 3;
    rig_start(rig);
    for (uint64_t event = 1; event < FL_EVENT_COUNT; event++) {
        run(rig, CSRRW(MHPMEVENT(3)), event, 0);
        if (run(rig, CSRR(MHPMEVENT(3)), 0, 0) != event)
            continue;
        run(rig, CSRRW(MHPMCOUNTER(3)), 1000, 0);
        so_often += 7;
        assert_int_equal(run(rig, CSRR(MHPMCOUNTER(3)), 0, 0), 1000 + 7 * event);
        counted++;
    }
    assert_int_equal(counted, 32);
    rig_free(rig);
}

/* An MMU that tells no events leaves the counters where software put them. */
static void test_without_events_counters_keep_what_is_written(void **state)
{
    (void)state;
    struct rig *rig = rig_new(RIG_ASKED, false);
    rig->port.events = NULL;
    rig_start(rig);
    run(rig, CSRRW(MHPMEVENT(3)), 0x08, 0);
    run(rig, CSRRW(MHPMCOUNTER(3)), 5, 0);
    run(rig, LD, 0, RIG_RAM + 0x8000);
    assert_int_equal(rig_csr(rig, MHPMCOUNTER(3)), 5);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_selectors_hold_known_events_alone),
        cmocka_unit_test(test_events_are_counted_to_the_digit),
        cmocka_unit_test(test_l2_hits_and_their_two_busy_cycles),
        cmocka_unit_test(test_untranslated_accesses_and_instruction_fetches),
        cmocka_unit_test(test_inhibited_counters_stand_still),
        cmocka_unit_test(test_written_counters_go_on_from_there),
        cmocka_unit_test(test_fast_paths_count_alike),
        cmocka_unit_test(test_counter_enables_gate_each_hpmcounter),
        cmocka_unit_test(test_each_selector_counts_its_own_event),
        cmocka_unit_test(test_without_events_counters_keep_what_is_written),
    };
    return cmocka_run_group_tests_name("hart counters", tests, NULL, NULL);
}
