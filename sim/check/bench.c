#include "check/bench.h"

#include <stdlib.h>
#include <string.h>

#include "check/follow.h"
#include "check/judge.h"

/* A device that answers nothing for so long, memory's own delays included, never will. */
#define PATIENCE 20000u

bool fl_bench_init(struct fl_bench *bench, struct fl_dut *dut, struct fl_uarch *model, uint64_t seed)
{
    memset(bench, 0, sizeof *bench);
    bench->dut = dut;
    bench->model = model;
    bench->pte_size = 8;
    bench->random = fl_random_of(seed);
    bench->manners = (struct fl_manners){.delay_least = 1, .delay_most = 1};
    bench->pmp_past.count = 1;
    dut->reset(dut->self);
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
    fl_spec_check_free(&bench->spec);
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        fl_uarch_flight_free(bench->flight[port]);
    }
}

const struct fl_pmp *fl_bench_pmp_at(const struct fl_bench *bench, uint64_t cycle)
{
    const struct fl_pmp_past *past = &bench->pmp_past;
    unsigned i = past->count - 1;
    while (past->from[i % FL_PMP_VERSIONS] > cycle && i > 0 && i + FL_PMP_VERSIONS > past->count) {
        i--;
    }
    return &past->version[i % FL_PMP_VERSIONS];
}

static void drive(struct fl_bench *bench, enum fl_port port)
{
    struct fl_pmp_past *past = &bench->pmp_past;
    const struct fl_pmp *held = &past->version[(past->count - 1) % FL_PMP_VERSIONS];
    struct fl_slot *slot = &bench->slot[port];
    slot->context = bench->context;
    slot->context.pmp = &bench->pmp;
    slot->request.context = &slot->context;
    if (held->writes != bench->pmp.writes) { /* the device takes it in at the end of this cycle */
        past->from[past->count % FL_PMP_VERSIONS] = bench->now + 1;
        past->version[past->count++ % FL_PMP_VERSIONS] = bench->pmp;
    }
    bench->dut->drive_request(bench->dut->self, port, &slot->request);
}

void fl_bench_request(struct fl_bench *bench, enum fl_port port, const struct fl_request *request)
{
    struct fl_slot *slot = &bench->slot[port];
    slot->request = *request;
    slot->driven = true;
    drive(bench, port);
}

void fl_bench_fence(struct fl_bench *bench, const struct fl_fence *fence)
{
    bench->fence.driven = true;
    bench->fence.fence = *fence;
    bench->dut->drive_fence(bench->dut->self, fence);
}

void fl_bench_store(struct fl_bench *bench, uint64_t address, uint64_t value)
{
    fl_spec_check_store(&bench->spec, address, bench->pte_size);
    bench->counts.stores += fl_check_store(&bench->memory, address, bench->pte_size, value);
}

