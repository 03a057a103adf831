#include "check/judge.h"

#include <stdio.h>
#include <string.h>

#include "check/cover_fence.h"
#include "check/stranger.h"
#include "lockstep/compare.h"
#include "lockstep/page_opinion.h"

/* The request of a port, as the report wants it. */
static void remember_request(struct fl_bench *bench, enum fl_port port)
{
    struct fl_divergence *d = &bench->divergence;
    const struct fl_slot *slot = &bench->slot[port];
    d->has_request = true;
    d->port = (uint8_t)port;
    d->request = slot->request;
    d->request.va = fl_masked_va(&slot->context, slot->request.access, slot->request.va);
    d->context = fl_spec_context(bench->model, &slot->context);
    d->pmp = *fl_bench_pmp_at(bench, bench->now);
    d->context.pmp = &d->pmp;
    d->request.context = &d->context;
    d->model = slot->model;
    d->rtl = slot->rtl;
}

/* Memory as a walk saw it: what it read last at each place, and elsewhere what is there now. */
static unsigned before_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    const struct fl_bench *bench = self;
    *error = !fl_check_load(&bench->memory, address, size, value);
    for (unsigned i = 0; bench->judging_walk && i < bench->service.count; i++) {
        const struct fl_taken_access *access = &bench->service.access[i];
        if (!access->request.compare_and_swap && access->request.address == address) {
            *value = access->held;
            *error = access->answer.error;
        }
    }
    return 1;
}

static unsigned before_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                            bool *error)
{
    uint64_t value;
    (void)desired;
    *won = before_read(self, address, size, &value, error) != 0 && !*error && value == expected;
    return 1;
}

/* What it showed at is remembered; what the page says of it is asked where the state before is known. */
static void diverge(struct fl_bench *bench, const struct fl_difference *what)
{
    const struct fl_pte_mem before = {bench, before_read, before_swap};
    struct fl_divergence *d = &bench->divergence;
    bench->diverged = true;
    d->what = *what;
    d->cycle = bench->now;
    d->last_good = bench->good_cycle;
    d->since_good = bench->counts.requests + bench->counts.fences - bench->good_requests;
    d->good = bench->good;
    fl_uarch_read_state(bench->model, &d->model_state);
    if (what->depth == FL_DEPTH_COMPLAINT) {
        d->complaint = bench->complaint;
    } else {
        bench->dut->read_state(bench->dut->self, &d->rtl_state);
        fl_ask_page(d, &before);
    }
}

static void diverge_at_fence(struct fl_bench *bench, const struct fl_difference *what)
{
    bench->divergence.has_fence = true;
    bench->divergence.fence = bench->fence.fence;
    diverge(bench, what);
}

/* The first cause comes first: where both walked, the walk came before the answer. */
static bool same_answer(const struct fl_answer *model, const struct fl_answer *rtl, struct fl_difference *what)
{
    bool both_walked = model->trace.count > 0 && rtl->trace.count > 0;
    return (!both_walked || fl_same_walk(&model->trace, &rtl->trace, what)) &&
           fl_same_response(&model->response, &rtl->response, what) &&
           fl_same_path(&model->response, &rtl->response, what) && fl_same_walk(&model->trace, &rtl->trace, what) &&
           fl_same_latency(&model->response, &rtl->response, what);
}

/* Did a table that maps itself serve the walk at two levels, and was rewritten between the two reads? */
static bool torn(const struct fl_service *service)
{
    for (unsigned i = 0; i < service->count; i++) {
        const struct fl_taken_access *first = &service->access[i];
        for (unsigned k = i + 1; k < service->count; k++) {
            const struct fl_taken_access *later = &service->access[k];
            if (first->request.address == later->request.address && first->request.level != later->request.level &&
                first->held != later->held) {
                return true;
            }
        }
    }
    return false;
}

/* Did PMP stay the same from the walk's first read to its answer? If not, the manual's walk, which is made in one moment, cannot judge
 * it. Nor can it judge a PTE that was two, an update that memory refused this once, nor more accesses than are kept. */
static bool settled(const struct fl_bench *bench)
{
    const struct fl_service *service = &bench->service;
    return !service->upset && service->count < FL_SERVICE_MOST && !torn(service) &&
           fl_bench_pmp_at(bench, service->granted) == fl_bench_pmp_at(bench, bench->now);
}

/* The latest of the model's walks for this request: those before it were killed by fences. */
static struct fl_answer latest_walk(const struct fl_slot *slot)
{
    struct fl_answer answer = slot->model;
    unsigned from = slot->last_attempt;
    if (from > 0 && from <= answer.trace.count) {
        answer.trace.count -= from;
        memmove(answer.trace.step, answer.trace.step + from, answer.trace.count * sizeof answer.trace.step[0]);
    }
    return answer;
}

/* Does the architecture have to be asked? */
static bool manual_due(struct fl_bench *bench, enum fl_port port, const struct fl_slot *slot)
{
    const struct fl_response *response = &slot->model.response;
    if (response->path == FL_PATH_L1) {
        return fl_spec_check_due(&bench->spec, port, response->entry, &slot->request);
    }
    return response->path == FL_PATH_WALK || response->path == FL_PATH_L2 || response->fault ||
           --bench->spec.until_sample == 0;
}

/* The architecture's word on the answer. A walk that it cannot judge is still told to it, without PMP, for what it refilled. */
static bool manual_agrees(struct fl_bench *bench, enum fl_port port, struct fl_difference *what)
{
    struct fl_slot *slot = &bench->slot[port];
    const struct fl_pte_mem before = {bench, before_read, before_swap};
    const struct fl_answer answer = latest_walk(slot);
    bool judged = !bench->judging_walk || settled(bench);
    if (!judged) {
        bench->counts.unsettled++;
        slot->context.pmp = NULL;
    }
    bool same =
        fl_spec_check(&bench->spec, port, &slot->request, &answer, &before, bench->now, &bench->divergence.spec, what);
    return same || !judged;
}

