#include "check/bench.h"

#include <string.h>

#include "check/follow.h"
#include "check/judge.h"
#include "check/stranger.h"
#include "check/walker_port.h"

/* A device that answers nothing for so long, memory's own delays included, never will. */
#define PATIENCE 20000u

bool fl_bench_init(struct fl_bench *bench, struct fl_dut *dut, struct fl_uarch *model, uint64_t seed)
{
    memset(bench, 0, sizeof *bench);
    bench->dut = dut;
    bench->model = model;
    bench->wave_from = UINT64_MAX;
    bench->pte_size = 8;
    bench->random = fl_random_of(seed);
    bench->manners = (struct fl_manners){.delay_least = 1, .delay_most = 1};
    fl_pmp_past_init(&bench->pmp_past);
    dut->reset(dut->self);
    if (!model) {
        return true;
    }
    fl_uarch_reset(model);
    fl_uarch_read_state(model, &bench->good);
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        bench->flight[port] = fl_uarch_flight_new(model, (enum fl_port)port);
    }
    return fl_spec_check_init(&bench->spec, model, FL_CHECK_BASE, FL_CHECK_BYTES) && bench->flight[0] &&
           bench->flight[1];
}

void fl_bench_free(struct fl_bench *bench)
{
    fl_stranger_free(bench);
    fl_spec_check_free(&bench->spec);
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        fl_uarch_flight_free(bench->flight[port]);
    }
}

const struct fl_pmp *fl_bench_pmp_at(const struct fl_bench *bench, uint64_t cycle)
{
    return fl_pmp_past_version(&bench->pmp_past, fl_pmp_past_at(&bench->pmp_past, cycle));
}

static void drive(struct fl_bench *bench, enum fl_port port)
{
    struct fl_slot *slot = &bench->slot[port];
    slot->context = bench->context;
    slot->context.pmp = &bench->pmp;
    slot->request.context = &slot->context;
    if (fl_pmp_past_latest(&bench->pmp_past)->writes != bench->pmp.writes) {
        fl_pmp_past_add(&bench->pmp_past, &bench->pmp,
                        bench->now + 1); /* the device takes it in at the end of this cycle */
        if (bench->stranger) {
            fl_stranger_new_pmp(bench);
        }
    }
    if (bench->stranger) {
        fl_stranger_drive(bench, slot);
    }
    bench->dut->drive_request(bench->dut->self, port, &slot->request);
}

void fl_bench_request(struct fl_bench *bench, enum fl_port port, const struct fl_request *request)
{
    struct fl_slot *slot = &bench->slot[port];
    slot->request = *request;
    slot->driven = true;
    if (bench->stranger) {
        fl_stranger_limit_request(bench->stranger, &slot->request);
    }
    drive(bench, port);
}

/* Is all that is in flight under satp, ADUE and PBMTE as they stand? */
static bool in_force(const struct fl_bench *bench)
{
    const struct fl_context *now = &bench->context;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        const struct fl_context *kept = &bench->slot[port].context;
        if (bench->slot[port].busy && (kept->mode != now->mode || kept->asid != now->asid || kept->root != now->root ||
                                       kept->adue != now->adue || kept->pbmte != now->pbmte)) {
            return false;
        }
    }
    return true;
}

/* What meets the fence is looked up again after it, under what it was accepted with; so the ports drain first. */
static void offer_fence(struct fl_bench *bench)
{
    if (!bench->fence.waits || !in_force(bench)) {
        return;
    }
    bench->fence.waits = false;
    bench->fence.driven = true;
    if (bench->stranger) {
        fl_stranger_fence(bench);
    }
    bench->dut->drive_fence(bench->dut->self, &bench->fence.fence);
}

void fl_bench_fence(struct fl_bench *bench, const struct fl_fence *fence)
{
    bench->fence.waits = true;
    bench->fence.fence = *fence;
    if (bench->stranger) {
        fl_stranger_limit_fence(bench->stranger, &bench->fence.fence);
    }
    offer_fence(bench);
}

void fl_bench_store(struct fl_bench *bench, uint64_t address, uint64_t value)
{
    if (bench->stranger) {
        fl_stranger_will_store(bench, address, FL_WRITER_HART);
    } else {
        fl_spec_check_store(&bench->spec, address, bench->pte_size);
    }
    bench->counts.stores += fl_check_store(&bench->memory, address, bench->pte_size, value);
}

void fl_bench_new_tables(struct fl_bench *bench)
{
    if (bench->stranger) {
        fl_stranger_new_tables(bench);
    } else {
        fl_spec_check_store(&bench->spec, FL_CHECK_BASE, FL_CHECK_BYTES);
    }
}

void fl_bench_set_csrs(struct fl_bench *bench, const struct fl_context *context, const struct fl_pmp *pmp)
{
    bench->context = *context;
    bench->counts.context_changes++;
    if (bench->stranger) {
        fl_stranger_limit_context(bench->stranger, &bench->context);
        pmp = fl_stranger_limit_pmp(bench->stranger, pmp);
    }
    if (pmp) {
        uint16_t writes = bench->pmp.writes;
        bench->counts.pmp_changes++;
        bench->pmp = *pmp;
        bench->pmp.writes = (writes + 1) & 0x3fff;
    }
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        if (bench->slot[port].driven) {
            drive(bench, (enum fl_port)port);
        }
    }
}

static void enter_stage(struct fl_bench *bench, enum fl_port port)
{
    struct fl_slot *slot = &bench->slot[port];
    slot->driven = false;
    slot->busy = slot->due = slot->alone = true;
    slot->done = false;
    slot->accepted = bench->now - 1;
    slot->last_attempt = 0;
    slot->rtl.trace.count = 0;
    slot->rtl.trace.truncated = false;
    fl_uarch_accept(bench->flight[port], &slot->request, &slot->model.trace, &slot->model.response);
}

