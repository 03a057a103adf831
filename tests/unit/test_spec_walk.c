/* test_spec_walk.c - every reason a walk can give, what it reports beside it, and how it holds against a hostile memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "faultline/pma.h"
#include "faultline/pmp.h"
#include "faultline/walk.h"

enum { V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128, RW = V | R | W | A | D };
#define PTE(pa, bits) ((uint64_t)(pa) >> 12 << 10 | (uint64_t)(bits))
#define VA            UINT64_C(0x40403128) /* Sv39 indices 1, 2, 3 */

/* Three pages of table at 0x1000, 0x2000, 0x3000: level 2, 1, 0. All else answers with an error. */
struct rig {
    uint64_t table[3][512];
    struct fl_context context;
    struct fl_request request;
    struct fl_pte_mem mem;
    struct fl_translation out;
    unsigned reads, updates;
    unsigned losses; /* compare-and-swaps that still have to fail */
    bool refuse_updates;
    uint64_t rival; /* XORed into the PTE at each loss */
};

static uint64_t *entry_at(struct rig *rig, uint64_t address)
{
    bool exists = address >= 0x1000 && address < 0x4000 && address % 4 == 0;
    return exists ? &rig->table[(address >> 12) - 1][address % 0x1000 / 8] : NULL;
}

static unsigned read_pte(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct rig *rig = self;
    const uint64_t *entry = entry_at(rig, address);
    (void)size;
    rig->reads++;
    *error = entry == NULL;
    *value = entry ? *entry : UINT64_C(0x5a5a5a5a5a5a5a5b);
    return 1;
}

static unsigned compare_and_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                                 bool *won, bool *error)
{
    struct rig *rig = self;
    uint64_t *entry = entry_at(rig, address);
    (void)size;
    rig->updates++;
    *won = false;
    *error = rig->refuse_updates || entry == NULL;
    if (*error)
        return 1;
    if (rig->losses > 0) {
        rig->losses--;
        *entry ^= rig->rival;
        return 1;
    }
    *won = *entry == expected;
    if (*won)
        *entry = desired;
    return 1;
}

static void set_up(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    rig->table[0][1] = PTE(0x2000, V);
    rig->table[1][2] = PTE(0x3000, V);
    rig->table[2][3] = PTE(0x90003000, RW);
    rig->context = (struct fl_context){.xlen = 64, .privilege = FL_SUPERVISOR, .mode = FL_SV39, .root = 1};
    rig->request = (struct fl_request){.va = VA, .access = FL_LOAD, .size = 8, .context = &rig->context};
    rig->mem = (struct fl_pte_mem){rig, read_pte, compare_and_swap};
}

static enum fl_reason walk(struct rig *rig)
{
    rig->reads = rig->updates = 0;
    return fl_walk(&rig->request, &rig->mem, true, &rig->out);
}

/* Each reason: the one thing that is wrong, and what the walk says of it. */
struct refusal {
    enum fl_reason reason;
    uint8_t access, cause, level; /* level where the walk stopped */
    unsigned reads;
    uint64_t va;
    unsigned table; /* page of the wrong PTE: 0 is the root */
    uint64_t pte;
    struct fl_context change; /* fields that are set replace the usual ones */
};

static const struct fl_pmp closed = {.count = 1};
static const struct fl_pmp tables_read_only = {.count = 1, .cfg = {0x19}, .addr = {0x3fffffffffffff}};
static const struct fl_pmp leaf_closed = {.count = 2, .cfg = {0x18, 0x1f}, .addr = {0x24000dff, 0x3fffffffffffff}};

/* Memory without page tables, without atomics, and no memory behind the tables. */
static const struct fl_pma no_tables = {.count = 1,
                                        .range = {{0, UINT64_MAX, FL_PMA_R | FL_PMA_W | FL_PMA_X | FL_PMA_A}}};
static const struct fl_pma no_atomics = {.count = 1,
                                         .range = {{0, UINT64_MAX, FL_PMA_R | FL_PMA_W | FL_PMA_X | FL_PMA_T}}};
