/* Differences in a walk or in what was made of its leaf. */
#include <inttypes.h>
#include <string.h>

#include "faultline/walk.h"
#include "lockstep/cause.h"
#include "lockstep/level.h"
#include "lockstep/page_rules.h"
#include "lockstep/text.h"

static const struct fl_walk_step *step_of(const struct fl_walk_trace *trace, unsigned i)
{
    return i < trace->count ? &trace->step[i] : NULL;
}

static void address_differs(FILE *out, const struct fl_divergence *d, const struct fl_walk_step *model,
                            const struct fl_walk_step *rtl)
{
    if (d->what.index == 0 && model->level != rtl->level) {
        fl_write_cause_of_start(out, d, model, rtl);
    } else if (model->update) {
        fprintf(out,
                "%s's A/D update at level %u wrote %s instead of the PTE it had read, %s (Privileged 4.3.2 step 9)",
                fl_walker(d), model->level, fl_hex(rtl->address).text, fl_hex(model->address).text);
    } else if (model->address >> FL_PAGE_SHIFT == rtl->address >> FL_PAGE_SHIFT) {
        unsigned size = fl_scheme_of(d->context.xlen, d->context.mode)->pte_size;
        unsigned low = fl_page_shift(d->context.xlen, model->level);
        fprintf(out, "%s's PTE index at level %u is wrong: entry %u read, va[%u:%u] says %u (Privileged 4.3.2 step 2)",
                fl_walker(d), model->level, (unsigned)(rtl->address % FL_PAGE_SIZE / size),
                low + fl_level_bits(d->context.xlen) - 1, low, (unsigned)(model->address % FL_PAGE_SIZE / size));
    } else {
        bool first = d->what.index == 0;
        bool cached = first && model->level + 1u < fl_scheme_of(d->context.xlen, d->context.mode)->levels;
        fprintf(out, "%s's base at level %u is wrong: page %s read, %s says %s (%s)", fl_walker(d), model->level,
                fl_hex(rtl->address & ~0xfffull).text,
                cached  ? "the walk cache's pointer"
                : first ? "satp.PPN"
                        : "the pointer above",
                fl_hex(model->address & ~0xfffull).text,
                cached  ? "docs/microarchitecture.md 5.1"
                : first ? "Privileged 4.3.2 step 1"
                        : "Privileged 4.3.2 step 4");
    }
}

static void written_differs(FILE *out, const struct fl_divergence *d, unsigned level)
{
    uint64_t wrong = d->what.model ^ d->what.rtl;
    fprintf(out, "the %sA/D update at level %u wrote %s%s%swrong: %s instead of %s (Privileged 4.3.2 step 9)",
            d->turned ? "model's " : "", level, wrong & 0x40 ? "A " : "", wrong & 0x80 ? "D " : "",
            wrong & ~0xc0ull ? "other bits " : "", fl_hex(d->what.rtl).text, fl_hex(d->what.model).text);
}

static void rtl_goes_on(FILE *out, const struct fl_divergence *d, const struct fl_walk_step *rtl)
{
    const struct fl_walk_step *last = d->model.trace.count ? &d->model.trace.step[d->model.trace.count - 1] : NULL;
    if (fl_write_cause_of_pte_pmp(out, d, rtl)) {
        return;
    }
    if (d->model.response.fault && d->spec.reason != FL_OK && last) {
        fprintf(out, "%s went on %safter the level-%u PTE %s, which must be refused: %s (%s)", fl_walker(d),
                rtl->update ? "to an A/D update " : "", last->level, fl_hex(last->value).text,
                fl_reason_text(d->spec.reason), fl_reason_manual(d->spec.reason));
    } else if (rtl->update) {
        fprintf(out, "%s made an A/D update at level %u that this access does not need (4.3.2 step 9)", fl_walker(d),
                rtl->level);
    } else {
        fprintf(out, "%s read a level-%u PTE where the walk had ended", fl_walker(d), rtl->level);
    }
}