/* What the edge that has just passed accepted. A port is ready when its stage register is empty and no fence is accepted or applied. */
static void note_accepted(struct fl_bench *bench)
{
    struct fl_dut *dut = bench->dut;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        struct fl_slot *slot = &bench->slot[port];
        if (!slot->driven) {
            continue;
        }
        bool ready = !slot->busy && !fl_bench_fence_offered(bench);
        if (dut->accepted_request(dut->self, (enum fl_port)port) != ready) {
            fl_judge_rule(
                bench, (enum fl_port)port,
                ready ? "its port is not ready with an empty stage register (docs/microarchitecture.md 3)"
                      : "its port accepts during a fence or over a waiting request (docs/microarchitecture.md 3)");
        } else if (ready) {
            enter_stage(bench, (enum fl_port)port);
        }
    }
    if (bench->fence.driven) {
        bench->fence.driven = false;
        bench->fence.active = true;
        bench->fence.accepted = bench->now - 1;
    }
}

static void follow_answers(struct fl_bench *bench)
{
    struct fl_dut *dut = bench->dut;
    for (unsigned i = 0; i < FL_PORT_COUNT && !bench->diverged; i++) {
        enum fl_port port = (enum fl_port)i;
        struct fl_slot *slot = &bench->slot[port];
        bool answered = dut->sample_response(dut->self, port, &slot->rtl.response);
        if (slot->busy && !bench->fence.active) {
            fl_follow_lookup(bench, port);
        }
        if (!answered) {
            continue;
        }
        if (!slot->busy || bench->fence.active) {
            fl_judge_rule(bench, port,
                          slot->busy ? "it answers while a fence is applied (docs/microarchitecture.md 9)"
                                     : "it answers where nothing was asked");
            return;
        }
        slot->rtl.response.cycles = (uint32_t)(bench->now - slot->accepted);
        fl_follow_answer(bench, port);
        fl_judge_answer(bench, port);
        slot->busy = false;
        bench->last_progress = bench->now;
    }
}

static void follow_fence(struct fl_bench *bench)
{
    struct fl_dut *dut = bench->dut;
    bool applied = dut->counts(dut->self)->fences != bench->fence.seen;
    bench->fence.seen += applied;
    if (applied != (bench->fence.active && bench->now == bench->fence.accepted + 1)) {
        fl_judge_rule(bench, FL_PORT_DATA,
                      "its fence_applied event is not where APPLY is (docs/microarchitecture.md 11)");
        return;
    }
    if (applied) {
        fl_follow_fence(bench);
    }
    if (dut->sample_fence_done(dut->self)) {
        bench->fence.active = false;
        bench->last_progress = bench->now;
        fl_judge_fence(bench, (unsigned)(bench->now - bench->fence.accepted));
    }
}

/* A device that says it is quiet need not be clocked until the answer is due (docs/microarchitecture.md 11): nothing may differ. */
static void skip_quiet_cycles(struct fl_bench *bench)
{
    const struct fl_slot *slot = bench->slot;
    uint64_t due = bench->port.due, cycles = due - bench->now;
    bool nothing_new =
        !fl_bench_fencing(bench) && !(slot[0].driven && !slot[0].busy) && !(slot[1].driven && !slot[1].busy);
    if (bench->manners.skips && bench->port.waiting && due > bench->now && nothing_new &&
        bench->dut->quiet(bench->dut->self)) {
        bench->dut->skip(bench->dut->self, cycles);
        bench->now = due;
        bench->port.stalled = 0;
        bench->counts.skipped += cycles;
    }
}

static void follow_waves(struct fl_bench *bench)
{
    if (bench->now >= bench->wave_from) {
        bench->wave_from = UINT64_MAX;
        bench->dut->set_time(bench->dut->self, bench->now);
        bench->dut->dump_waves(bench->dut->self, true);
    }
}

void fl_bench_cycle(struct fl_bench *bench)
{
    offer_fence(bench);
    skip_quiet_cycles(bench);
    follow_waves(bench);
    fl_attend_walker(bench);
    if (bench->diverged) {
        return;
    }
    bench->dut->step(bench->dut->self);
    bench->now++;
    fl_judge_complaint(bench);
    if (bench->diverged) {
        return;
    }
    if (bench->stranger) {
        fl_stranger_follow(bench);
        return;
    }
    note_accepted(bench);
    if (!bench->diverged) {
        follow_fence(bench);
    }
    if (!bench->diverged) {
        follow_answers(bench);
    }
    if (!bench->diverged && !bench->fence.active) {
        fl_follow_grant(bench);
    }
    bool idle = !bench->slot[0].busy && !bench->slot[1].busy && !fl_bench_fencing(bench);
    if (idle) {
        bench->last_progress = bench->now;
    } else if (bench->now - bench->last_progress > PATIENCE && !bench->diverged) {
        fl_judge_rule(bench, bench->slot[FL_PORT_DATA].busy ? FL_PORT_DATA : FL_PORT_FETCH, "it never answers");
    }
}

bool fl_bench_at_rest(const struct fl_bench *bench)
{
    const struct fl_slot *slot = bench->slot;
    return !slot[0].driven && !slot[0].busy && !slot[1].driven && !slot[1].busy && !fl_bench_fencing(bench) &&
           !bench->port.waiting && bench->service.free_at <= bench->now;
}

void fl_bench_rest(struct fl_bench *bench)
{
    while (!bench->diverged && !fl_bench_at_rest(bench)) {
        fl_bench_cycle(bench);
    }
}

void fl_bench_settle(struct fl_bench *bench)
{
    fl_bench_rest(bench);
    if (!bench->diverged && !bench->stranger) {
        fl_judge_state(bench);
    }
}
