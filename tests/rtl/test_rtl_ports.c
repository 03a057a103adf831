/* The request ports and the L1 TLBs of every size: when answers come, what a request carries, who goes first, who gives way
 * (docs/microarchitecture.md sections 2 to 4, 10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static struct rig rig; /* large, and one test runs at a time */

/* `pages` 4 KiB pages from va 0 on, onto pa 0x9000_0000. */
static struct fl_context open_with_pages(const char *size, unsigned pages, uint64_t flags)
{
    rig_open(&rig, size);
    uint64_t root = memory_table(&rig.memory);
    for (unsigned i = 0; i < pages; i++) {
        memory_map(&rig.memory, root, 3, (uint64_t)i << 12, 0, PTE_PPN(0x90000000 + (i << 12)) | flags, 0);
    }
    return context_of(3, root);
}

static void test_port_bare_answers_in_one_cycle(void **state)
{
    (void)state;
    for (unsigned s = 0; s < 3; s++) {
        rig_open(&rig, rig_sizes[s]);
        struct fl_context machine = {.xlen = 64, .privilege = FL_MACHINE, .mode = FL_SV39, .root = 0x80000};
        struct fl_context unknown = {.xlen = 64, .privilege = FL_USER, .mode = 5, .root = 0x80000};
        struct fl_response response = rig_translate(&rig, FL_PORT_DATA, &machine, 0xabcdef01234567, FL_STORE);
        assert_false(response.fault);
        assert_int_equal(response.pa, 0xabcdef01234567);
        assert_int_equal(response.path, FL_PATH_BARE);
        assert_int_equal(response.entry, FL_NO_ENTRY);
        assert_int_equal(response.cycles, 1);
        assert_int_equal(rig_translate(&rig, FL_PORT_FETCH, &unknown, 0x1234, FL_FETCH).path, FL_PATH_BARE);
        response = rig_translate(&rig, FL_PORT_FETCH, &machine, 1ull << 56, FL_FETCH);
        assert_true(response.fault);
        assert_int_equal(response.cause, FL_CAUSE_FETCH_ACCESS);
        assert_int_equal(response.path, FL_PATH_NONE);
        assert_int_equal(rig.memory.reads, 0);
        rig_close(&rig);
    }
}

static void test_port_refuses_what_is_not_canonical(void **state)
{
    static const unsigned top[] = {38, 47, 56};
    (void)state;
    rig_open(&rig, "tiny");
    for (unsigned levels = 3; levels <= 5; levels++) {
        struct fl_context context = context_of(levels, 0x80000);
        for (unsigned bit = top[levels - 3]; bit < 64; bit++) {
            uint64_t va = 1ull << bit;
            struct fl_response response = rig_translate(&rig, FL_PORT_DATA, &context, va, FL_AMO);
            assert_true(response.fault);
            assert_int_equal(response.cause, FL_CAUSE_STORE_PAGE);
            assert_int_equal(response.tval, va);
            assert_int_equal(response.path, FL_PATH_NONE);
            assert_int_equal(response.cycles, 1);
            response = rig_translate(&rig, FL_PORT_DATA, &context, ~va, FL_LOAD);
            assert_int_equal(response.cause, FL_CAUSE_LOAD_PAGE);
            assert_int_equal(response.path, FL_PATH_NONE);
        }
    }
    assert_int_equal(rig.memory.reads, 0);
    rig_close(&rig);
}

/* Both ports take a request in every cycle and answer each one cycle later. */
static void test_port_hits_every_cycle_on_both_ports(void **state)
{
    (void)state;
    for (unsigned s = 0; s < 3; s++) {
        struct fl_context context = open_with_pages(rig_sizes[s], 2, PTE_RWX);
        struct fl_dut *dut = &rig.dut;
        for (unsigned page = 0; page < 2; page++) {
            rig_translate(&rig, FL_PORT_FETCH, &context, page << 12, FL_FETCH);
            rig_translate(&rig, FL_PORT_DATA, &context, page << 12, FL_LOAD);
        }
        unsigned reads = rig.memory.reads;
        for (unsigned cycle = 0; cycle < 100; cycle++) {
            struct fl_request request = {.va = (cycle & 1) << 12 | cycle, .size = 1, .context = &context};
            struct fl_response response;
            dut->drive_request(dut->self, FL_PORT_FETCH, &request);
            request.access = FL_STORE;
            dut->drive_request(dut->self, FL_PORT_DATA, &request);
            rig_cycle(&rig);
            for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
                assert_true(dut->accepted_request(dut->self, port));
                assert_true(dut->sample_response(dut->self, port, &response));
                assert_int_equal(response.path, FL_PATH_L1);
                assert_int_equal(response.pa, 0x90000000 | request.va);
            }
        }
        assert_int_equal(rig.memory.reads, reads);
        rig_close(&rig);
    }
}

