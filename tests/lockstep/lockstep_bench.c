#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lockstep_bench.h"

static void fence_both(struct rig *rig, const struct fl_fence *fence)
{
    struct bench *bench = rig->self;
    bench->now += bench->port.fence(bench->port.self, fence, bench->now);
}

void bench_open(struct bench *bench, const char *size, enum fl_satp_mode mode, unsigned rtl_bug, unsigned model_bug)
{
    struct fl_uarch_config config;
    assert_true(fl_rtl_config(size, &config));
    assert_true(fl_rtl_open(size, rtl_bug, &bench->dut));
    bench->dut.reset(bench->dut.self);
    bench->rig = rig_new_sized(mode, &config, model_bug);
    bench->unused = rig_new_sized(mode, &config, 0);
    rig_open_pmp(bench->rig);
    rig_open_pmp(bench->unused);
    bench->rig->fenced = fence_both;
    bench->rig->self = bench;
    bench->now = 0;
    bench->lockstep = fl_lockstep_new(&(struct fl_lockstep_config){.dut = &bench->dut,
                                                                   .model = bench->rig->mmu,
                                                                   .mem = &bench->rig->mem,
                                                                   .quiet = &bench->rig->mem,
                                                                   .ram_base = RIG_BASE,
                                                                   .ram_size = sizeof bench->rig->ram,
                                                                   .state_every = 64});
    assert_non_null(bench->lockstep);
    bench->port = fl_lockstep_port(bench->lockstep);
    memcpy(bench->before, bench->rig->ram, sizeof bench->before);
}

void bench_close(struct bench *bench)
{
    fl_lockstep_free(bench->lockstep);
    bench->dut.destroy(bench->dut.self);
    rig_free(bench->rig);
    rig_free(bench->unused);
}

/* Traffic rewrites tables behind the engine's back: tell it, as a bus would. */
static void stored(void *self, uint64_t pa)
{
    fl_lockstep_store(self, pa, 8);
}

void bench_step(struct bench *bench, struct traffic *traffic)
{
    struct rig *rig = bench->rig;
    traffic_step(traffic, rig, bench->unused);
    rig->rival_flips = 0; /* nobody else writes memory between a read and its update */
    rig_report_changes(rig, bench->before, stored, bench->lockstep);
    struct fl_request request = {
        .va = traffic->va, .access = (uint8_t)traffic->access, .size = 1, .context = &rig->context};
    enum fl_port port = traffic->access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA;
    bench->port.translate(bench->port.self, port, &request, bench->now, &rig->response);
    bench->now += rig->response.cycles;
    memcpy(bench->before, rig->ram, sizeof rig->ram); /* A/D updates are the walker's own */
}
