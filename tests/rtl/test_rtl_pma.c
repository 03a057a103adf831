/* Physical memory attributes (docs/microarchitecture.md section 8.2) wherever the PMP is checked, and the busy cycles of section 11. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rig.h"

#define VA 0x5000ull

enum {
    F = 1 << FL_FETCH,
    L = 1 << FL_LOAD,
    S = 1 << FL_STORE,
    M = 1 << FL_AMO,
    C = 1 << FL_CBO_MANAGE,
    Z = 1 << FL_CBO_ZERO
};

/* Pages at the ends of the board's ranges, and the accesses that they take. */
static const struct {
    uint64_t pa;
    unsigned allowed;
} places[] = {
    {0x0, L | S | C | Z}, /* devices: the page below the ROM */
    {0x1000, F | L | C},  /* the reset ROM */
    {0xf000, F | L | C},
    {0x10000, L | S | C | Z}, /* devices again */
    {0x7ffff000, L | S | C | Z},
    {0x80000000, F | L | S | M | C | Z}, /* RAM */
    {0xfffffffffff000, F | L | S | M | C | Z},
};

static void check_response(const struct fl_response *response, unsigned place, unsigned access, uint8_t path)
{
    static const uint8_t cause[] = {
        [FL_FETCH] = 1, [FL_LOAD] = 5, [FL_STORE] = 7, [FL_AMO] = 7, [FL_CBO_MANAGE] = 7, [FL_CBO_ZERO] = 7};
    bool allowed = places[place].allowed >> access & 1;
    assert_int_equal(response->path, path);
    assert_int_equal(response->fault, !allowed);
    assert_int_equal(response->cause, allowed ? 0 : cause[access]);
}

/* Given each place and access: a walk, an L1 hit and a Bare access are judged alike, and nothing but the verdict changes. */
static void test_pma_judges_every_answer(void **state)
{
    (void)state;
    for (unsigned size = 0; size < 3; size++) {
        struct rig rig;
        rig_open(&rig, rig_sizes[size]);
        struct fl_context context = context_of(3, memory_table(&rig.memory)), machine = context;
        machine.privilege = FL_MACHINE;
        for (unsigned place = 0; place < sizeof places / sizeof places[0]; place++) {
            memory_map(&rig.memory, context.root, 3, VA, 0, PTE_PPN(places[place].pa) | PTE_RWX, 0);
            for (unsigned access = FL_FETCH; access <= FL_CBO_ZERO; access++) {
                enum fl_port port = access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA;
                rig.dut.reset(rig.dut.self);
                struct fl_response response = rig_translate(&rig, port, &context, VA, access);
                check_response(&response, place, access, FL_PATH_WALK);
                assert_int_equal(response.entry, 0); /* refilled all the same */
                assert_int_equal(response.cycles, 3 + 3 * (rig.memory.delay + 2));
                response = rig_translate(&rig, port, &context, VA, access);
                check_response(&response, place, access, FL_PATH_L1);
                response = rig_translate(&rig, port, &machine, places[place].pa, access);
                check_response(&response, place, access, FL_PATH_BARE);
            }
        }
        rig_close(&rig);
    }
}

/* Given a table outside RAM: its PTE is not read, which is an access fault one cycle after READ. */
static void test_pma_keeps_page_tables_in_ram(void **state)
{
    static const uint64_t tables[] = {0x0, 0x2000, 0x7ffff000};
    struct rig rig;
    (void)state;
    rig_open(&rig, "default");
    for (unsigned i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        rig.dut.reset(rig.dut.self);
        struct fl_context context = context_of(3, tables[i] >> 12);
        struct fl_response response = rig_translate(&rig, FL_PORT_DATA, &context, VA, FL_STORE);
        assert_true(response.fault && response.cause == FL_CAUSE_STORE_ACCESS && response.level == 2);
        assert_int_equal(response.cycles, 4);
        assert_int_equal(rig.memory.reads, 0);
        assert_int_equal(rig.dut.counts(rig.dut.self)->denied, 1);
    }
    rig_close(&rig);
}

/* Given a walk, an answer of the second level and a hit: the miss unit is busy in all cycles of the first but one, in two, in none. */
static void test_busy_counts_the_miss_unit(void **state)
{
    struct rig rig;
    (void)state;
    rig_open(&rig, "default");
    const struct fl_dut_counts *counts = rig.dut.counts(rig.dut.self);
    struct fl_context context = context_of(3, memory_table(&rig.memory));
    memory_map(&rig.memory, context.root, 3, VA, 0, PTE_PPN(0x80400000) | PTE_RWX, 0);
    for (rig.memory.delay = 1; rig.memory.delay < 40; rig.memory.delay += 19) {
        rig.dut.reset(rig.dut.self);
        struct fl_response response = rig_translate(&rig, FL_PORT_DATA, &context, VA, FL_LOAD);
        assert_int_equal(counts->busy, response.cycles - 1);
        uint64_t busy = counts->busy;
        assert_int_equal(rig_translate(&rig, FL_PORT_FETCH, &context, VA, FL_FETCH).path, FL_PATH_L2);
        assert_int_equal(counts->busy, busy + 2);
        assert_int_equal(rig_translate(&rig, FL_PORT_FETCH, &context, VA, FL_FETCH).path, FL_PATH_L1);
        assert_int_equal(counts->busy, busy + 2);
    }
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pma_judges_every_answer),
        cmocka_unit_test(test_pma_keeps_page_tables_in_ram),
        cmocka_unit_test(test_busy_counts_the_miss_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