void fl_bench_set_csrs(struct fl_bench *bench, const struct fl_context *context, const struct fl_pmp *pmp)
{
    bench->context = *context;
    bench->counts.context_changes++;
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

/* Who asked for a memory access that is accepted in this cycle? Whoever has the miss unit; if the page knows of nobody, whoever waits. */
static struct fl_slot *asker(struct fl_bench *bench)
{
    if (bench->service.busy) {
        return &bench->slot[bench->service.port];
    }
    struct fl_slot *data = &bench->slot[FL_PORT_DATA], *fetch = &bench->slot[FL_PORT_FETCH];
    return data->busy ? data : fetch->busy ? fetch : NULL;
}

static void record(struct fl_bench *bench, struct fl_slot *slot, const struct fl_taken_access *access)
{
    struct fl_walk_trace *trace = &slot->rtl.trace;
    const struct fl_dut_mem_request *request = &access->request;
    if (bench->service.busy && bench->service.count < FL_SERVICE_MOST) {
        bench->service.access[bench->service.count++] = *access;
    }
    if (trace->count == FL_MAX_STEPS) {
        trace->truncated = true;
        return;
    }
    trace->step[trace->count++] =
        (struct fl_walk_step){.address = request->address,
                              .value = request->compare_and_swap ? request->expected : access->answer.data,
                              .desired = request->compare_and_swap ? request->desired : 0,
                              .level = request->level,
                              .update = request->compare_and_swap,
                              .won = access->answer.won,
                              .error = access->answer.error};
}

/* Somebody else is faster. */
static void let_rival_write(struct fl_bench *bench, uint64_t address)
{
    uint64_t held;
    if (bench->rival_pte && fl_chance(&bench->random, bench->manners.rival) &&
        fl_check_load(&bench->memory, address, bench->pte_size, &held)) {
        bench->counts.rivals++;
        fl_bench_store(bench, address, bench->rival_pte(bench->self, held));
    }
}

static void access_memory(struct fl_bench *bench, struct fl_taken_access *access)
{
    const struct fl_dut_mem_request *request = &access->request;
    struct fl_dut_mem_answer *answer = &access->answer;
    unsigned size = bench->pte_size;
    bool upset = fl_chance(&bench->random, bench->manners.error);
    answer->error = !fl_check_load(&bench->memory, request->address, size, &access->held) || upset;
    bench->counts.errors += answer->error;
    bench->service.upset = bench->service.upset || upset;
    if (answer->error) {
        return;
    }
    uint64_t seen = access->held;
    if (!request->compare_and_swap) {
        answer->data = access->held;
    } else if (access->held == request->expected) {
        answer->won = fl_check_store(&bench->memory, request->address, size, request->desired);
        seen = request->desired;
    } else {
        bench->counts.lost++;
        return;
    }
    fl_spec_check_pte_read(&bench->spec, request->address, &seen);
}

static void take_access(struct fl_bench *bench, const struct fl_dut_mem_request *request)
{
    struct fl_slot *slot = asker(bench);
    if (!slot || bench->fence.active || bench->port.waiting) {
        fl_judge_rule(bench, FL_PORT_DATA,
                      !slot ? "its walker accesses memory, and no request waits"
                      : bench->fence.active
                          ? "its walker accesses memory while a fence is applied (docs/microarchitecture.md 9)"
                          : "its walker has two memory requests outstanding (docs/microarchitecture.md 6)");
        return;
    }
    const struct fl_manners *manners = &bench->manners;
    if (request->compare_and_swap) {
        let_rival_write(bench, request->address);
    }
    struct fl_taken_access access = {.request = *request,
                                     .stores = bench->memory.stores,
                                     .accepted = bench->now,
                                     .stalls = bench->port.stalls,
                                     .delay = manners->delay_least};
    access.delay += fl_pick(&bench->random, manners->delay_most - manners->delay_least + 1);
    access_memory(bench, &access);
    record(bench, slot, &access);
    bench->port.waiting = true;
    bench->port.due = bench->now + access.delay;
    bench->port.answer = access.answer;
}

/* The memory's side of this cycle. */
static void attend_memory(struct fl_bench *bench)
{
    struct fl_dut_mem_request request;
    struct fl_dut *dut = bench->dut;
    bool was_stalled = bench->port.stall_left > 0;
    if (was_stalled) {
        bench->port.stall_left--;
    } else if (fl_chance(&bench->random, bench->manners.stall)) {
        bench->port.stall_left = fl_pick(&bench->random, bench->manners.stall_most);
        was_stalled = true;
    }
    dut->stall_memory(dut->self, was_stalled);
    if (dut->sample_memory(dut->self, &request)) {
        take_access(bench, &request);
    } else if (bench->port.waiting && bench->now == bench->port.due) {
        dut->drive_memory(dut->self, &bench->port.answer);
        bench->port.waiting = false;
    }
    bench->port.stalls = bench->port.stalls << 1 | was_stalled;
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
        bool ready = !slot->busy && !fl_bench_fencing(bench);
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

void fl_bench_cycle(struct fl_bench *bench)
{
    attend_memory(bench);
    if (bench->diverged) {
        return;
    }
    bench->dut->step(bench->dut->self);
    bench->now++;
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

static bool at_rest(const struct fl_bench *bench)
{
    const struct fl_slot *slot = bench->slot;
    return !slot[0].driven && !slot[0].busy && !slot[1].driven && !slot[1].busy && !fl_bench_fencing(bench) &&
           !bench->port.waiting && bench->service.free_at <= bench->now;
}

void fl_bench_rest(struct fl_bench *bench)
{
    while (!bench->diverged && !at_rest(bench)) {
        fl_bench_cycle(bench);
    }
}

void fl_bench_settle(struct fl_bench *bench)
{
    fl_bench_rest(bench);
    if (!bench->diverged) {
        fl_judge_complaint(bench);
    }
    if (!bench->diverged) {
        fl_judge_state(bench);
    }
}
