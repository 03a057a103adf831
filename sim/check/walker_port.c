#include "check/walker_port.h"

#include <stddef.h>

#include "check/judge.h"
#include "check/stranger.h"

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

/* Is somebody else faster? Who is so again and again is beaten in the end: a walk makes no more accesses than are kept. */
static bool rival_is_faster(struct fl_bench *bench)
{
    unsigned *left = &bench->port.rounds_left;
    if (*left > 0) {
        return --*left > 0;
    }
    if (!fl_chance(&bench->random, bench->manners.rival)) {
        return false;
    }
    if (bench->manners.rounds > 0) {
        *left = 1 + fl_pick(&bench->random, bench->manners.rounds);
    }
    return true;
}

/* In a fight of many rounds it turns a bit that is software's own: the walk wants the same update again. */
static void let_rival_write(struct fl_bench *bench, uint64_t address)
{
    enum { RSW = 1 << 8 };
    uint64_t held;
    if (bench->rival_pte && rival_is_faster(bench) && fl_check_load(&bench->memory, address, bench->pte_size, &held)) {
        bench->counts.rivals++;
        fl_bench_store(bench, address, bench->port.rounds_left > 0 ? held ^ RSW : bench->rival_pte(bench->self, held));
    }
}

static void tell_read(struct fl_bench *bench, uint64_t address, const uint64_t *seen)
{
    if (!bench->stranger) {
        fl_spec_check_pte_read(&bench->spec, address, seen);
    }
}

/* True: it was refused this once. */
static bool access_memory(struct fl_bench *bench, struct fl_taken_access *access)
{
    const struct fl_dut_mem_request *request = &access->request;
    struct fl_dut_mem_answer *answer = &access->answer;
    unsigned size = bench->pte_size;
    bool upset = fl_chance(&bench->random, bench->manners.error);
    answer->error = !fl_check_load(&bench->memory, request->address, size, &access->held) || upset;
    bench->counts.errors += answer->error;
    bench->service.upset = bench->service.upset || upset;
    if (answer->error) {
        return upset;
    }
    uint64_t seen = access->held;
    if (!request->compare_and_swap) {
        answer->data = access->held;
    } else if (access->held == request->expected) {
        if (bench->stranger) {
            fl_stranger_will_store(bench, request->address, FL_WRITER_WALKER);
        }
        answer->won = fl_check_store(&bench->memory, request->address, size, request->desired);
        seen = request->desired;
    } else {
        bench->counts.lost++;
        return false;
    }
    tell_read(bench, request->address, &seen);
    return false;
}

/* By the page's rules (docs/microarchitecture.md 6, 9); a stranger has rules of its own (stranger.h). */
static bool may_access(struct fl_bench *bench, const struct fl_slot *slot, const struct fl_dut_mem_request *request)
{
    if (bench->stranger) {
        fl_stranger_access(bench, request);
    } else if (!slot || bench->fence.active || bench->port.waiting) {
        fl_judge_rule(bench, FL_PORT_DATA,
                      !slot ? "its walker accesses memory, and no request waits"
                      : bench->fence.active
                          ? "its walker accesses memory while a fence is applied (docs/microarchitecture.md 9)"
                          : "its walker has two memory requests outstanding (docs/microarchitecture.md 6)");
    }
    return !bench->diverged;
}

/* The walk may be killed, and what the walk cache learned from it be used under the other port's newer root. */
static void tell_use(struct fl_bench *bench, struct fl_slot *slot)
{
    if (!bench->stranger) {
        slot->context.pmp = fl_bench_pmp_at(bench, bench->now);
        fl_spec_check_use(&bench->spec, &slot->context);
    }
}

static void take_access(struct fl_bench *bench, const struct fl_dut_mem_request *request)
{
    struct fl_slot *slot = asker(bench);
    if (!may_access(bench, slot, request)) {
        return;
    }
    const struct fl_manners *manners = &bench->manners;
    if (request->compare_and_swap) {
        let_rival_write(bench, request->address);
    }
    struct fl_taken_access access = {.request = *request,
                                     .stores = bench->memory.stores,
                                     .accepted = bench->now,
                                     .stalled = bench->port.stalled,
                                     .delay = manners->delay_least};
    access.delay += fl_pick(&bench->random, manners->delay_most - manners->delay_least + 1);
    tell_use(bench, slot);
    bool upset = access_memory(bench, &access);
    if (bench->stranger) {
        fl_stranger_accessed(bench, &access, upset);
    } else {
        record(bench, slot, &access);
    }
    bench->port.accesses++;
    bench->port.waiting = true;
    bench->port.due = bench->now + access.delay;
    bench->port.answer = access.answer;
}

/* Is the memory not ready in this cycle? */
static bool stalls(struct fl_bench *bench)
{
    if (bench->port.stall_left > 0) {
        bench->port.stall_left--;
        return true;
    }
    if (fl_chance(&bench->random, bench->manners.stall)) {
        bench->port.stall_left = fl_pick(&bench->random, bench->manners.stall_most);
        return true;
    }
    return false;
}

void fl_attend_walker(struct fl_bench *bench)
{
    struct fl_dut_mem_request request;
    struct fl_dut *dut = bench->dut;
    bool stalled = stalls(bench);
    dut->stall_memory(dut->self, stalled);
    if (dut->sample_memory(dut->self, &request)) {
        take_access(bench, &request);
    } else if (bench->port.waiting && bench->now == bench->port.due) {
        dut->drive_memory(dut->self, &bench->port.answer);
        bench->port.waiting = false;
    }
    bench->port.stalled_before = bench->port.stalled;
    bench->port.stalled = stalled ? bench->port.stalled + 1 : 0;
}