static void model_goes_on(FILE *out, const struct fl_divergence *d, const struct fl_walk_step *model)
{
    const struct fl_walk_step *last = d->rtl.trace.count ? &d->rtl.trace.step[d->rtl.trace.count - 1] : NULL;
    if (model->update) {
        fprintf(out, "%s made no A/D update at level %u although the leaf needs one (Privileged 4.3.2 step 9)",
                fl_walker(d), model->level);
    } else if (!last) {
        fprintf(out, "the %s made no walk where one is needed", fl_suspect(d));
    } else {
        fprintf(out, "%s %s the level-%u PTE %s, which is a legal pointer to level %u", fl_walker(d),
                d->rtl.response.fault ? "refuses" : "takes for a leaf", last->level, fl_hex(last->value).text,
                model->level);
    }
}

/* The one who had to read again, after a lost update or a fence, did not, or read something else. */
static bool restart_differs(FILE *out, const struct fl_divergence *d, const struct fl_walk_step *rtl)
{
    unsigned i = d->what.index;
    const struct fl_walk_step *before = i > 0 ? step_of(&d->model.trace, i - 1) : NULL;
    if (before && before->update && !before->won) {
        fprintf(out, "%s lost the compare-and-swap at level %u and did not read the PTE at level %u again",
                fl_walker(d), before->level, before->level);
        if (rtl) {
            fprintf(out, ", but %s at level %u", fl_hex(rtl->address).text, rtl->level);
        }
        fprintf(out, " (docs/microarchitecture.md 5, UWAIT)");
        return true;
    }
    if (before && fl_rule_restarts(&d->model.trace, i)) {
        fprintf(out,
                "a fence met this walk at level %u: it must start again at the root, and %s went on "
                "(docs/microarchitecture.md 9)",
                before->level, fl_walker(d));
        return true;
    }
    return false;
}

static void walk_differs(FILE *out, const struct fl_divergence *d)
{
    const struct fl_walk_step *model = step_of(&d->model.trace, d->what.index);
    const struct fl_walk_step *rtl = step_of(&d->rtl.trace, d->what.index);
    if (restart_differs(out, d, rtl)) {
        return;
    }
    if (!model && rtl) {
        rtl_goes_on(out, d, rtl);
    } else if (model && !rtl) {
        model_goes_on(out, d, model);
    } else if (!model || strcmp(d->what.field, "kind of access") == 0) {
        fprintf(out, "%s's access %u is of the wrong kind: read and compare-and-swap exchanged", fl_walker(d),
                d->what.index);
    } else if (strcmp(d->what.field, "PTE address") == 0) {
        address_differs(out, d, model, rtl);
    } else if (strcmp(d->what.field, "PTE written") == 0) {
        written_differs(out, d, model->level);
    } else {
        fprintf(out, "%s's access %u at level %u differs in its %s: %s instead of %s", fl_walker(d), d->what.index,
                model->level, d->what.field, fl_hex(d->what.rtl).text, fl_hex(d->what.model).text);
    }
}

/* What a leaf that permits an access owes it to, where that is a bit of mstatus. */
static const char *opened_by(const struct fl_divergence *d, uint64_t pte)
{
    const struct fl_context *context = &d->context;
    enum fl_privilege privilege = fl_effective_privilege(context, d->request.access);
    if (fl_leaf_permits(pte, d->request.access, privilege, context->sum, false) == FL_NOT_READABLE) {
        return ": MXR makes an executable page readable (Privileged 4.3.2 step 8)";
    }
    if (fl_leaf_permits(pte, d->request.access, privilege, false, context->mxr) == FL_USER_PAGE_SUM) {
        return ": SUM opens a user page (Privileged 4.3.2 step 6)";
    }
    return " (Privileged 4.3.2)";
}

/* Would the suspect be right if MPRV acted on fetches? */
static bool fetches_as_mpp(const struct fl_divergence *d, uint64_t pte)
{
    const struct fl_context *context = &d->context;
    if (d->request.access != FL_FETCH || !context->mprv || context->mpp == context->privilege) {
        return false;
    }
    enum fl_reason reason = fl_leaf_permits(pte, FL_FETCH, context->mpp, context->sum, context->mxr);
    return (reason != FL_OK) == d->rtl.response.fault;
}

