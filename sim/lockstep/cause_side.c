/* Which side is wrong? The manual's walk and the rules of the microarchitecture page are asked once more (walk.h, page_rules.h).
 * Where they do not decide, the RTL is the one on trial. */
#include <string.h>

#include "lockstep/cause.h"
#include "lockstep/page_rules.h"
#include "lockstep/part.h"

static bool is(const struct fl_divergence *d, const char *field)
{
    return strcmp(d->what.field, field) == 0;
}

static bool model_differs_from(const struct fl_divergence *d, uint64_t right)
{
    return d->what.model != right && d->what.rtl == right;
}

/* One side answered from an L1 entry and the other did not, or from another one. */
static bool wrong_in_hit(const struct fl_divergence *d)
{
    unsigned right = fl_rule_hit(d);
    unsigned model = d->model.response.path == FL_PATH_L1 ? d->model.response.entry : FL_NO_ENTRY;
    unsigned rtl = d->rtl.response.path == FL_PATH_L1 ? d->rtl.response.entry : FL_NO_ENTRY;
    return model != right && rtl == right;
}

static bool wrong_in_response(const struct fl_divergence *d)
{
    const struct fl_translation *spec = &d->spec;
    if (is(d, "fault")) {
        return model_differs_from(d, spec->reason != FL_OK);
    }
    if (is(d, "cause") || is(d, "tval")) {
        return model_differs_from(d, is(d, "cause") ? spec->cause : spec->tval);
    }
    return model_differs_from(d, is(d, "pa") ? spec->pa : spec->attribute);
}

/* After a lost update the same PTE is read again (docs/microarchitecture.md 5, UWAIT). */
static bool after_lost_update(const struct fl_divergence *d)
{
    unsigned i = d->what.index;
    return i > 0 && i <= d->model.trace.count && d->model.trace.step[i - 1].update && !d->model.trace.step[i - 1].won;
}

/* The manual's walk begins at the root. How many of its reads did the walk cache spare both walks? False: not both the same. */
static bool same_start(const struct fl_divergence *d, unsigned *spared)
{
    const struct fl_walk_trace *model = &d->model.trace, *rtl = &d->rtl.trace, *spec = &d->spec.trace;
    if (model->count == 0 || rtl->count == 0 || spec->count == 0 || model->step[0].level != rtl->step[0].level ||
        model->step[0].level > spec->step[0].level) {
        *spared = 0;
        return d->good.pwc[0].entries == 0;
    }
    *spared = spec->step[0].level - model->step[0].level;
    return true;
}

static bool wrong_in_walk(const struct fl_divergence *d)
{
    unsigned i = d->what.index, reads = d->spec.trace.count, spared;
    if (!same_start(d, &spared) || (i == 0 && spared > 0)) {
        return false; /* where a remembered pointer leads is not the manual's to say */
    }
    if (fl_rule_restarts(&d->model.trace, i) != fl_rule_restarts(&d->rtl.trace, i)) {
        return fl_rule_restarts(&d->rtl.trace, i);
    }
    for (unsigned step = 1; step <= i; step++) {
        if (fl_rule_restarts(&d->model.trace, step) || fl_rule_restarts(&d->rtl.trace, step)) {
            return false; /* the manual's walk has no such step */
        }
    }
    if (after_lost_update(d)) {
        uint64_t again = d->model.trace.step[i - 1].address;
        bool model = i < d->model.trace.count && d->model.trace.step[i].address == again;
        bool rtl = i < d->rtl.trace.count && d->rtl.trace.step[i].address == again;
        return rtl && !model;
    }
    i += spared;
    bool updates = d->spec.reason == FL_OK && reads > 0 && d->spec.trace.step[reads - 1].value != d->spec.pte;
    if (is(d, "number of PTE accesses")) {
        return model_differs_from(d, reads - spared + updates);
    }
    if (is(d, "kind of access")) {
        return model_differs_from(d, i >= reads);
    }
    if (is(d, "PTE address")) {
        return model_differs_from(d, i < reads ? d->spec.trace.step[i].address : d->spec.pte_address);
    }
    return is(d, "PTE written") && model_differs_from(d, d->spec.pte);
}