static const struct fl_pma tables_alone = {.count = 1, .range = {{1, 3, 0x1f}}};

static const struct refusal refusals[] = {
    {FL_NOT_CANONICAL, FL_LOAD, 13, 0, 0, .va = 0x4000000000},
    {FL_NO_SUCH_ADDRESS, FL_FETCH, 1, 0, 0, .va = 0x0100000000000000, .change = {.privilege = FL_MACHINE}},
    {FL_PTE_ACCESS, FL_STORE, 7, 1, 2, .table = 0, .pte = PTE(0x10000000, V)},
    {FL_PTE_ACCESS, FL_LOAD, 5, 2, 0, .change = {.pmp = &closed}},
    {FL_PTE_PMA, FL_FETCH, 1, 2, 0, .change = {.pma = &no_tables}},
    {FL_PTE_PMA, FL_AMO, 7, 1, 1, .table = 0, .pte = PTE(0x10000000, V), .change = {.pma = &tables_alone}},
    {FL_PTE_INVALID, FL_LOAD, 13, 0, 3, .table = 2, .pte = PTE(0x90003000, RW & ~V)},
    {FL_PTE_WRITE_ONLY, FL_STORE, 15, 0, 3, .table = 2, .pte = PTE(0x90003000, RW & ~R)},
    {FL_PTE_RESERVED_BITS, FL_LOAD, 13, 1, 2, .table = 1, .pte = PTE(0x3000, V) | UINT64_C(1) << 54},
    {FL_PTE_PBMT, FL_LOAD, 13, 0, 3, .table = 2, .pte = PTE(0x90003000, RW) | UINT64_C(1) << 61},
    {FL_PTE_NAPOT, FL_LOAD, 13, 0, 3, .table = 2, .pte = PTE(0x90003000, RW) | UINT64_C(1) << 63},
    {FL_PTE_NAPOT, FL_LOAD, 13, 1, 2, .table = 1, .pte = PTE(0x90008000, RW) | UINT64_C(1) << 63},
    {FL_PTE_NAPOT, FL_LOAD, 13, 0, 3, .table = 2, .pte = PTE(0x90008000, V) | UINT64_C(1) << 63},
    {FL_POINTER_ATTRIBUTES, FL_LOAD, 13, 2, 1, .table = 0, .pte = PTE(0x2000, V | A)},
    {FL_POINTER_AT_LEAF, FL_FETCH, 12, 0, 3, .table = 2, .pte = PTE(0x3000, V)},
    {FL_SUPERPAGE_MISALIGNED, FL_LOAD, 13, 1, 2, .table = 1, .pte = PTE(0x90001000, RW)},
    {FL_USER_PAGE_REQUIRED, FL_LOAD, 13, 0, 3, .change = {.privilege = 0xff}},
    {FL_USER_PAGE_FETCH, FL_FETCH, 12, 0, 3, .table = 2, .pte = PTE(0x90003000, RW | X | U)},
    {FL_USER_PAGE_SUM, FL_AMO, 15, 0, 3, .table = 2, .pte = PTE(0x90003000, RW | U)},
    {FL_NOT_EXECUTABLE, FL_FETCH, 12, 0, 3, .va = VA},
    {FL_NOT_READABLE, FL_CBO_MANAGE, 15, 0, 3, .table = 2, .pte = PTE(0x90003000, V | X | A | D)},
    {FL_NOT_WRITABLE, FL_CBO_ZERO, 15, 0, 3, .table = 2, .pte = PTE(0x90003000, V | R | A | D)},
    {FL_ACCESSED_CLEAR, FL_LOAD, 13, 0, 3, .table = 2, .pte = PTE(0x90003000, V | R | W)},
    {FL_DIRTY_CLEAR, FL_STORE, 15, 0, 3, .table = 2, .pte = PTE(0x90003000, V | R | W | A)},
    {FL_PTE_UPDATE_ACCESS, FL_LOAD, 5, 0, 3, .table = 2, .pte = PTE(0x90003000, V | R),
     .change = {.adue = true, .pmp = &tables_read_only}},
    {FL_PTE_UPDATE_PMA, FL_STORE, 7, 0, 3, .table = 2, .pte = PTE(0x90003000, V | R | W),
     .change = {.adue = true, .pma = &no_atomics}},
    {FL_PMP_DENIED, FL_STORE, 7, 0, 3, .change = {.pmp = &leaf_closed}},
    {FL_PMA_DENIED, FL_LOAD, 5, 0, 3, .change = {.pma = &tables_alone}},
    {FL_PMA_DENIED, FL_AMO, 7, 0, 3, .change = {.pma = &no_atomics}},
};

