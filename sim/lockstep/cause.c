#include "lockstep/cause.h"

#include <string.h>

#include "faultline/walk.h"
#include "lockstep/text.h"

/* Both MMUs say the same and the architecture does not. */
static void cause_of_spec(FILE *out, const struct fl_divergence *d)
{
    const struct fl_response *both = &d->model.response;
    fprintf(out, "model and RTL agree, the architecture does not: ");
    if (both->path == FL_PATH_L1) {
        fl_write_cause_of_hit(out, d);
    } else if (both->path == FL_PATH_L2) {
        fl_write_cause_of_second(out, d);
    } else if (strcmp(d->what.field, "fault") == 0 &&
               (d->spec.reason == FL_PMP_DENIED || d->spec.reason == FL_PMA_DENIED)) {
        fl_write_cause_of_pmp(out, d);
    } else if (strcmp(d->what.field, "fault") == 0 && !both->fault) {
        fprintf(out, "the walk accepted the level-%u PTE %s, which must be refused: %s (%s)", d->spec.level,
                fl_hex(d->spec.pte).text, fl_reason_text(d->spec.reason), fl_reason_manual(d->spec.reason));
    } else if (strcmp(d->what.field, "leaf PTE") == 0) {
        fprintf(out, "the walk left the level-%u PTE as %s; an A/D update leaves %s (Privileged 4.3.2 step 9)",
                d->spec.level, fl_hex(d->what.model).text, fl_hex(d->what.rtl).text);
    } else {
        fprintf(out, "%s is %s at level %u; Privileged 4.3.2 says %s", d->what.field, fl_hex(d->what.model).text,
                both->level, fl_hex(d->what.rtl).text);
    }
}

/* The first of the structures on the way of a request at which the two parted. */
static void cause_of_request(FILE *out, const struct fl_divergence *d)
{
    uint8_t model = d->model.response.path, rtl = d->rtl.response.path;
    bool looked_up = model >= FL_PATH_L1 && rtl >= FL_PATH_L1;
    bool other_entry = d->model.response.entry != d->rtl.response.entry;
    if (d->what.depth == FL_DEPTH_WALK && d->model.trace.count > 0 && d->rtl.trace.count > 0) {
        fl_write_cause_of_walk(out, d);
        return;
    }
    if (strcmp(d->what.field, "tval") == 0 || (model != rtl && !looked_up)) {
        fl_write_cause_of_lookup(out, d);
    } else if (model != rtl ? model == FL_PATH_L1 || rtl == FL_PATH_L1 : rtl == FL_PATH_L1 && other_entry) {
        fl_write_cause_of_hit(out, d);
    } else if (model != rtl || (rtl == FL_PATH_L2 && strcmp(d->what.field, "pa") == 0)) {
        fl_write_cause_of_second(out, d);
    } else if (strcmp(d->what.field, "fault") == 0 && fl_is_about_pmp(d)) {
        fl_write_cause_of_pmp(out, d);
    } else {
        fl_write_cause_of_walk(out, d);
    }
}

/* Exchange the two sides, so that the wrong one stands where the analysis looks for it. */
static void turn(struct fl_divergence *d)
{
    const struct fl_answer answer = d->model;
    const struct fl_mmu_state state = d->model_state;
    const uint64_t value = d->what.model;
    d->model = d->rtl;
    d->rtl = answer;
    d->model_state = d->rtl_state;
    d->rtl_state = state;
    d->what.model = d->what.rtl;
    d->what.rtl = value;
    d->turned = true;
}

static void write_cause(FILE *out, const struct fl_divergence *d)
{
    switch (d->what.depth) {
    case FL_DEPTH_COMPLAINT:
        fprintf(out, "the RTL says of itself: %s",
                d->complaint ? d->complaint : "more PTE writes than a walk can need");
        break;
    case FL_DEPTH_STATE:
        fl_write_cause_of_state(out, d);
        break;
    case FL_DEPTH_TRAP:
        fl_write_cause_of_trap(out, d);
        break;
    case FL_DEPTH_FENCE:
        fprintf(out,
                "the %sfence unit took %s cycles to its done; docs/microarchitecture.md 9 says %s, with %s sets swept",
                d->turned ? "model's " : "", fl_decimal(d->what.rtl).text, fl_decimal(d->what.model).text,
                fl_decimal(d->what.model - 2).text);
        break;
    case FL_DEPTH_EVENTS:
        fprintf(out, "the RTL counted %s %s (index %u), the model %s", fl_decimal(d->what.rtl).text, d->what.field,
                d->what.index, fl_decimal(d->what.model).text);
        break;
    case FL_DEPTH_SPEC:
        cause_of_spec(out, d);
        break;
    default:
        cause_of_request(out, d);
        break;
    }
}

void fl_write_cause(FILE *out, const struct fl_divergence *divergence)
{
    enum fl_side side = fl_wrong_side(divergence);
    if (side != FL_SIDE_MODEL) {
        write_cause(out, divergence);
        fputs(side == FL_SIDE_UNKNOWN ? "; which side is wrong is not known" : "", out);
        return;
    }
    struct fl_divergence turned = *divergence;
    turn(&turned);
    turned.request.context = &turned.context;
    write_cause(out, &turned);
}
