/* The walker and the fences: cycles of every path, lost updates, refused memory, and a fence in every cycle of a walk
 * (docs/microarchitecture.md sections 5, 6, 9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rig.h"

static struct rig rig;

static unsigned latency(unsigned reads, unsigned updates)
{
    return 3 + reads * (rig.memory.delay + 2) + updates * (rig.memory.delay + 1);
}

static void test_walk_every_scheme_and_size(void **state)
{
    (void)state;
    rig_open(&rig, "large");
    for (unsigned levels = 3; levels <= 5; levels++) {
        for (unsigned level = 0; level < levels; level++) {
            for (rig.memory.delay = 1; rig.memory.delay < 9; rig.memory.delay += 3) {
                rig.memory.used = 0;
                for (unsigned i = 0; i < MEMORY_PAGES; i++) {
                    for (unsigned j = 0; j < 512; j++) {
                        rig.memory.word[i][j] = 0;
                    }
                }
                rig.dut.reset(rig.dut.self);
                struct fl_context context = context_of(levels, memory_table(&rig.memory));
                uint64_t size = 1ull << (12 + 9 * level), va = size + (0x123456789abc & (size - 1));
                uint64_t pa = (level == 4 ? size : 3 * size) | (level < 3 ? 0x80000000 : 0);
                memory_map(&rig.memory, context.root, levels, va, level, PTE_PPN(pa) | PTE_RWX, 0);
                struct fl_response response = rig_translate(&rig, FL_PORT_FETCH, &context, va, FL_FETCH);
                assert_false(response.fault);
                assert_int_equal(response.pa, pa + (va & (size - 1)));
                assert_int_equal(response.level, level);
                assert_int_equal(response.path, FL_PATH_WALK);
                assert_int_equal(response.cycles, latency(levels - level, 0));
                response = rig_translate(&rig, FL_PORT_FETCH, &context, va ^ (size - 1), FL_FETCH);
                assert_int_equal(response.path, FL_PATH_L1); /* any byte of the page hits */
                assert_int_equal(response.pa, pa + ((va ^ (size - 1)) & (size - 1)));
            }
        }
    }
    rig_close(&rig);
}

static void test_walk_updates_and_loses_and_is_refused(void **state)
{
    (void)state;
    for (unsigned s = 0; s < 3; s++) {
        rig_open(&rig, rig_sizes[s]);
        struct fl_context context = context_of(3, memory_table(&rig.memory));
        uint64_t clean = PTE_PPN(0x40000000) | PTE_V | PTE_R | PTE_W | 3 << 8;
        uint64_t pte = memory_map(&rig.memory, context.root, 3, 0x5000, 0, clean, 0);
        unsigned warm = s ? 1 : 3; /* reads once the pointers are known: tiny remembers none */
        context.adue = true;
        struct fl_response response = rig_translate(&rig, FL_PORT_DATA, &context, 0x5001, FL_LOAD);
        assert_int_equal(response.cycles, latency(3, 1));
        assert_int_equal(*memory_word(&rig.memory, pte), clean | PTE_A);

        /* The store finds D = 0: refused hit, walk, update. It loses once, to a mapping elsewhere. */
        rig.memory.lose = 1;
        rig.memory.lose_value = PTE_PPN(0x60000000) | PTE_RW;
        response = rig_translate(&rig, FL_PORT_DATA, &context, 0x5001, FL_STORE);
        assert_int_equal(response.pa, 0x60000001);
        assert_int_equal(response.cycles, latency(warm + 1, 1));
        assert_int_equal(*memory_word(&rig.memory, pte), PTE_PPN(0x60000000) | PTE_RW);

        *memory_word(&rig.memory, pte) = clean;
        rig_translate(&rig, FL_PORT_DATA, &context, 0x6000, FL_LOAD);
        rig.dut.reset(rig.dut.self);
        rig.memory.lose = 2; /* lost twice to an invalid PTE: judged afresh, a page fault, nothing written */
        rig.memory.lose_value = clean & ~1ull;
        response = rig_translate(&rig, FL_PORT_DATA, &context, 0x5001, FL_STORE);
        assert_int_equal(response.cause, FL_CAUSE_STORE_PAGE);
        assert_int_equal(response.cycles, latency(4, 1));
        assert_int_equal(*memory_word(&rig.memory, pte), clean & ~1ull);
        rig.memory.lose = 0;

        *memory_word(&rig.memory, pte) = clean; /* the memory refuses: access fault of the access's own kind */
        rig.memory.refuse = pte;
        response = rig_translate(&rig, FL_PORT_DATA, &context, 0x5001, FL_STORE);
        assert_int_equal(response.cause, FL_CAUSE_STORE_ACCESS);
        assert_int_equal(response.level, 0);
        assert_int_equal(response.entry, FL_NO_ENTRY);
        assert_int_equal(response.cycles, latency(warm, 0));
        assert_int_equal(rig_translate(&rig, FL_PORT_FETCH, &context, 0x5001, FL_FETCH).cause, FL_CAUSE_FETCH_ACCESS);
        assert_int_equal(rig_valid_entries(&rig, FL_PORT_DATA) + rig_valid_entries(&rig, FL_PORT_FETCH), 0);
        rig_close(&rig);
    }
}

