/* test_lockstep_traffic.c - random remaps, fences, CSR changes and accesses through the lockstep engine, without a hart: our RTL and
 * its model must agree on every answer, walk, path, latency and state, and with the architecture wherever nothing is stale. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lockstep/lockstep.h"
#include "uarch_traffic.h"

enum { STEPS = 20000 };
#define SEED UINT64_C(0x10c5)

struct bench {
    struct rig *rig, *unused;
    struct fl_dut dut;
    struct fl_lockstep *lockstep;
    struct fl_mmu_port port;
    uint64_t now;
    uint8_t before[RIG_TABLES][FL_PAGE_SIZE];
};

static void fence_both(struct rig *rig, const struct fl_fence *fence)
{
    struct bench *bench = rig->self;
    bench->now += bench->port.fence(bench->port.self, fence, bench->now);
}

static void open_bench(struct bench *bench, const char *size, enum fl_satp_mode mode)
{
    struct fl_uarch_config config;
    assert_true(fl_rtl_config(size, &config));
    assert_true(fl_rtl_open(size, 0, &bench->dut));
    bench->dut.reset(bench->dut.self);
    bench->rig = rig_new(mode, config.dtlb_entries, 0);
    bench->unused = rig_new(mode, config.dtlb_entries, 0);
    bench->rig->fenced = fence_both;
    bench->rig->self = bench;
    bench->lockstep = fl_lockstep_new(&(struct fl_lockstep_config){.dut = &bench->dut,
                                                                   .model = bench->rig->mmu,
                                                                   .mem = &bench->rig->mem,
                                                                   .quiet = &bench->rig->mem,
                                                                   .ram_base = RIG_BASE,
                                                                   .ram_size = sizeof bench->rig->ram,
                                                                   .state_every = 64});
    assert_non_null(bench->lockstep);
    bench->port = fl_lockstep_port(bench->lockstep);
    memset(bench->before, 0, sizeof bench->before);
}

static void close_bench(struct bench *bench)
{
    fl_lockstep_free(bench->lockstep);
    bench->dut.destroy(bench->dut.self);
    rig_free(bench->rig);
    rig_free(bench->unused);
}

/* Traffic rewrites tables behind the engine's back: tell it, as a bus would. */
static void report_stores(struct bench *bench)
{
    for (unsigned table = 0; table < RIG_TABLES; table++)
        for (unsigned at = 0; at < FL_PAGE_SIZE; at += 8)
            if (memcmp(&bench->before[table][at], &bench->rig->ram[table][at], 8) != 0)
                fl_lockstep_store(bench->lockstep, RIG_BASE + table * (uint64_t)FL_PAGE_SIZE + at, 8);
}

static void translate_once(struct bench *bench, struct traffic *traffic)
{
    struct rig *rig = bench->rig;
    struct fl_request request = {
        .va = traffic->va, .access = (uint8_t)traffic->access, .size = 1, .context = &rig->context};
    enum fl_port port = traffic->access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA;
    memcpy(bench->before, rig->ram, sizeof rig->ram);
    bench->port.translate(bench->port.self, port, &request, bench->now, &rig->response);
    bench->now += rig->response.cycles;
    memcpy(bench->before, rig->ram, sizeof rig->ram); /* A/D updates are the walker's own */
}

static void agree(const char *size, enum fl_satp_mode mode)
{
    static struct bench bench;
    struct traffic traffic = {.seed = SEED + mode};
    open_bench(&bench, size, mode);
    for (unsigned i = 0; i < STEPS; i++) {
        traffic_step(&traffic, bench.rig, bench.unused);
        bench.rig->rival_flips = 0; /* nobody else writes memory between a read and its update */
        report_stores(&bench);
        translate_once(&bench, &traffic);
        const struct fl_divergence *divergence = fl_lockstep_divergence(bench.lockstep);
        if (divergence)
            fail_msg("%s, step %u: %s differs: model 0x%llx, rtl 0x%llx", size, i, divergence->what.field,
                     (unsigned long long)divergence->what.model, (unsigned long long)divergence->what.rtl);
    }
    fl_lockstep_finish(bench.lockstep, bench.now);
    struct fl_lockstep_counts counts = fl_lockstep_counts(bench.lockstep);
    assert_int_equal(counts.divergences, 0);
    assert_true(counts.requests == STEPS && counts.walks > STEPS / 20 && counts.fences > STEPS / 100);
    assert_true(counts.states > STEPS / 64 && counts.spec_checks > STEPS / 20);
    close_bench(&bench);
}

static void test_tiny_agrees(void **state)
{
    (void)state;
    agree("tiny", FL_SV39);
    agree("tiny", FL_SV57);
}

static void test_default_agrees(void **state)
{
    (void)state;
    agree("default", FL_SV39);
    agree("default", FL_SV48);
    agree("default", FL_SV57);
}

static void test_large_agrees(void **state)
{
    (void)state;
    agree("large", FL_SV48);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tiny_agrees),
        cmocka_unit_test(test_default_agrees),
        cmocka_unit_test(test_large_agrees),
    };
    return cmocka_run_group_tests_name("lockstep_traffic", tests, NULL, NULL);
}
