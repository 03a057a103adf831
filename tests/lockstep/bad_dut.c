#include "bad_dut.h"

#include <stdlib.h>

#include "dut/front.h"

struct bad {
    struct fl_dut inner; /* comes first: dut/front.h */
    enum bend bend;
    bool late; /* an answer or a done is being held back */
    struct fl_response held;
    struct fl_dut_counts counts;
};

static void bend_response(const struct bad *bad, struct fl_response *response)
{
    response->pa ^= bad->bend == BEND_PA ? 0x1000 : 0;
    if (bad->bend == BEND_FAULT && response->fault) {
        response->fault = false;
        response->pa = 0;
    }
    if (bad->bend == BEND_CAUSE && response->cause == FL_CAUSE_LOAD_PAGE) {
        response->cause = FL_CAUSE_STORE_PAGE;
    }
    if (bad->bend == BEND_VICTIM && response->path == FL_PATH_WALK && !response->fault) {
        response->entry ^= 1;
    }
}

static bool sample_response(void *self, enum fl_port port, struct fl_response *response)
{
    struct bad *bad = self;
    if (bad->late) {
        bad->late = false;
        *response = bad->held;
        return true;
    }
    if (!bad->inner.sample_response(bad->inner.self, port, response)) {
        return false;
    }
    bend_response(bad, response);
    if (bad->bend == BEND_LATE && response->path == FL_PATH_WALK) {
        bad->held = *response;
        bad->late = true;
        return false;
    }
    return true;
}

static bool sample_memory(void *self, struct fl_dut_mem_request *request)
{
    struct bad *bad = self;
    if (!bad->inner.sample_memory(bad->inner.self, request)) {
        return false;
    }
    request->address ^= bad->bend == BEND_PTE_ADDRESS ? 8 : 0;
    request->desired &= bad->bend == BEND_DIRTY ? ~UINT64_C(0x80) : UINT64_MAX;
    if (bad->bend == BEND_NO_UPDATE && request->compare_and_swap) {
        request->desired = request->expected;
    }
    return true;
}

static bool sample_fence_done(void *self)
{
    struct bad *bad = self;
    bool done = bad->inner.sample_fence_done(bad->inner.self);
    if (bad->bend != BEND_FENCE_LATE) {
        return done;
    }
    bool was_late = bad->late;
    bad->late = done;
    return was_late;
}

static void read_state(void *self, struct fl_mmu_state *state)
{
    struct bad *bad = self;
    bad->inner.read_state(bad->inner.self, state);
    state->l1[FL_PORT_DATA].plru ^= bad->bend == BEND_TREE;
    state->l1[FL_PORT_DATA].entry[0].asid += bad->bend == BEND_ENTRY;
}

static void trap(void *self, const struct fl_trap_in *in, struct fl_trap_out *out)
{
    struct bad *bad = self;
    bad->inner.trap(bad->inner.self, in, out);
    out->pc += bad->bend == BEND_TRAP_PC ? 4 : 0;
}

static const struct fl_dut_counts *counts(void *self)
{
    struct bad *bad = self;
    bad->counts = *bad->inner.counts(bad->inner.self);
    bad->counts.hit[FL_PORT_DATA] += bad->bend == BEND_EVENTS;
    return &bad->counts;
}

static const char *complaint(void *self)
{
    struct bad *bad = self;
    return bad->bend == BEND_COMPLAINT ? "mmu.sv:7: assertion failed" : bad->inner.complaint(bad->inner.self);
}

static void destroy(void *self)
{
    struct bad *bad = self;
    bad->inner.destroy(bad->inner.self);
    free(bad);
}

void bad_dut_open(struct fl_dut *dut, const struct fl_dut *inner, enum bend bend)
{
    struct bad *bad = calloc(1, sizeof *bad);
    bad->inner = *inner;
    bad->bend = bend;
    *dut = fl_dut_front(&bad->inner);
    dut->name = "bent";
    dut->sample_response = sample_response;
    dut->sample_memory = sample_memory;
    dut->sample_fence_done = sample_fence_done;
    dut->read_state = read_state;
    dut->trap = trap;
    dut->counts = counts;
    dut->complaint = complaint;
    dut->destroy = destroy;
}