/* Both ports miss in the same cycle: the data port's walk comes first, the fetch port's right after it. */
static void test_port_data_walks_before_fetch(void **state)
{
    struct fl_context context = open_with_pages("default", 2, PTE_RWX);
    struct fl_dut *dut = &rig.dut;
    struct fl_request fetch = {.va = 0, .access = FL_FETCH, .size = 1, .context = &context};
    struct fl_request load = {.va = 0x1000, .access = FL_LOAD, .size = 1, .context = &context};
    struct fl_response response;
    unsigned answered[FL_PORT_COUNT] = {0};
    (void)state;
    dut->drive_request(dut->self, FL_PORT_FETCH, &fetch);
    dut->drive_request(dut->self, FL_PORT_DATA, &load);
    for (unsigned cycle = 1; cycle < 60; cycle++) {
        rig_cycle(&rig);
        for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
            if (dut->sample_response(dut->self, port, &response)) {
                assert_int_equal(answered[port], 0);
                assert_int_equal(response.pa, port == FL_PORT_FETCH ? 0x90000000 : 0x90001000);
                answered[port] = cycle;
            }
        }
    }
    unsigned walk = 3 + 3 * (rig.memory.delay + 2), short_walk = 3 + rig.memory.delay + 2; /* its pointers are known */
    assert_int_equal(answered[FL_PORT_DATA], walk);
    assert_int_equal(answered[FL_PORT_FETCH], walk + 1 + short_walk - 1); /* granted in the IDLE cycle after ANSWER */
    rig_close(&rig);
}

/* The qualifiers are those of the acceptance, whatever the CSR inputs do during the walk. */
static void test_port_walk_keeps_its_qualifiers(void **state)
{
    struct fl_context context = open_with_pages("default", 1, PTE_RWX | PTE_U), other = {.xlen = 64};
    struct fl_request request = {.va = 0x123, .access = FL_LOAD, .size = 1, .context = &context};
    struct fl_response response;
    struct fl_dut *dut = &rig.dut;
    unsigned cycles = 0;
    (void)state;
    context.sum = true;
    other.privilege = FL_MACHINE;
    dut->drive_request(dut->self, FL_PORT_DATA, &request);
    rig_cycle(&rig);
    request.context = &other;
    dut->drive_request(dut->self, FL_PORT_FETCH, &request);
    dut->drive_request(dut->self, FL_PORT_FETCH, NULL);
    while (!dut->sample_response(dut->self, FL_PORT_DATA, &response) && cycles++ < 100) {
        rig_cycle(&rig);
    }
    assert_false(response.fault);
    assert_int_equal(response.pa, 0x90000123);
    assert_int_equal(rig_state(&rig).l1[FL_PORT_DATA].entry[0].asid, 1);
    rig_close(&rig);
}

static void test_port_mprv_acts_on_data_alone(void **state)
{
    struct fl_context context = open_with_pages("default", 1, PTE_RWX | PTE_U);
    (void)state;
    context.privilege = FL_MACHINE;
    context.mprv = true;
    context.mpp = FL_USER;
    assert_int_equal(rig_translate(&rig, FL_PORT_DATA, &context, 0, FL_LOAD).pa, 0x90000000);
    assert_int_equal(rig_translate(&rig, FL_PORT_FETCH, &context, 0, FL_FETCH).path, FL_PATH_BARE);
    context.mpp = FL_SUPERVISOR;
    assert_true(rig_translate(&rig, FL_PORT_DATA, &context, 0, FL_LOAD).fault);
    context.sum = true;
    assert_false(rig_translate(&rig, FL_PORT_DATA, &context, 0, FL_LOAD).fault);
    rig_close(&rig);
}

/* The tree restated: of each pair of halves, which was touched last? The victim lies in the other, all the way down. */
static unsigned victim_by_halves(const unsigned *touched_at, unsigned low, unsigned count)
{
    unsigned left = 0, right = 0;
    if (count == 1) {
        return low;
    }
    for (unsigned i = 0; i < count / 2; i++) {
        left = touched_at[low + i] > left ? touched_at[low + i] : left;
        right = touched_at[low + count / 2 + i] > right ? touched_at[low + count / 2 + i] : right;
    }
    return left > right ? victim_by_halves(touched_at, low + count / 2, count / 2)
                        : victim_by_halves(touched_at, low, count / 2);
}

