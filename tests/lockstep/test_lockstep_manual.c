/* test_lockstep_manual.c - the manual's check over the model alone: whatever the second level and the walk cache remember legally
 * after software changed something is excused, and what a fence has covered is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lockstep/spec_check.h"
#include "uarch_traffic.h"

enum { STEPS = 20000 };

static const struct fl_uarch_config whole = {
    .itlb_entries = 4, .dtlb_entries = 4, .l2_sets = 4, .l2_ways = 4, .super_entries = 4, .walk_entries = 2};

/* `rig` holds the MMU; `past` holds memory as each request found it. */
struct bench {
    struct rig *rig, *past;
    struct fl_spec_check check;
    struct fl_pte_mem inner;
    uint64_t now;
};

static void fence_both(struct rig *rig, const struct fl_fence *fence)
{
    struct bench *bench = rig->self;
    fl_uarch_fence(rig->mmu, fence);
    fl_spec_check_fence(&bench->check, fence);
}

static unsigned read_and_tell(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct bench *bench = self;
    unsigned delay = bench->inner.read(bench->inner.self, address, size, value, error);
    if (!*error)
        fl_spec_check_pte_read(&bench->check, address, value);
    return delay;
}

static unsigned swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                     bool *error)
{
    struct bench *bench = self;
    return bench->inner.compare_and_swap(bench->inner.self, address, size, expected, desired, won, error);
}

static void open_bench(struct bench *bench, enum fl_satp_mode mode, unsigned bug)
{
    *bench = (struct bench){.rig = rig_new_sized(mode, &whole, bug), .past = rig_new_sized(mode, &whole, 0)};
    assert_true(fl_spec_check_init(&bench->check, bench->rig->mmu, RIG_BASE, sizeof bench->rig->ram));
    bench->inner = bench->rig->mem;
    bench->rig->mem = (struct fl_pte_mem){bench, read_and_tell, swap};
    bench->rig->fenced = fence_both;
    bench->rig->self = bench;
}

static void close_bench(struct bench *bench)
{
    fl_spec_check_free(&bench->check);
    rig_free(bench->rig);
    rig_free(bench->past);
}

static void tell_stores(struct bench *bench, uint8_t before[RIG_TABLES][FL_PAGE_SIZE])
{
    for (unsigned table = 0; table < RIG_TABLES; table++)
        for (unsigned at = 0; at < FL_PAGE_SIZE && memcmp(before[table], bench->rig->ram[table], FL_PAGE_SIZE); at += 8)
            if (memcmp(&before[table][at], &bench->rig->ram[table][at], 8) != 0)
                fl_spec_check_store(&bench->check, RIG_BASE + table * (uint64_t)FL_PAGE_SIZE + at, 8);
}

/* One access; false when the manual says otherwise and finds no excuse. */
static bool access_once(struct bench *bench, enum fl_access access, uint64_t va, struct fl_difference *what)
{
    struct rig *rig = bench->rig;
    struct fl_request request = {.va = va, .access = (uint8_t)access, .size = 1, .context = &rig->context};
    enum fl_port port = access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA;
    struct fl_translation spec;
    rig_access(rig, access, va);
    struct fl_answer answer = {.response = rig->response, .trace = rig->trace};
    bool same = fl_spec_check(&bench->check, port, &request, &answer, &bench->past->mem, bench->now++, &spec, what);
    memcpy(bench->past->ram, rig->ram, sizeof rig->ram);
    return same;
}