/* The memory is not ready: the request stands still until it is, and costs exactly the wait. */
static void test_walk_waits_for_a_memory_that_is_not_ready(void **state)
{
    struct fl_dut_mem_request request;
    struct fl_response response;
    (void)state;
    rig_open(&rig, "default");
    struct fl_context context = context_of(3, memory_table(&rig.memory));
    struct fl_request load = {.va = 0x7000, .access = FL_LOAD, .size = 1, .context = &context};
    unsigned cycles = 0;
    memory_map(&rig.memory, context.root, 3, 0x7000, 0, PTE_PPN(0x40000000) | PTE_RW, 0);
    rig.dut.stall_memory(rig.dut.self, true);
    rig.dut.drive_request(rig.dut.self, FL_PORT_DATA, &load);
    for (; cycles < 20; cycles++) {
        rig_cycle(&rig);
        assert_false(rig.dut.sample_memory(rig.dut.self, &request));
    }
    assert_int_equal(rig.memory.reads, 0);
    rig.dut.stall_memory(rig.dut.self, false);
    while (!rig.dut.sample_response(rig.dut.self, FL_PORT_DATA, &response) && cycles++ < 100) {
        rig_cycle(&rig);
    }
    assert_int_equal(response.pa, 0x40000000);
    assert_int_equal(cycles, latency(3, 0) + 17);
    rig_close(&rig);
}

/* With and without skipping of quiet cycles: same answers, same latencies, same events, same state. */
static void test_walk_skipping_changes_nothing(void **state)
{
    static struct rig other;
    (void)state;
    rig_open(&rig, "tiny");
    rig_open(&other, "tiny");
    uint64_t root = memory_table(&rig.memory);
    for (unsigned i = 0; i < 40; i++) {
        memory_map(&rig.memory, root, 3, (uint64_t)i << 12, 0,
                   PTE_PPN((uint64_t)i << 20) | (i % 5 ? PTE_RWX & ~(PTE_A | PTE_D) : 0), 0);
    }
    other.memory = rig.memory;
    struct fl_context context = context_of(3, root);
    context.adue = true;
    for (unsigned i = 0; i < 400; i++) {
        struct fl_request request = {
            .va = (uint64_t)(i * i % 40) << 12, .access = i % 3 ? FL_LOAD : FL_STORE, .size = 1, .context = &context};
        struct fl_response a, b;
        rig.memory.delay = other.memory.delay = 1 + i % 50;
        fl_dut_translate(&rig.dut, FL_PORT_DATA, &request, &rig.port, true, NULL, &a);
        fl_dut_translate(&other.dut, FL_PORT_DATA, &request, &other.port, false, NULL, &b);
        assert_memory_equal(&a, &b, sizeof a);
    }
    const struct fl_dut_counts *skipping = rig.dut.counts(rig.dut.self), *plain = other.dut.counts(other.dut.self);
    assert_true(skipping->skipped > 1000);
    assert_int_equal(plain->skipped, 0);
    assert_int_equal(skipping->clocked + skipping->skipped, plain->clocked);
    assert_int_equal(skipping->updates, plain->updates);
    struct fl_mmu_state first = rig_state(&rig), second = rig_state(&other);
    assert_memory_equal(&first, &second, sizeof first);
    rig_close(&rig);
    rig_close(&other);
}

static void test_fence_covers_what_it_names(void **state)
{
    static const uint8_t levels[] = {0, 0, 1, 2, 3, 4}; /* the second is NAPOT */
    static const uint8_t cycles[] = {2, 3, 2 + 64, 3};  /* sets of the L2 TLB are swept one by one */
    (void)state;
    rig_open(&rig, "default");
    for (unsigned form = 0; form < 4; form++) {
        for (unsigned page = 0; page < 6; page++) {
            for (unsigned options = 0; options < 8; options++) {
                bool global = options & 1, same_asid = options & 2, inside = options & 4;
                bool napot = page == 1;
                unsigned shift = napot ? 16 : 12 + 9 * levels[page];
                uint64_t base = 1ull << shift;
                struct fl_mmu_state one = {.l1 = {{.entries = 16}, {.entries = 16}}};
                struct fl_tlb_entry entry = {.valid = true,
                                             .global = global,
                                             .napot = napot,
                                             .r = true,
                                             .x = true,
                                             .level = levels[page],
                                             .asid = 7,
                                             .vpn = (base | 0x123) >> 12};
                one.l1[FL_PORT_FETCH].entry[5] = one.l1[FL_PORT_DATA].entry[9] = entry;
                rig.dut.load_state(rig.dut.self, &one);
                struct fl_fence fence = {.va_given = form & 1,
                                         .asid_given = form & 2,
                                         .va = inside ? base + base / 2 : base + base,
                                         .asid = same_asid ? 7 : 8};
                assert_int_equal(fl_dut_fence(&rig.dut, &fence), cycles[form]);
                bool covered = (!fence.va_given || inside) && (!fence.asid_given || (!global && same_asid));
                struct fl_mmu_state after = rig_state(&rig);
                assert_int_equal(after.l1[FL_PORT_FETCH].entry[5].valid, !covered);
                assert_int_equal(after.l1[FL_PORT_DATA].entry[9].valid, !covered);
            }
        }
    }
    rig_close(&rig);
}

