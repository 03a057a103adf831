#include "lockstep/lockstep.h"

#include <stdlib.h>

#include "lockstep/compare.h"
#include "lockstep/engine.h"
#include "lockstep/page_opinion.h"
#include "lockstep/pte_view.h"
#include "lockstep/spec_check.h"

struct fl_lockstep {
    struct fl_lockstep_config config;
    struct fl_pte_view view;
    struct fl_spec_check spec;
    struct fl_lockstep_counts counts;
    unsigned until_state;
    uint64_t last_good, state_always_from;
    uint64_t good_count;      /* requests and fences when the states were last equal */
    struct fl_mmu_state good; /* and these states */
    bool diverged;
    struct fl_answer model, rtl; /* of the latest request */
    struct fl_divergence divergence;
};

/* The two MMUs at rest, and what the architecture says to the request, for the report. */
static void describe(struct fl_lockstep *lockstep)
{
    struct fl_divergence *d = &lockstep->divergence;
    struct fl_dut *dut = lockstep->config.dut;
    d->complaint = dut->complaint(dut->self);
    fl_uarch_read_state(lockstep->config.model, &d->model_state);
    if (!d->complaint) { /* it may never come to rest otherwise */
        dut->read_state(dut->self, &d->rtl_state);
    }
    if (!d->has_request) {
        fl_ask_page(d, &lockstep->view.before);
        return;
    }
    d->model = lockstep->model;
    d->rtl = lockstep->rtl;
    fl_ask_page(d, &lockstep->view.before);
    fl_walk(&d->request, &lockstep->view.before, false, &d->spec);
    uint8_t entry = d->rtl.response.entry;
    if (d->rtl.response.path == FL_PATH_L1 && entry < FL_L1_MAX) {
        const struct fl_origin *origin = &lockstep->spec.origin[d->port][entry];
        d->fill = (struct fl_fill){origin->steps > 0, origin->cycle, origin->asid};
    }
}

static void diverge(struct fl_lockstep *lockstep, const struct fl_difference *what, uint64_t now)
{
    lockstep->diverged = true;
    lockstep->counts.divergences++;
    lockstep->divergence.what = *what;
    lockstep->divergence.cycle = now;
    lockstep->divergence.last_good = lockstep->last_good;
    lockstep->divergence.since_good = lockstep->counts.requests + lockstep->counts.fences - lockstep->good_count;
    lockstep->divergence.good = lockstep->good;
    describe(lockstep);
    if (lockstep->config.diverged) {
        lockstep->config.diverged(lockstep->config.self);
    }
}

static void remember_request(struct fl_lockstep *lockstep, enum fl_port port, const struct fl_request *request)
{
    struct fl_divergence *d = &lockstep->divergence;
    d->has_request = true;
    d->port = (uint8_t)port;
    d->request = *request;
    d->asked_va = request->va;
    d->request.va = fl_masked_va(request->context, request->access, request->va);
    d->context = fl_spec_context(lockstep->config.model, request->context);
    d->request.context = &d->context;
    if (d->context.pmp) {
        d->pmp = *d->context.pmp;
        d->context.pmp = &d->pmp;
    }
}

/* Did an assertion inside the DUT fire, or its walker run away? */
static bool complains(struct fl_lockstep *lockstep, struct fl_difference *what)
{
    struct fl_dut *dut = lockstep->config.dut;
    if (!dut->complaint(dut->self) && !lockstep->view.overflow) {
        return false;
    }
    *what = (struct fl_difference){.depth = FL_DEPTH_COMPLAINT, .field = "complaint"};
    return true;
}

/* Compare full state; true when equal. */
static bool compare_state(struct fl_lockstep *lockstep, uint64_t now, struct fl_difference *what)
{
    struct fl_mmu_state model, rtl;
    lockstep->until_state = now >= lockstep->state_always_from ? 1 : lockstep->config.state_every;
    lockstep->counts.states++;
    fl_uarch_read_state(lockstep->config.model, &model);
    lockstep->config.dut->read_state(lockstep->config.dut->self, &rtl);
    if (!fl_same_state(&model, &rtl, what)) {
        return false;
    }
    lockstep->last_good = now;
    lockstep->good_count = lockstep->counts.requests + lockstep->counts.fences;
    lockstep->good = model;
    return true;
}