/* The step at which the check objects, or 0. */
static unsigned objection(enum fl_satp_mode mode, unsigned bug, bool always_fence, uint64_t *excused)
{
    static uint8_t before[RIG_TABLES][FL_PAGE_SIZE];
    struct bench bench;
    struct traffic traffic = {.seed = 0x5bec + mode, .always_fence = always_fence};
    struct fl_difference what;
    unsigned found = 0;
    open_bench(&bench, mode, bug);
    bench.rig->pmp.count = bench.past->pmp.count = 16;
    bench.rig->pmp.cfg[0] = bench.past->pmp.cfg[0] = 0x0f; /* everything, until the traffic says otherwise */
    bench.rig->pmp.addr[0] = bench.past->pmp.addr[0] = UINT64_MAX;
    for (unsigned i = 1; i <= STEPS && found == 0; i++) {
        memcpy(before, bench.rig->ram, sizeof before);
        traffic_step(&traffic, bench.rig, bench.past);
        bench.rig->rival_flips = 0;
        tell_stores(&bench, before);
        if (!access_once(&bench, traffic.access, traffic.va, &what)) {
            print_message("mode %u bug %u: step %u, %s: mmu 0x%llx, manual 0x%llx\n", mode, bug, i, what.field,
                          (unsigned long long)what.model, (unsigned long long)what.rtl);
            found = i;
        }
    }
    *excused = bench.check.excused;
    close_bench(&bench);
    return found;
}

static void test_what_may_be_remembered_is_excused(void **state)
{
    static const uint8_t modes[] = {FL_SV39, FL_SV48, FL_SV57};
    uint64_t excused;
    (void)state;
    for (size_t i = 0; i < sizeof modes; i++) {
        assert_int_equal(objection(modes[i], 0, false, &excused), 0);
        assert_true(excused > 100);
        assert_int_equal(objection(modes[i], 0, true, &excused), 0);
        assert_int_equal(excused, 0);
    }
}

static void test_what_no_rule_excuses_is_found(void **state)
{
    static const unsigned bugs[] = {7, 13, 16, 17, 18};
    uint64_t excused;
    (void)state;
    for (size_t i = 0; i < sizeof bugs / sizeof bugs[0]; i++)
        if (objection(FL_SV39, bugs[i], true, &excused) == 0)
            fail_msg("bug %u is not found", bugs[i]);
}

/* A pointer moved to another table: a fence by VA leaves the old one in the walk cache, legally; one without VA does not. `pa` is
 * what an access behind the pointer then finds. */
static void stale_pointer(unsigned bug, const uint64_t *fence_va, uint64_t pa, bool objects)
{
    const uint64_t va = 0x1000, other = 0x2000;
    struct bench bench;
    struct fl_difference what;
    open_bench(&bench, FL_SV39, bug);
    struct rig *rig = bench.rig;
    uint64_t leaf = rig_map(rig, va, 0, 0x90001000, V | R | A | D);
    rig_map(rig, other, 0, 0x90002000, V | R | A | D);
    memcpy(bench.past->ram, rig->ram, sizeof rig->ram);
    assert_true(access_once(&bench, FL_LOAD, va, &what));

    uint64_t pointer = RIG_BASE + FL_PAGE_SIZE, table = RIG_BASE + (uint64_t)rig->tables++ * FL_PAGE_SIZE;
    memcpy(&rig->ram[(table - RIG_BASE) / FL_PAGE_SIZE], &rig->ram[(leaf - RIG_BASE) / FL_PAGE_SIZE], FL_PAGE_SIZE);
    rig_set_pte(rig, pointer, table >> 2 | V);
    rig_set_pte(rig, table + 8 * 2, 0x90007000 >> 2 | V | R | A | D);
    fl_spec_check_store(&bench.check, pointer, 8);
    memcpy(bench.past->ram, rig->ram, sizeof rig->ram);
    rig_fence(rig, fence_va, NULL);

    assert_int_equal(access_once(&bench, FL_LOAD, other, &what), !objects);
    assert_int_equal(rig->response.pa, pa);
    close_bench(&bench);
}

static void test_a_stale_pointer_is_covered_by_fences_without_va_alone(void **state)
{
    (void)state;
    stale_pointer(0, &(uint64_t){0x2000}, 0x90002000, false);
    stale_pointer(0, NULL, 0x90007000, false);
    stale_pointer(13, NULL, 0x90002000, true); /* the seeded bug: pointers survive every fence */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_may_be_remembered_is_excused),
        cmocka_unit_test(test_what_no_rule_excuses_is_found),
        cmocka_unit_test(test_a_stale_pointer_is_covered_by_fences_without_va_alone),
    };
    return cmocka_run_group_tests_name("lockstep_manual", tests, NULL, NULL);
}