static void arrange(struct rig *rig, const struct refusal *row)
{
    static const unsigned slot[] = {1, 2, 3};
    set_up(rig);
    rig->request.access = row->access;
    if (row->va)
        rig->request.va = row->va;
    if (row->pte)
        rig->table[row->table][slot[row->table]] = row->pte;
    rig->context.adue = row->change.adue;
    rig->context.pmp = row->change.pmp;
    rig->context.pma = row->change.pma;
    if (row->change.privilege) /* 0xff stands for user, which is 0 */
        rig->context.privilege = row->change.privilege == 0xff ? FL_USER : row->change.privilege;
}

static void test_walk_names_every_reason(void **state)
{
    bool seen[FL_REASON_COUNT] = {[FL_OK] = true};
    struct rig rig;
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct refusal *row = &refusals[i];
        arrange(&rig, row);
        if (walk(&rig) != row->reason)
            fail_msg("row %zu: expected '%s', got '%s'", i, fl_reason_text(row->reason),
                     fl_reason_text(rig.out.reason));
        assert_int_equal(rig.out.reason, row->reason);
        assert_int_equal(rig.out.cause, row->cause);
        assert_int_equal(rig.out.level, row->level);
        assert_int_equal(rig.out.tval, rig.request.va);
        assert_int_equal(rig.reads, row->reads);
        if (row->pte && row->reason != FL_PTE_ACCESS && row->reason != FL_PTE_PMA)
            assert_int_equal(rig.out.pte, row->pte);
        seen[row->reason] = true;
    }
    for (unsigned reason = 0; reason < FL_REASON_COUNT; reason++)
        if (!seen[reason])
            fail_msg("no case refuses with '%s'", fl_reason_text((enum fl_reason)reason));
}

static void test_walk_traces_each_step(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    assert_int_equal(walk(&rig), FL_OK);
    const struct fl_walk_trace *trace = &rig.out.trace;
    assert_int_equal(trace->count, 3);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(trace->step[i].address, 0x1000 * (i + 1) + 8 * (i + 1));
        assert_int_equal(trace->step[i].value, rig.table[i][i + 1]);
        assert_int_equal(trace->step[i].level, 2 - i);
        assert_false(trace->step[i].update || trace->step[i].error || trace->step[i].attempt);
    }
    assert_false(trace->truncated);
    assert_int_equal(rig.out.pa, 0x90003128);
    assert_int_equal(rig.out.pte, PTE(0x90003000, RW));
    assert_int_equal(rig.out.pte_address, 0x3018);
    assert_true(rig.out.translated);
}

static void test_walk_traces_a_lost_race(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.adue = true;
    rig.table[2][3] = PTE(0x90003000, V | R | W);
    rig.losses = 1;
    rig.rival = 0x100; /* a software bit */
    assert_int_equal(walk(&rig), FL_OK);
    const struct fl_walk_step *step = rig.out.trace.step;
    assert_int_equal(rig.out.trace.count, 6);
    assert_true(step[3].update && !step[3].won && step[3].attempt == 0);
    assert_int_equal(step[3].value, PTE(0x90003000, V | R | W));
    assert_int_equal(step[3].desired, PTE(0x90003000, V | R | W | A));
    assert_true(!step[4].update && step[4].attempt == 1 && step[4].address == 0x3018 && step[4].level == 0);
    assert_true(step[5].update && step[5].won && step[5].attempt == 1);
    assert_int_equal(rig.out.pte, PTE(0x90003000, V | R | W | A | 0x100));
    assert_int_equal(rig.table[2][3], rig.out.pte);
}