static void count_answer(struct fl_bench *bench, const struct fl_slot *slot)
{
    struct fl_bench_counts *counts = &bench->counts;
    const struct fl_response *response = &slot->model.response;
    uint64_t *const by_path[] = {&counts->refused_early, &counts->bare, &counts->hits, &counts->second, &counts->walks};
    counts->requests++;
    counts->faults += response->fault;
    (*by_path[response->path])++;
    if (response->path != FL_PATH_BARE) {
        const struct fl_scheme *scheme = fl_scheme_of(slot->context.xlen, slot->context.mode);
        counts->scheme[scheme ? scheme->levels : 0]++;
    }
    *(slot->alone ? &counts->exact_by_model : &counts->exact_by_page) += 1;
}

/* Attempts are not seen on the pins: they are the model's. */
static void number_attempts(struct fl_walk_trace *rtl, const struct fl_walk_trace *model)
{
    for (unsigned i = 0; i < rtl->count; i++) {
        rtl->step[i].attempt = i < model->count ? model->step[i].attempt : 0;
    }
}

void fl_judge_answer(struct fl_bench *bench, enum fl_port port)
{
    struct fl_slot *slot = &bench->slot[port];
    struct fl_difference what;
    slot->context.pmp = fl_bench_pmp_at(bench, bench->now);
    bench->judging_walk = slot->model.response.path == FL_PATH_WALK;
    bench->latest_is_fence = false;
    bench->latest_port = port;
    count_answer(bench, slot);
    number_attempts(&slot->rtl.trace, &slot->model.trace);
    bool same = same_answer(&slot->model, &slot->rtl, &what);
    if (!same) { /* what the report says of the architecture */
        const struct fl_pte_mem before = {bench, before_read, before_swap};
        const struct fl_context context = fl_spec_context(bench->model, &slot->context);
        const struct fl_request asked = {slot->request.va, slot->request.access, slot->request.size, &context};
        fl_walk(&asked, &before, false, &bench->divergence.spec);
    }
    if (!same || (manual_due(bench, port, slot) && !manual_agrees(bench, port, &what))) {
        remember_request(bench, port);
        diverge(bench, &what);
        return;
    }
    fl_cover_answer(bench, port);
}

void fl_judge_fence(struct fl_bench *bench, unsigned cycles)
{
    struct fl_difference what;
    bench->counts.fences++;
    bench->latest_is_fence = true;
    if (!fl_same_field(&what, FL_DEPTH_FENCE, "cycles", 0, bench->fence.cycles, cycles)) {
        diverge_at_fence(bench, &what);
    }
}

/* At rest. After one transaction it is known which one it was. */
static void diverge_at_rest(struct fl_bench *bench, const struct fl_difference *what)
{
    bool one = bench->counts.requests + bench->counts.fences - bench->good_requests == 1;
    if (one && bench->latest_is_fence) {
        diverge_at_fence(bench, what);
        return;
    }
    if (one) {
        remember_request(bench, bench->latest_port);
    }
    diverge(bench, what);
}

void fl_judge_state(struct fl_bench *bench)
{
    struct fl_mmu_state rtl;
    struct fl_difference what;
    bench->counts.states++;
    if (bench->counts.fences > bench->good_fences) { /* the last of them is compared by itself */
        bench->counts.fences_close += bench->counts.fences - bench->good_fences - 1;
    }
    fl_uarch_read_state(bench->model, &bench->divergence.model_state);
    bench->dut->read_state(bench->dut->self, &rtl);
    if (!fl_same_state(&bench->divergence.model_state, &rtl, &what) ||
        !fl_same_events(bench->model, bench->dut, &what)) {
        diverge_at_rest(bench, &what);
        return;
    }
    bench->good = bench->divergence.model_state;
    bench->good_cycle = bench->now;
    bench->good_requests = bench->counts.requests + bench->counts.fences;
    bench->good_fences = bench->counts.fences;
}

void fl_judge_trap(struct fl_bench *bench, const struct fl_trap_in *in, const struct fl_trap_out *model,
                   const struct fl_trap_out *rtl)
{
    struct fl_difference what;
    bench->counts.traps++;
    if (bench->diverged || fl_same_trap(model, rtl, &what)) {
        return;
    }
    if (bench->stranger) {
        fl_stranger_accuse_trap(bench, &what);
    } else {
        bench->divergence.has_trap = true;
        bench->divergence.trap_in = *in;
        bench->divergence.trap_model = *model;
        bench->divergence.trap_rtl = *rtl;
        diverge(bench, &what);
    }
}

void fl_judge_rule(struct fl_bench *bench, enum fl_port port, const char *text)
{
    if (bench->diverged) {
        return;
    }
    snprintf(bench->complaint, sizeof bench->complaint, "%s", text);
    if (bench->slot[port].busy) {
        remember_request(bench, port);
        bench->divergence.unanswered = true;
    }
    diverge(bench, &(struct fl_difference){.depth = FL_DEPTH_COMPLAINT, .field = "rule"});
}

void fl_judge_complaint(struct fl_bench *bench)
{
    const char *complaint = bench->dut->complaint(bench->dut->self);
    if (complaint && bench->stranger) {
        fl_stranger_accuse(bench, FL_WRONG_PORT, "it complains: %s", complaint);
    } else if (complaint) {
        fl_judge_rule(bench, FL_PORT_DATA, complaint);
    }
}