/* A field of the entry that was refilled: what the PTE and the request say. */
static bool wrong_in_field(const struct fl_divergence *d)
{
    static const struct {
        const char *field;
        uint8_t bit;
    } flags[] = {{"r", 1}, {"w", 2}, {"x", 3}, {"u", 4}, {"d", 7}, {"napot", 63}};
    for (unsigned i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (is(d, flags[i].field)) {
            return model_differs_from(d, d->spec.pte >> flags[i].bit & 1);
        }
    }
    const struct {
        const char *field;
        uint64_t right;
    } values[] = {{"global", d->spec.global},
                  {"level", d->spec.level},
                  {"asid", d->context.asid},
                  {"vpn", d->spec.tval >> FL_PAGE_SHIFT & ((UINT64_C(1) << 45) - 1)},
                  {"ppn", d->spec.pte >> 10 & ((UINT64_C(1) << 44) - 1)},
                  {"pbmt", d->spec.pte >> 61 & 3}};
    for (unsigned i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (is(d, values[i].field)) {
            return model_differs_from(d, values[i].right);
        }
    }
    return false;
}

/* Pointers survive fences by VA; all else that is remembered goes by the same rule (docs/microarchitecture.md 9). */
static bool wrong_after_fence(const struct fl_divergence *d)
{
    const struct fl_tlb_entry *entry = fl_part_entry(&d->what, &d->good);
    bool spared = d->what.part == FL_PART_WALK_CACHE && d->fence.va_given;
    return model_differs_from(d, entry->valid && (spared || !fl_rule_fence_covers(&d->fence, entry)));
}

static bool wrong_in_state(const struct fl_divergence *d)
{
    struct fl_mmu_state right;
    unsigned victim;
    if (d->what.part != FL_PART_L1) {
        return d->has_fence && is(d, "valid") && wrong_after_fence(d);
    }
    fl_rule_state_after(d, &right, &victim);
    if (is(d, "tree")) {
        return model_differs_from(d, right.l1[d->what.port].plru);
    }
    if (is(d, "valid")) {
        return model_differs_from(d, right.l1[d->what.port].entry[d->what.index % FL_L1_MAX].valid);
    }
    return d->has_request && wrong_in_field(d);
}

static bool wrong_in_path(const struct fl_divergence *d)
{
    struct fl_mmu_state right;
    unsigned victim;
    if (is(d, "level")) {
        return model_differs_from(d, d->spec.level);
    }
    fl_rule_state_after(d, &right, &victim);
    return is(d, "victim") && model_differs_from(d, victim);
}

bool fl_side_is_unknown(const struct fl_divergence *d)
{
    uint8_t model = d->model.response.path, rtl = d->rtl.response.path;
    bool first_level = model == FL_PATH_L1 || rtl == FL_PATH_L1;
    unsigned spared;
    switch (d->what.depth) {
    case FL_DEPTH_STATE:
        return d->what.part != FL_PART_L1 && !(d->has_fence && is(d, "valid"));
    case FL_DEPTH_WALK:
    case FL_DEPTH_PATH:
        if (model != rtl) {
            return !first_level && (model == FL_PATH_L2 || rtl == FL_PATH_L2);
        }
        return d->what.depth == FL_DEPTH_WALK && d->what.index == 0 && (!same_start(d, &spared) || spared > 0);
    default:
        return false;
    }
}

bool fl_model_is_wrong(const struct fl_divergence *d)
{
    bool hit = d->model.response.path == FL_PATH_L1 || d->rtl.response.path == FL_PATH_L1;
    if (d->since_good != 1 || (!d->has_request && !d->has_fence)) {
        return false; /* what the two began with is not known, or no rule of the MMU is in question */
    }
    switch (d->what.depth) {
    case FL_DEPTH_RESPONSE:
    case FL_DEPTH_PATH:
    case FL_DEPTH_WALK:
        if (hit && (d->model.response.path != d->rtl.response.path || is(d, "entry"))) {
            return wrong_in_hit(d);
        }
        return d->what.depth == FL_DEPTH_RESPONSE ? wrong_in_response(d)
               : d->what.depth == FL_DEPTH_WALK   ? wrong_in_walk(d)
                                                  : wrong_in_path(d);
    case FL_DEPTH_LATENCY:
        return d->rtl.response.path == FL_PATH_WALK &&
               model_differs_from(d, fl_rule_walk_latency(&d->rtl.trace, d->memory_cycles));
    case FL_DEPTH_STATE:
        return wrong_in_state(d);
    default:
        return false;
    }
}