/* Software moves a page and fences, in every cycle of a walk with an update: PROBE, READ, WAIT, CHECK, UPDATE, UWAIT, ANSWER and
 * before and after. What is answered after the fence is the new page, and only that is cached. */
static void fence_in_cycle(const char *size, unsigned when, unsigned delay)
{
    const uint64_t old_page = PTE_PPN(0x40000000), new_page = PTE_PPN(0x50000000);
    const struct fl_fence all = {0};
    unsigned answered = 0, done = 0;
    rig_open(&rig, size);
    rig.memory.delay = delay;
    struct fl_context context = context_of(3, memory_table(&rig.memory));
    struct fl_request store = {.va = 0x9000, .access = FL_STORE, .size = 1, .context = &context};
    struct fl_response response = {0};
    context.adue = true;
    uint64_t pte = memory_map(&rig.memory, context.root, 3, 0x9000, 0, old_page | PTE_V | PTE_R | PTE_W, 0);
    rig.dut.drive_request(rig.dut.self, FL_PORT_DATA, &store);
    for (unsigned cycle = 0; cycle < 200 && !(answered && done); cycle++) {
        if (cycle == when) {
            *memory_word(&rig.memory, pte) = new_page | PTE_V | PTE_R | PTE_W;
            rig.dut.drive_fence(rig.dut.self, &all);
        }
        rig_cycle(&rig);
        if (rig.dut.sample_response(rig.dut.self, FL_PORT_DATA, &response)) {
            assert_int_equal(answered, 0);
            answered = cycle + 1;
        }
        if (rig.dut.sample_fence_done(rig.dut.self)) {
            assert_int_equal(cycle + 1, when + 2);
            done = cycle + 1;
        }
    }
    assert_true(answered && done);
    assert_true(answered <= when || answered >= when + 2); /* nobody answers while the fence is applied */
    if (answered > when) {
        assert_int_equal(response.pa, 0x50000000);
    }
    for (unsigned i = 0; i < 30; i++) {
        rig_cycle(&rig);
    }
    struct fl_mmu_state after = rig_state(&rig);
    for (unsigned i = 0; i < after.l1[FL_PORT_DATA].entries; i++) {
        assert_true(!after.l1[FL_PORT_DATA].entry[i].valid || after.l1[FL_PORT_DATA].entry[i].ppn == 0x50000);
    }
    for (unsigned i = 0; i < after.l2.sets * after.l2.ways; i++) {
        assert_true(!after.l2.entry[i].valid || after.l2.entry[i].ppn == 0x50000);
    }
    rig_close(&rig);
}

static void test_fence_in_every_cycle_of_a_walk(void **state)
{
    (void)state;
    for (unsigned delay = 1; delay <= 4; delay += 3) {
        for (unsigned when = 0; when < 3 + 3 * (delay + 2) + (delay + 1) + 4; when++) {
            fence_in_cycle("tiny", when, delay);
            fence_in_cycle("default", when, delay);
        }
    }
}

/* No request is accepted from the fence's offer to its done. */
static void test_fence_closes_the_ports(void **state)
{
    const struct fl_fence all = {0};
    (void)state;
    rig_open(&rig, "default");
    struct fl_context bare = {.xlen = 64, .privilege = FL_MACHINE};
    struct fl_request fetch = {.va = 0x1000, .access = FL_FETCH, .size = 1, .context = &bare};
    rig.dut.drive_fence(rig.dut.self, &all);
    for (unsigned cycle = 0; cycle < 3; cycle++) {
        rig.dut.drive_request(rig.dut.self, FL_PORT_FETCH, &fetch);
        rig_cycle(&rig);
        assert_int_equal(rig.dut.accepted_request(rig.dut.self, FL_PORT_FETCH), cycle == 2);
        assert_int_equal(rig.dut.sample_fence_done(rig.dut.self), cycle == 1);
    }
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk_every_scheme_and_size),
        cmocka_unit_test(test_walk_updates_and_loses_and_is_refused),
        cmocka_unit_test(test_walk_waits_for_a_memory_that_is_not_ready),
        cmocka_unit_test(test_walk_skipping_changes_nothing),
        cmocka_unit_test(test_fence_covers_what_it_names),
        cmocka_unit_test(test_fence_in_every_cycle_of_a_walk),
        cmocka_unit_test(test_fence_closes_the_ports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
