/* dut.c - blocking calls on a clocked device under test: one translation, one fence.
 *
 * The harness here is the memory behind the walker's port: it accepts at once, asks fl_pte_mem for the value and the delay, and
 * drives the answer when it is due. Between those moments nothing can happen while the DUT is quiet, so such cycles may be
 * skipped: results and latencies are the same either way.
 */
#include "dut.h"

#include <stdio.h>
#include <string.h>

/* A DUT that has worked on one request for so many cycles, waiting for memory not counted, will never answer. */
#define PATIENCE 10000u

struct session {
    struct fl_dut *dut;
    const struct fl_pte_mem *mem;
    struct fl_walk_trace *trace;
    bool outstanding; /* a memory request was accepted and not yet answered */
    uint64_t due;     /* the cycle in which its answer is shown */
    struct fl_dut_mem_answer answer;
    uint8_t attempt;
    uint64_t killed; /* walks killed when the last request was served */
};

static uint64_t clock_of(const struct fl_dut *dut)
{
    const struct fl_dut_counts *counts = dut->counts(dut->self);
    return counts->clocked + counts->skipped;
}

static void record(struct session *session, const struct fl_dut_mem_request *request)
{
    struct fl_walk_trace *trace = session->trace;
    if (!trace) {
        return;
    }
    if (trace->count == FL_MAX_STEPS) {
        trace->truncated = true;
        return;
    }
    trace->step[trace->count++] = (struct fl_walk_step){
        .address = request->address,
        .value = request->compare_and_swap ? request->expected : session->answer.data,
        .desired = request->compare_and_swap ? request->desired : 0,
        .level = request->level,
        .attempt = session->attempt,
        .update = request->compare_and_swap,
        .won = session->answer.won,
        .error = session->answer.error,
    };
}

/* Ask the memory. The callback may itself fence the DUT, so time is read again after it. */
static void serve(struct session *session, const struct fl_dut_mem_request *request)
{
    struct fl_dut *dut = session->dut;
    const struct fl_pte_mem *mem = session->mem;
    uint64_t accepted = clock_of(dut);
    uint64_t killed = dut->counts(dut->self)->walks_killed;
    unsigned delay;

    session->attempt += killed != session->killed;
    session->killed = killed;
    session->answer = (struct fl_dut_mem_answer){0};
    if (request->compare_and_swap) {
        delay = mem->compare_and_swap(mem->self, request->address, request->size, request->expected, request->desired,
                                      &session->answer.won, &session->answer.error);
    } else {
        delay = mem->read(mem->self, request->address, request->size, &session->answer.data, &session->answer.error);
    }
    if (session->answer.error) {
        session->answer.data = 0;
        session->answer.won = false;
    }
    record(session, request);
    if (request->compare_and_swap && !session->answer.won && !session->answer.error) {
        session->attempt++;
    }
    uint64_t now = clock_of(dut);
    session->due = accepted + (delay ? delay : 1);
    if (session->due < now) {
        session->due = now;
    }
    session->outstanding = true;
}

/* One cycle of the memory's side: take a request, show an answer, or let quiet time pass. True: no clock is needed now. */
static bool attend_memory(struct session *session, bool skip)
{
    struct fl_dut *dut = session->dut;
    struct fl_dut_mem_request request;

    if (!session->outstanding && dut->sample_memory(dut->self, &request)) {
        serve(session, &request);
    }
    if (!session->outstanding) {
        return false;
    }
    uint64_t now = clock_of(dut);
    if (now >= session->due) {
        dut->drive_memory(dut->self, &session->answer);
        session->outstanding = false;
    } else if (skip && dut->quiet(dut->self)) {
        dut->skip(dut->self, session->due - now);
        return true;
    }
    return false;
}

static void give_up(struct fl_dut *dut, const char *what, uint64_t va)
{
    if (dut->complain) {
        char text[96];
        snprintf(text, sizeof text, "%s 0x%llx: no answer in %u cycles\n", what, (unsigned long long)va, PATIENCE);
        dut->complain(dut->self, text);
    }
}

static void no_answer(struct fl_dut *dut, const struct fl_request *request, struct fl_response *response)
{
    give_up(dut, "request for", request->va);
    *response = (struct fl_response){
        .tval = request->va,
        .cycles = PATIENCE,
        .fault = true,
        .cause = request->access == FL_FETCH  ? FL_CAUSE_FETCH_ACCESS
                 : request->access == FL_LOAD ? FL_CAUSE_LOAD_ACCESS
                                              : FL_CAUSE_STORE_ACCESS,
        .entry = FL_NO_ENTRY,
    };
}

/* All but a hit in the first cycle. The request is driven and one clock has passed. */
static void await_response(struct session *session, enum fl_port port, const struct fl_request *request, bool skip,
                           bool accepted, struct fl_response *response)
{
    struct fl_dut *dut = session->dut;
    uint64_t accepted_at = clock_of(dut) - 1;

    for (unsigned worked = 0; worked < PATIENCE;) {
        if (accepted && dut->sample_response(dut->self, port, response)) {
            response->cycles = (uint32_t)(clock_of(dut) - accepted_at);
            return;
        }
        if (attend_memory(session, skip)) {
            continue;
        }
        worked += !session->outstanding;
        dut->step(dut->self);
        if (!accepted && dut->accepted_request(dut->self, port)) {
            accepted = true;
            accepted_at = clock_of(dut) - 1;
        }
    }
    no_answer(dut, request, response);
}

void fl_dut_translate(struct fl_dut *dut, enum fl_port port, const struct fl_request *request,
                      const struct fl_pte_mem *mem, bool skip, struct fl_walk_trace *trace,
                      struct fl_response *response)
{
    if (trace) {
        trace->count = 0;
        trace->truncated = false;
    }
    dut->drive_request(dut->self, port, request);
    dut->step(dut->self);
    bool accepted = dut->accepted_request(dut->self, port);
    if (accepted && dut->sample_response(dut->self, port, response)) {
        response->cycles = 1;
        return;
    }
    struct session session = {.dut = dut, .mem = mem, .trace = trace, .killed = dut->counts(dut->self)->walks_killed};
    await_response(&session, port, request, skip, accepted, response);
}

unsigned fl_dut_fence(struct fl_dut *dut, const struct fl_fence *fence)
{
    unsigned cycles = 0;
    dut->drive_fence(dut->self, fence);
    do {
        dut->step(dut->self);
        cycles++;
    } while (!dut->sample_fence_done(dut->self) && cycles < PATIENCE);
    if (cycles == PATIENCE) {
        give_up(dut, "fence of", fence->va);
    }
    return cycles;
}