static void test_walk_traces_an_error_without_a_value(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.root = 0x99;
    assert_int_equal(walk(&rig), FL_PTE_ACCESS);
    assert_int_equal(rig.out.trace.count, 1);
    assert_true(rig.out.trace.step[0].error);
    assert_int_equal(rig.out.trace.step[0].value, 0);
    assert_int_equal(rig.out.pte_address, 0x99008);
}

/* A memory whose updates lose again and again: the trace is cut, the walk goes on and gets there. */
static void test_walk_outlasts_many_lost_races(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.adue = true;
    rig.table[2][3] = PTE(0x90003000, V | R);
    rig.losses = 900;
    rig.rival = 0x100;
    assert_int_equal(walk(&rig), FL_OK);
    assert_int_equal(rig.updates, 901);
    assert_int_equal(rig.reads, 3 + 900);
    assert_int_equal(rig.out.trace.count, FL_MAX_STEPS);
    assert_true(rig.out.trace.truncated);
}

/* One that never lets an update win does not hang the walk. */
static void test_walk_ends_against_a_hostile_memory(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.adue = true;
    rig.table[2][3] = PTE(0x90003000, V | R);
    rig.losses = UINT32_MAX;
    assert_int_equal(walk(&rig), FL_PTE_UPDATE_ACCESS);
    assert_int_equal(rig.out.cause, 5);
    assert_int_equal(rig.updates, 1000);
}

static void test_walk_update_refused_by_memory(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.adue = true;
    rig.refuse_updates = true;
    rig.request.access = FL_STORE;
    rig.table[2][3] = PTE(0x90003000, V | R | W | A);
    assert_int_equal(walk(&rig), FL_PTE_UPDATE_ACCESS);
    assert_int_equal(rig.out.cause, 7);
    assert_true(rig.out.trace.step[3].error && !rig.out.trace.step[3].won);
}

/* Without `update` memory is only read, and the leaf is reported as it would become. */
static void test_walk_can_look_without_writing(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.adue = true;
    rig.request.access = FL_STORE;
    rig.table[2][3] = PTE(0x90003000, V | R | W);
    assert_int_equal(fl_walk(&rig.request, &rig.mem, false, &rig.out), FL_OK);
    assert_int_equal(rig.updates, 0);
    assert_int_equal(rig.out.pte, PTE(0x90003000, RW));
    assert_int_equal(rig.table[2][3], PTE(0x90003000, V | R | W));
    rig.context.pmp = &tables_read_only;
    assert_int_equal(fl_walk(&rig.request, &rig.mem, false, &rig.out), FL_PTE_UPDATE_ACCESS);
}

static void test_walk_collects_global_from_every_level(void **state)
{
    struct rig rig;
    (void)state;
    for (unsigned table = 0; table < 4; table++) { /* 3: nowhere */
        set_up(&rig);
        if (table < 3)
            rig.table[table][table + 1] |= G;
        assert_int_equal(walk(&rig), FL_OK);
        assert_int_equal(rig.out.global, table < 3);
    }
}

/* The PTE that lost the race was global, the one that replaced it is not. */
static void test_walk_forgets_the_g_of_a_lost_leaf(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.adue = true;
    rig.table[2][3] = PTE(0x90003000, V | R | G);
    rig.losses = 1;
    rig.rival = G;
    assert_int_equal(walk(&rig), FL_OK);
    assert_false(rig.out.global);
}

