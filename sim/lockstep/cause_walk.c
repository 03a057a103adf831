/* Differences in a walk or in what was made of its leaf. */
#include <inttypes.h>
#include <string.h>

#include "faultline/walk.h"
#include "lockstep/cause.h"
#include "lockstep/text.h"

static const struct fl_walk_step *step_of(const struct fl_walk_trace *trace, unsigned i)
{
    return i < trace->count ? &trace->step[i] : NULL;
}

static void address_differs(FILE *out, const struct fl_divergence *d, const struct fl_walk_step *model,
                            const struct fl_walk_step *rtl)
{
    if (model->update) {
        fprintf(out, "the walker's A/D update at level %u wrote %s instead of the PTE it had read, %s", model->level,
                fl_hex(rtl->address).text, fl_hex(model->address).text);
    } else if (model->address >> FL_PAGE_SHIFT == rtl->address >> FL_PAGE_SHIFT) {
        fprintf(out, "the walker's PTE index at level %u is wrong: entry %u read, va[%u:%u] says %u", model->level,
                (unsigned)(rtl->address % FL_PAGE_SIZE / 8), 20 + 9 * model->level, 12 + 9 * model->level,
                (unsigned)(model->address % FL_PAGE_SIZE / 8));
    } else {
        fprintf(out, "the walker's base at level %u is wrong: page %s read, %s says %s", model->level,
                fl_hex(rtl->address & ~0xfffull).text, d->what.index == 0 ? "satp.PPN" : "the pointer above",
                fl_hex(model->address & ~0xfffull).text);
    }
}

static void written_differs(FILE *out, const struct fl_divergence *d, unsigned level)
{
    uint64_t wrong = d->what.model ^ d->what.rtl;
    fprintf(out, "the A/D update at level %u wrote %s%s%swrong: %s instead of %s (Privileged 4.3.2 step 9)", level,
            wrong & 0x40 ? "A " : "", wrong & 0x80 ? "D " : "", wrong & ~0xc0ull ? "other bits " : "",
            fl_hex(d->what.rtl).text, fl_hex(d->what.model).text);
}

static void rtl_goes_on(FILE *out, const struct fl_divergence *d, const struct fl_walk_step *rtl)
{
    const struct fl_walk_step *last = d->model.trace.count ? &d->model.trace.step[d->model.trace.count - 1] : NULL;
    if (d->model.response.fault && d->spec.reason != FL_OK && last) {
        fprintf(out, "the walker went on %safter the level-%u PTE %s, which must be refused: %s (%s)",
                rtl->update ? "to an A/D update " : "", last->level, fl_hex(last->value).text,
                fl_reason_text(d->spec.reason), fl_reason_manual(d->spec.reason));
    } else if (rtl->update) {
        fprintf(out, "the walker made an A/D update at level %u that this access does not need (4.3.2 step 9)",
                rtl->level);
    } else {
        fprintf(out, "the walker read a level-%u PTE where the walk had ended", rtl->level);
    }
}

static void model_goes_on(FILE *out, const struct fl_divergence *d, const struct fl_walk_step *model)
{
    const struct fl_walk_step *last = d->rtl.trace.count ? &d->rtl.trace.step[d->rtl.trace.count - 1] : NULL;
    if (model->update) {
        fprintf(out, "the walker made no A/D update at level %u although the leaf needs one (Privileged 4.3.2 step 9)",
                model->level);
    } else if (!last) {
        fprintf(out, "the RTL made no walk where one is needed");
    } else if (last->update && !last->won) {
        fprintf(out, "the walker did not read the PTE at level %u again after a lost compare-and-swap", last->level);
    } else {
        fprintf(out, "the walker %s the level-%u PTE %s, which is a legal pointer to level %u",
                d->rtl.response.fault ? "refuses" : "takes for a leaf", last->level, fl_hex(last->value).text,
                model->level);
    }
}

static void walk_differs(FILE *out, const struct fl_divergence *d)
{
    const struct fl_walk_step *model = step_of(&d->model.trace, d->what.index);
    const struct fl_walk_step *rtl = step_of(&d->rtl.trace, d->what.index);
    if (!model && rtl) {
        rtl_goes_on(out, d, rtl);
    } else if (model && !rtl) {
        model_goes_on(out, d, model);
    } else if (!model || strcmp(d->what.field, "kind of access") == 0) {
        fprintf(out, "the walker's access %u is of the wrong kind: read and compare-and-swap exchanged", d->what.index);
    } else if (strcmp(d->what.field, "PTE address") == 0) {
        address_differs(out, d, model, rtl);
    } else if (strcmp(d->what.field, "PTE written") == 0) {
        written_differs(out, d, model->level);
    } else {
        fprintf(out, "the walker's access %u at level %u differs in its %s: %s instead of %s", d->what.index,
                model->level, d->what.field, fl_hex(d->what.rtl).text, fl_hex(d->what.model).text);
    }
}

static void fault_differs(FILE *out, const struct fl_divergence *d)
{
    const struct fl_walk_trace *trace = &d->model.trace;
    const struct fl_walk_step *last = trace->count ? &trace->step[trace->count - 1] : NULL;
    if (!last) {
        fprintf(out, "the RTL %s an address that %s", d->rtl.response.fault ? "refuses" : "accepts",
                d->rtl.response.fault ? "is legal" : fl_reason_text(d->spec.reason));
    } else if (d->rtl.response.fault) {
        fprintf(out, "the walker refuses (%s) the level-%u PTE %s, which is legal and permits this access",
                fl_cause_name(d->rtl.response.cause), last->level, fl_hex(last->value).text);
    } else {
        fprintf(out, "the walker accepts the level-%u PTE %s, which must be refused: %s (%s)", last->level,
                fl_hex(last->value).text, fl_reason_text(d->spec.reason), fl_reason_manual(d->spec.reason));
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
    fprintf(out, "the physical address of the level-%u%s page is composed wrongly in bits %u:%u (%s)",
            d->model.response.level, d->spec.napot ? " NAPOT" : "", high, low,
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
            " cycles; with %u PTE reads and %u updates the walker's state machine takes %" PRIu64
            " (docs/microarchitecture.md 5)",
            d->what.rtl, reads, swaps, d->what.model);
}

static void victim_differs(FILE *out, const struct fl_divergence *d)
{
    unsigned kept;
    fprintf(out, "the %s TLB refilled entry %u; the victim is entry %u: ", fl_tlb_name(d->port), (unsigned)d->what.rtl,
            (unsigned)d->what.model);
    if (fl_find_undropped(d, &kept)) {
        fprintf(out,
                "the RTL still holds this page in entry %u, which a refused hit drops (docs/microarchitecture.md 3)",
                kept);
    } else {
        fprintf(out, "the invalid one of lowest index, or the one the replacement tree points at "
                     "(docs/microarchitecture.md 4)");
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
        fprintf(out, "the fault is encoded as %s (%u); a refused %s raises %s (%u) (Privileged table 3.6)",
                fl_cause_name((unsigned)d->what.rtl), (unsigned)d->what.rtl, fl_access_name(d->request.access),
                fl_cause_name((unsigned)d->what.model), (unsigned)d->what.model);
    } else if (strcmp(field, "victim") == 0) {
        victim_differs(out, d);
    } else {
        fprintf(out, "the RTL's %s is %s, not %s, after the same walk", field, fl_hex(d->what.rtl).text,
                fl_hex(d->what.model).text);
    }
}