/* The common case, decided in a few compares: both answered from the same L1 entry in one cycle. */
static inline bool same_hit(const struct fl_response *model, const struct fl_response *rtl)
{
    return model->path == FL_PATH_L1 && rtl->path == FL_PATH_L1 && model->pa == rtl->pa && !model->fault &&
           !rtl->fault && model->entry == rtl->entry && model->level == rtl->level &&
           model->attribute == rtl->attribute && model->cycles == rtl->cycles;
}

/* The first cause comes first: where both walked, the walk came before the answer (or before there was none); otherwise one of
 * them should not have walked. */
static bool same_answer(struct fl_lockstep *lockstep, struct fl_difference *what)
{
    const struct fl_answer *model = &lockstep->model, *rtl = &lockstep->rtl;
    bool both_walked = model->trace.count > 0 && rtl->trace.count > 0;
    if (both_walked && !fl_same_walk(&model->trace, &rtl->trace, what)) {
        return false;
    }
    return !complains(lockstep, what) && fl_same_response(&model->response, &rtl->response, what) &&
           fl_same_path(&model->response, &rtl->response, what) && fl_same_walk(&model->trace, &rtl->trace, what) &&
           fl_same_latency(&model->response, &rtl->response, what);
}

/* Does the architecture have to be asked about this answer? */
static bool spec_due(struct fl_lockstep *lockstep, enum fl_port port, const struct fl_request *request)
{
    const struct fl_response *response = &lockstep->model.response;
    if (response->path == FL_PATH_L1) {
        return fl_spec_check_due(&lockstep->spec, port, response->entry, request);
    }
    return response->path == FL_PATH_WALK || response->path == FL_PATH_L2 || response->fault ||
           --lockstep->spec.until_sample == 0;
}

/* Everything but state. False: *what says what differs. */
static bool check_answer(struct fl_lockstep *lockstep, enum fl_port port, const struct fl_request *request,
                         uint64_t now, struct fl_difference *what)
{
    bool hit = same_hit(&lockstep->model.response, &lockstep->rtl.response);
    if (!hit) {
        lockstep->counts.walks += lockstep->model.response.path == FL_PATH_WALK;
        if (!same_answer(lockstep, what)) {
            return false;
        }
    }
    struct fl_translation spec;
    return !spec_due(lockstep, port, request) ||
           fl_spec_check(&lockstep->spec, port, request, &lockstep->model, &lockstep->view.before, now, &spec, what);
}

static void translate(void *self, enum fl_port port, const struct fl_request *request, uint64_t now,
                      struct fl_response *response)
{
    struct fl_lockstep *lockstep = self;
    struct fl_difference what;
    if (lockstep->config.before) {
        lockstep->config.before(lockstep->config.self, now);
    }
    fl_pte_view_begin(&lockstep->view);
    lockstep->rtl.trace.count = lockstep->model.trace.count = 0;
    lockstep->rtl.trace.truncated = lockstep->model.trace.truncated = false;
    fl_dut_translate(lockstep->config.dut, port, request, &lockstep->view.live, true, &lockstep->rtl.trace,
                     &lockstep->rtl.response);
    fl_uarch_translate(lockstep->config.model, port, request, &lockstep->view.past, &lockstep->model.trace,
                       &lockstep->model.response);
    *response = lockstep->model.response;
    if (lockstep->diverged) {
        return;
    }
    lockstep->counts.requests++;
    if (!check_answer(lockstep, port, request, now, &what) ||
        (--lockstep->until_state == 0 && !compare_state(lockstep, now, &what))) {
        remember_request(lockstep, port, request);
        diverge(lockstep, &what, now);
    }
}

static unsigned fence(void *self, const struct fl_fence *fence, uint64_t now)
{
    struct fl_lockstep *lockstep = self;
    struct fl_difference what;
    if (lockstep->config.before) {
        lockstep->config.before(lockstep->config.self, now);
    }
    unsigned rtl = fl_dut_fence(lockstep->config.dut, fence);
    unsigned model = fl_uarch_fence(lockstep->config.model, fence);
    fl_spec_check_fence(&lockstep->spec, fence);
    if (lockstep->diverged) {
        return model;
    }
    lockstep->counts.fences++;
    if (complains(lockstep, &what) || !fl_same_field(&what, FL_DEPTH_FENCE, "cycles", 0, model, rtl) ||
        !compare_state(lockstep, now, &what)) {
        lockstep->divergence.has_fence = true;
        lockstep->divergence.fence = *fence;
        diverge(lockstep, &what, now);
    }
    return model;
}