static void test_walk_reports_napot_and_type(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.pbmte = true;
    rig.table[2][3] = PTE(0x90018000, RW) | UINT64_C(1) << 63 | UINT64_C(2) << 61;
    assert_int_equal(walk(&rig), FL_OK);
    assert_true(rig.out.napot);
    assert_int_equal(rig.out.attribute, FL_ATTR_IO);
    assert_int_equal(rig.out.pa, 0x90013128);
}

static void test_walk_untranslated_reads_nothing(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.privilege = FL_MACHINE;
    assert_int_equal(walk(&rig), FL_OK);
    assert_false(rig.out.translated);
    assert_int_equal(rig.out.pa, VA);
    assert_int_equal(rig.reads, 0);
    rig.context.privilege = FL_SUPERVISOR;
    rig.context.mode = FL_BARE;
    assert_int_equal(walk(&rig), FL_OK);
    assert_int_equal(rig.reads, 0);
}

/* Sv32: what a memory leaves above the 4 bytes asked for, and what a hart leaves above its 32-bit address, means nothing. */
static void test_walk_sv32_sees_32_bits(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.xlen = 32;
    rig.context.mode = FL_SV32;
    rig.request.va = UINT64_C(0xffffffff80403128); /* indices 0x201, 3 */
    rig.table[0][0x201 / 2] = UINT64_C(0xffffffff00000000) | PTE(0x2000, V);
    rig.table[1][1] = UINT64_C(0xffffffff00000000) | PTE(0x90003000, RW);
    assert_int_equal(walk(&rig), FL_OK);
    assert_int_equal(rig.out.trace.step[0].address, 0x1804);
    assert_int_equal(rig.out.trace.step[1].address, 0x200c);
    assert_int_equal(rig.out.pte, PTE(0x90003000, RW));
    assert_int_equal(rig.out.pa, 0x90003128);
    assert_int_equal(rig.out.tval, 0x80403128);
    assert_false(rig.out.napot);
    rig.context.mode = FL_BARE;
    assert_int_equal(walk(&rig), FL_OK);
    assert_int_equal(rig.out.pa, 0x80403128);
}

/* A mode no hart can hold, an access kind that does not exist: refused, not undefined. */
static void test_walk_survives_what_cannot_be(void **state)
{
    struct rig rig;
    (void)state;
    set_up(&rig);
    rig.context.mode = 11;
    assert_int_equal(walk(&rig), FL_NOT_CANONICAL);
    set_up(&rig);
    rig.context.xlen = 32; /* Sv39 is no scheme of RV32 */
    assert_int_equal(walk(&rig), FL_NOT_CANONICAL);
    set_up(&rig);
    rig.context.root = UINT64_MAX;
    assert_int_equal(walk(&rig), FL_PTE_ACCESS);
    assert_int_equal(rig.out.pte_address, 0x00fffffffffff008);
    set_up(&rig);
    rig.request.access = 77;
    rig.table[2][3] = PTE(0x90003000, V | R | A);
    assert_int_equal(walk(&rig), FL_NOT_WRITABLE);
    assert_int_equal(rig.out.cause, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk_names_every_reason),
        cmocka_unit_test(test_walk_traces_each_step),
        cmocka_unit_test(test_walk_traces_a_lost_race),
        cmocka_unit_test(test_walk_traces_an_error_without_a_value),
        cmocka_unit_test(test_walk_outlasts_many_lost_races),
        cmocka_unit_test(test_walk_ends_against_a_hostile_memory),
        cmocka_unit_test(test_walk_update_refused_by_memory),
        cmocka_unit_test(test_walk_can_look_without_writing),
        cmocka_unit_test(test_walk_collects_global_from_every_level),
        cmocka_unit_test(test_walk_forgets_the_g_of_a_lost_leaf),
        cmocka_unit_test(test_walk_reports_napot_and_type),
        cmocka_unit_test(test_walk_untranslated_reads_nothing),
        cmocka_unit_test(test_walk_sv32_sees_32_bits),
        cmocka_unit_test(test_walk_survives_what_cannot_be),
    };
    return cmocka_run_group_tests_name("spec walk", tests, NULL, NULL);
}
