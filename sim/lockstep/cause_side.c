/* Which side is wrong? The one that does not do what the microarchitecture page makes of this request or fence (page_opinion.h); where
 * the state before is not known, the one that contradicts the manual's walk. */
#include <string.h>

#include "lockstep/cause.h"
#include "lockstep/compare.h"
#include "lockstep/page_rules.h"

static bool same_answer(const struct fl_answer *page, const struct fl_answer *answer)
{
    struct fl_difference ignored;
    return fl_same_walk(&page->trace, &answer->trace, &ignored) &&
           fl_same_response(&page->response, &answer->response, &ignored) &&
           fl_same_path(&page->response, &answer->response, &ignored) &&
           fl_same_latency(&page->response, &answer->response, &ignored);
}

/* One of the two is right: then the other one is wrong. */
static enum fl_side wrong_one(bool model_is_right, bool rtl_is_right)
{
    if (model_is_right == rtl_is_right) {
        return FL_SIDE_UNKNOWN;
    }
    return model_is_right ? FL_SIDE_RTL : FL_SIDE_MODEL;
}

static enum fl_side by_opinion(const struct fl_divergence *d)
{
    struct fl_difference ignored;
    switch (d->what.depth) {
    case FL_DEPTH_STATE:
        return wrong_one(fl_same_state(&d->page.state, &d->model_state, &ignored),
                         fl_same_state(&d->page.state, &d->rtl_state, &ignored));
    case FL_DEPTH_FENCE:
        return wrong_one(d->what.model == d->page.fence_cycles, d->what.rtl == d->page.fence_cycles);
    default:
        return wrong_one(same_answer(&d->page.answer, &d->model), same_answer(&d->page.answer, &d->rtl));
    }
}

/* After a lost update the same PTE is read again (docs/microarchitecture.md 5, UWAIT). */
static bool reads_again(const struct fl_walk_trace *trace, unsigned i)
{
    return i < trace->count && !trace->step[i].update && trace->step[i].address == trace->step[i - 1].address;
}

/* Is step i of this walk what the page wants there, or its end? */
static bool is_foreseen(const struct fl_walk_trace *page, const struct fl_walk_trace *trace, unsigned i)
{
    struct fl_walk_trace wanted = {0}, made = {0};
    struct fl_difference ignored;
    if (i < page->count) {
        wanted.step[wanted.count++] = page->step[i];
        wanted.step[0].won = i < trace->count && trace->step[i].won; /* the other walker may just have come */
    }
    if (i < trace->count) {
        made.step[made.count++] = trace->step[i];
    }
    return fl_same_walk(&wanted, &made, &ignored);
}

/* A fence or another walker came into this walk, and nobody can say when it had to. But up to step i both did the same, and what
 * follows upon a lost update, or upon a fence that one side has seen, is a rule. */
static enum fl_side by_disturbance(const struct fl_divergence *d)
{
    const struct fl_walk_trace *model = &d->model.trace, *rtl = &d->rtl.trace;
    unsigned i = d->what.index;
    if (d->what.depth != FL_DEPTH_WALK || i > model->count || i > rtl->count) {
        return FL_SIDE_UNKNOWN;
    }
    if (i > 0 && model->step[i - 1].update && !model->step[i - 1].won) {
        return wrong_one(reads_again(model, i), reads_again(rtl, i));
    }
    if (fl_rule_restarts(model, i) || fl_rule_restarts(rtl, i)) {
        return wrong_one(fl_rule_restarts(model, i), fl_rule_restarts(rtl, i));
    }
    if (i > 0 && model->step[i - 1].attempt > 0) {
        return FL_SIDE_UNKNOWN;
    }
    return wrong_one(is_foreseen(&d->page.answer.trace, model, i), is_foreseen(&d->page.answer.trace, rtl, i));
}

/* Was the answer made without anything remembered: refused or passed without a lookup, or by a walk from the root? */
static bool remembers_nothing(const struct fl_divergence *d, const struct fl_answer *answer)
{
    const struct fl_walk_trace *trace = &answer->trace, *manual = &d->spec.trace;
    if (answer->response.path == FL_PATH_NONE || answer->response.path == FL_PATH_BARE) {
        return true;
    }
    return answer->response.path == FL_PATH_WALK && trace->count > 0 && manual->count > 0 &&
           trace->step[0].level == manual->step[0].level && !fl_rule_disturbed(trace);
}

static bool is_manuals(const struct fl_translation *manual, const struct fl_response *response)
{
    const struct fl_response wanted = {.fault = manual->reason != FL_OK,
                                       .cause = manual->cause,
                                       .tval = manual->tval,
                                       .pa = manual->pa,
                                       .attribute = manual->attribute};
    struct fl_difference ignored;
    return fl_same_response(&wanted, response, &ignored);
}

/* What the two began with is not known; but of what remembers nothing, the manual's walk of memory says what it has to be. */
static enum fl_side by_manual(const struct fl_divergence *d)
{
    unsigned i = d->what.index;
    if (!d->has_request || !remembers_nothing(d, &d->model) || !remembers_nothing(d, &d->rtl)) {
        return FL_SIDE_UNKNOWN;
    }
    if (d->what.depth == FL_DEPTH_RESPONSE) {
        return wrong_one(is_manuals(&d->spec, &d->model.response), is_manuals(&d->spec, &d->rtl.response));
    }
    if (d->what.depth == FL_DEPTH_WALK && i < d->spec.trace.count) {
        return wrong_one(is_foreseen(&d->spec.trace, &d->model.trace, i),
                         is_foreseen(&d->spec.trace, &d->rtl.trace, i));
    }
    return FL_SIDE_UNKNOWN;
}

enum fl_side fl_wrong_side(const struct fl_divergence *d)
{
    switch (d->what.depth) {
    case FL_DEPTH_TRAP:
    case FL_DEPTH_EVENTS:
    case FL_DEPTH_COMPLAINT:
        return FL_SIDE_RTL; /* the page has no third opinion of these: the RTL is the one on trial */
    case FL_DEPTH_SPEC:
        return FL_SIDE_BOTH;
    default:
        return !d->page.known ? by_manual(d) : d->page.disturbed ? by_disturbance(d) : by_opinion(d);
    }
}