static void fault_differs(FILE *out, const struct fl_divergence *d)
{
    const struct fl_walk_trace *trace = &d->model.trace;
    const struct fl_walk_step *last = trace->count ? &trace->step[trace->count - 1] : NULL;
    if (!last) {
        fprintf(out, "the %s %s; %s says: %s", fl_suspect(d),
                d->rtl.response.fault ? "refuses without having read a PTE" : "does not refuse", "the manual",
                fl_reason_text(d->spec.reason));
        return;
    }
    if (d->rtl.response.fault) {
        fprintf(out, "%s refuses (%s) the level-%u PTE %s, which is legal and permits this access%s", fl_walker(d),
                fl_cause_name(d->rtl.response.cause), last->level, fl_hex(last->value).text, opened_by(d, last->value));
    } else {
        fprintf(out, "%s accepts the level-%u PTE %s, which must be refused: %s (%s)%s", fl_walker(d), last->level,
                fl_hex(last->value).text, fl_reason_text(d->spec.reason), fl_reason_manual(d->spec.reason),
                d->spec.reason == FL_NOT_READABLE && (last->value & 8) ? ", as MXR = 0" : "");
    }
    if (fetches_as_mpp(d, last->value)) {
        fprintf(out, "; so it would be under MPP, but MPRV acts on data accesses only (Privileged 3.1.6.3)");
    }
}

static void address_composed_wrongly(FILE *out, const struct fl_divergence *d)
{
    uint64_t wrong = d->what.model ^ d->what.rtl;
    unsigned low = 0, high = 63;
    while (!(wrong >> low & 1)) {
        low++;
    }
    while (!(wrong >> high & 1)) {
        high--;
    }
    fprintf(out, "the physical address of the level-%u%s page is composed wrongly in bits %u:%u%s (%s)",
            d->model.response.level, d->spec.napot ? " NAPOT" : "", high, low, d->turned ? " by the model" : "",
            d->spec.napot ? "Svnapot: the VA gives ppn[3:0]" : "Privileged 4.3.2 step 10");
}

static void latency_differs(FILE *out, const struct fl_divergence *d)
{
    unsigned reads = 0, swaps = 0;
    for (unsigned i = 0; i < d->model.trace.count; i++) {
        *(d->model.trace.step[i].update ? &swaps : &reads) += 1;
    }
    fprintf(out,
            "the latency is %" PRIu64
            " cycles%s; with %u PTE reads and %u updates the walker's state machine takes %" PRIu64
            " (docs/microarchitecture.md 5)",
            d->what.rtl, d->turned ? " in the model" : "", reads, swaps, d->what.model);
}

static void victim_differs(FILE *out, const struct fl_divergence *d)
{
    unsigned kept;
    fprintf(out, "the %s%s TLB refilled entry %u; the victim is entry %u: ", d->turned ? "model's " : "",
            fl_tlb_name(d->port), (unsigned)d->what.rtl, (unsigned)d->what.model);
    if (fl_find_undropped(d, &kept)) {
        fprintf(out,
                "the %s still holds this page in entry %u, which a refused hit drops (docs/microarchitecture.md 3)",
                fl_suspect(d), kept);
    } else {
        const struct fl_tlb_entry *before = &d->good.l1[d->port].entry[d->what.model % FL_L1_MAX];
        bool valid = before->valid && !fl_rule_matches(before, d->spec.tval, d->context.asid, d->context.xlen);
        fprintf(out, "%s (docs/microarchitecture.md 4)",
                valid ? "all are valid, and the replacement tree points at it" : "the invalid one of lowest index");
    }
}

void fl_write_cause_of_walk(FILE *out, const struct fl_divergence *d)
{
    const char *field = d->what.field;
    if (d->what.depth == FL_DEPTH_WALK) {
        walk_differs(out, d);
    } else if (d->what.depth == FL_DEPTH_LATENCY) {
        latency_differs(out, d);
    } else if (strcmp(field, "fault") == 0) {
        fault_differs(out, d);
    } else if (strcmp(field, "pa") == 0) {
        address_composed_wrongly(out, d);
    } else if (strcmp(field, "cause") == 0) {
        fprintf(out, "the fault is encoded%s as %s (%u); a refused %s raises %s (%u) (Privileged table 3.6)",
                d->turned ? " by the model" : "", fl_cause_name((unsigned)d->what.rtl), (unsigned)d->what.rtl,
                fl_access_name(d->request.access), fl_cause_name((unsigned)d->what.model), (unsigned)d->what.model);
    } else if (strcmp(field, "victim") == 0) {
        victim_differs(out, d);
    } else {
        fprintf(out, "the %s's %s is %s, not %s, after the same walk", fl_suspect(d), field, fl_hex(d->what.rtl).text,
                fl_hex(d->what.model).text);
    }
}