static void test_tlb_replacement_follows_the_tree(void **state)
{
    (void)state;
    for (unsigned s = 0; s < 3; s++) {
        struct fl_uarch_config config;
        unsigned touched_at[FL_L1_MAX] = {0}, now = 1;
        struct fl_context context = open_with_pages(rig_sizes[s], 500, PTE_RWX);
        assert_true(fl_rtl_config(rig_sizes[s], &config));
        uint32_t random = 1;
        for (unsigned i = 0; i < 3000; i++) {
            random = random * 1664525 + 1013904223;
            unsigned page = (random >> 16) % (config.dtlb_entries * 3 / 2 + 1);
            struct fl_response response = rig_translate(&rig, FL_PORT_DATA, &context, (uint64_t)page << 12, FL_LOAD);
            if (response.path != FL_PATH_L1) { /* invalid entries first, lowest index first */
                unsigned expected = victim_by_halves(touched_at, 0, config.dtlb_entries);
                for (unsigned e = config.dtlb_entries; e-- > 0;) {
                    expected = touched_at[e] ? expected : e;
                }
                assert_int_equal(response.entry, expected);
            }
            touched_at[response.entry] = now++;
        }
        rig_close(&rig);
    }
}

static void test_tlb_state_survives_save_and_load(void **state)
{
    (void)state;
    for (unsigned s = 0; s < 3; s++) {
        struct fl_context context = open_with_pages(rig_sizes[s], 200, PTE_RWX);
        struct fl_mmu_state before, after, blank;
        for (unsigned i = 0; i < 300; i++) {
            rig_translate(&rig, FL_PORT_DATA, &context, (uint64_t)(i * 7 % 200) << 12, FL_STORE);
            rig_translate(&rig, FL_PORT_FETCH, &context, (uint64_t)(i * 3 % 200) << 12, FL_FETCH);
        }
        before = rig_state(&rig);
        rig.dut.reset(rig.dut.self);
        blank = rig_state(&rig);
        assert_int_equal(blank.l1[0].entry[0].valid | blank.l1[1].entry[0].valid, 0);
        assert_int_equal(blank.l1[0].plru | blank.l1[1].plru, 0);
        rig.dut.load_state(rig.dut.self, &before);
        after = rig_state(&rig);
        assert_memory_equal(&before, &after, sizeof before);
        assert_int_equal(rig_translate(&rig, FL_PORT_DATA, &context, (uint64_t)(299 * 7 % 200) << 12, FL_STORE).path,
                         FL_PATH_L1);
        rig_close(&rig);
    }
}

static void test_tlb_refused_hit_drops_every_match(void **state)
{
    struct fl_context context = open_with_pages("default", 1, PTE_RWX & ~PTE_D);
    struct fl_mmu_state two = {.l1 = {{.entries = 16}, {.entries = 16}}}, after;
    (void)state;
    for (unsigned i = 0; i < 3; i++) { /* entry 2 is of another address space */
        two.l1[FL_PORT_DATA].entry[i] = (struct fl_tlb_entry){
            .valid = true, .r = true, .w = true, .asid = (uint16_t)(i < 2 ? 1 : 2), .ppn = 0x90000};
    }
    two.l1[FL_PORT_DATA].plru = 0x55;
    rig.dut.load_state(rig.dut.self, &two);
    assert_int_equal(rig_translate(&rig, FL_PORT_DATA, &context, 0, FL_LOAD).entry, 0); /* the lowest index wins */
    struct fl_response response = rig_translate(&rig, FL_PORT_DATA, &context, 0, FL_STORE);
    assert_true(response.fault); /* D = 0 under Svade */
    assert_int_equal(response.path, FL_PATH_WALK);
    after = rig_state(&rig);
    assert_false(after.l1[FL_PORT_DATA].entry[0].valid);
    assert_false(after.l1[FL_PORT_DATA].entry[1].valid);
    assert_true(after.l1[FL_PORT_DATA].entry[2].valid);
    assert_int_equal(rig.dut.counts(rig.dut.self)->refused[FL_PORT_DATA], 1);
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_port_bare_answers_in_one_cycle),
        cmocka_unit_test(test_port_refuses_what_is_not_canonical),
        cmocka_unit_test(test_port_hits_every_cycle_on_both_ports),
        cmocka_unit_test(test_port_data_walks_before_fetch),
        cmocka_unit_test(test_port_walk_keeps_its_qualifiers),
        cmocka_unit_test(test_port_mprv_acts_on_data_alone),
        cmocka_unit_test(test_tlb_replacement_follows_the_tree),
        cmocka_unit_test(test_tlb_state_survives_save_and_load),
        cmocka_unit_test(test_tlb_refused_hit_drops_every_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