static void trap(void *self, const struct fl_trap_in *in, uint64_t now, struct fl_trap_out *out)
{
    struct fl_lockstep *lockstep = self;
    struct fl_dut *dut = lockstep->config.dut;
    struct fl_difference what;
    struct fl_trap_out rtl;
    dut->trap(dut->self, in, &rtl);
    fl_trap(in, out);
    if (lockstep->diverged) {
        return;
    }
    lockstep->counts.traps++;
    if (!fl_same_trap(out, &rtl, &what)) {
        lockstep->divergence.has_trap = true;
        lockstep->divergence.trap_in = *in;
        lockstep->divergence.trap_model = *out;
        lockstep->divergence.trap_rtl = rtl;
        diverge(lockstep, &what, now);
    }
}

/* The guest reads what the hardware counted; that the model counted the same is compared at the end. */
static void events(void *self, struct fl_events *events)
{
    const struct fl_lockstep *lockstep = self;
    fl_rtl_events(lockstep->config.dut, events);
}

static void pte_read_seen(void *self, uint64_t address, const uint64_t *walked)
{
    struct fl_lockstep *lockstep = self;
    fl_spec_check_pte_read(&lockstep->spec, address, walked);
}

struct fl_lockstep *fl_lockstep_new(const struct fl_lockstep_config *config)
{
    struct fl_lockstep *lockstep = calloc(1, sizeof *lockstep);
    if (!lockstep || !fl_spec_check_init(&lockstep->spec, config->model, config->ram_base, config->ram_size)) {
        free(lockstep);
        return NULL;
    }
    lockstep->config = *config;
    lockstep->until_state = config->state_every;
    lockstep->state_always_from = UINT64_MAX;
    fl_uarch_read_state(config->model, &lockstep->good);
    fl_pte_view_init(&lockstep->view, config->mem, config->quiet, pte_read_seen, lockstep);
    return lockstep;
}

void fl_lockstep_free(struct fl_lockstep *lockstep)
{
    if (lockstep) {
        fl_spec_check_free(&lockstep->spec);
        free(lockstep);
    }
}

struct fl_mmu_port fl_lockstep_port(struct fl_lockstep *lockstep)
{
    return (struct fl_mmu_port){
        .self = lockstep, .translate = translate, .fence = fence, .trap = trap, .events = events};
}

void fl_lockstep_finish(struct fl_lockstep *lockstep, uint64_t now)
{
    struct fl_difference what;
    if (lockstep->diverged) {
        return;
    }
    lockstep->counts.events++;
    if (complains(lockstep, &what) || !compare_state(lockstep, now, &what) ||
        !fl_same_events(lockstep->config.model, lockstep->config.dut, &what)) {
        diverge(lockstep, &what, now);
    }
}

struct fl_lockstep_counts fl_lockstep_counts(const struct fl_lockstep *lockstep)
{
    struct fl_lockstep_counts counts = lockstep->counts;
    counts.spec_checks = lockstep->spec.checks;
    counts.excused = lockstep->spec.excused;
    return counts;
}

const struct fl_divergence *fl_lockstep_divergence(const struct fl_lockstep *lockstep)
{
    return lockstep->diverged ? &lockstep->divergence : NULL;
}

uint64_t fl_lockstep_last_good(const struct fl_lockstep *lockstep)
{
    return lockstep->last_good;
}

void fl_lockstep_state_always_from(struct fl_lockstep *lockstep, uint64_t from)
{
    lockstep->state_always_from = from;
    if (from == 0) {
        lockstep->until_state = 1;
    }
}

const uint64_t *fl_lockstep_watched(const struct fl_lockstep *lockstep)
{
    return lockstep->spec.watched;
}

void fl_lockstep_store(struct fl_lockstep *lockstep, uint64_t pa, uint64_t size)
{
    fl_spec_check_store(&lockstep->spec, pa, size);
}
