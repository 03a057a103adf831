/* Differences in TLB contents and replacement trees, after a request or a fence. */
#include <inttypes.h>
#include <string.h>

#include "lockstep/cause.h"
#include "lockstep/part.h"
#include "lockstep/text.h"

static void fence_text(FILE *out, const struct fl_fence *fence)
{
    fprintf(out, "the fence (%s%s, ", fence->va_given ? "va " : "all addresses",
            fence->va_given ? fl_hex(fence->va).text : "");
    if (fence->asid_given) {
        fprintf(out, "asid %u) ", fence->asid);
    } else {
        fprintf(out, "all asids) ");
    }
}

static void entry_text(FILE *out, const struct fl_tlb_entry *entry)
{
    fprintf(out, "(va %s, level %u%s, asid %u%s)", fl_entry_va(entry).text, entry->level, entry->napot ? " NAPOT" : "",
            entry->asid, entry->global ? ", global" : "");
}

/* One side has the entry and the other does not, after a fence. The rule that decides is the one the fence's form makes special. */
static void fenced_wrongly(FILE *out, const struct fl_divergence *d, const struct fl_tlb_entry *entry)
{
    bool kept = d->what.rtl != 0;
    fence_text(out, &d->fence);
    fprintf(out, "%s the %s's %s ", kept ? "did not drop" : "dropped", fl_suspect(d),
            fl_part_entry_name(&d->what, &d->model_state).text);
    entry_text(out, entry);
    if (d->what.part == FL_PART_WALK_CACHE && d->fence.va_given) {
        fprintf(out, ": pointers survive fences by VA (docs/microarchitecture.md 9)");
        return;
    }
    if (d->fence.asid_given && entry->global) {
        fprintf(out, ": %s", "a fence by ASID spares global entries");
    } else if (d->fence.asid_given && entry->asid != d->fence.asid) {
        fprintf(out, ": %s", "a fence by ASID spares other ASIDs");
    } else if (d->fence.va_given) {
        fprintf(out, ": a fence by VA drops the entry whose page, of any size, contains the VA");
    } else {
        fprintf(out, ": a fence drops every entry it covers");
    }
    fprintf(out, " (Privileged 4.2.1)");
}

/* What the latest request did, in words of the microarchitecture page. */
static const char *deed(const struct fl_divergence *d)
{
    const struct fl_response *response = &d->model.response;
    if (d->has_fence) {
        return "a fence, which leaves the tree alone";
    }
    if (!d->has_request) {
        return "the end of the run";
    }
    if (response->path == FL_PATH_L1) {
        return "a hit, which touches its entry";
    }
    if (response->path == FL_PATH_L2) {
        return "an answer from the second level, which touches the entry it came from";
    }
    if (response->path == FL_PATH_WALK && response->fault) {
        return "a refused request, which leaves the tree alone";
    }
    return response->path == FL_PATH_WALK ? "a refill, which touches its victim (a refused hit does not)"
                                          : "an access without lookup";
}

/* One side has the entry and the other does not, after a request: which entries does a refused hit drop? */
static void dropped_wrongly(FILE *out, const struct fl_divergence *d, const struct fl_tlb_entry *entry)
{
    bool lost = d->what.model != 0;
    fprintf(out, "%s ", fl_part_entry_name(&d->what, &d->model_state).text);
    entry_text(out, entry);
    fprintf(out, lost ? " is lost in the %s after %s" : " is kept by the %s after %s", fl_suspect(d), deed(d));
    if (lost && !entry->global && entry->asid != d->context.asid) {
        fprintf(out, "; the request is asid %u: the ASID compare did not reject it", d->context.asid);
    } else if (!lost) {
        fprintf(out, d->what.part == FL_PART_L1
                         ? "; a refused hit drops every matching entry (docs/microarchitecture.md 3)"
                         : "; a refused probe drops every match of both arrays (docs/microarchitecture.md 5.1)");
    }
}

static void tree_differs(FILE *out, const struct fl_divergence *d)
{
    fprintf(out,
            "the %s%s replacement tree is %s, not %s, after %s: PLRU nodes %s are wrong (docs/microarchitecture.md 4)",
            d->turned ? "model's " : "", fl_part_tree_name(&d->what).text, fl_hex(d->what.rtl).text,
            fl_hex(d->what.model).text, deed(d), fl_hex(d->what.rtl ^ d->what.model).text);
}

void fl_write_cause_of_state(FILE *out, const struct fl_divergence *d)
{
    const struct fl_tlb_entry *model = fl_part_entry(&d->what, &d->model_state);
    const struct fl_tlb_entry *rtl = fl_part_entry(&d->what, &d->rtl_state);
    if (strcmp(d->what.field, "tree") == 0) {
        tree_differs(out, d);
    } else if (strcmp(d->what.field, "valid") == 0 && d->has_fence) {
        fenced_wrongly(out, d, d->what.model ? model : rtl);
    } else if (strcmp(d->what.field, "valid") == 0) {
        dropped_wrongly(out, d, d->what.model ? model : rtl);
    } else {
        fprintf(out, "the refill of the %s's %s (level %u) stored %s = %s; the PTE and the request say %s (%s)",
                fl_suspect(d), fl_part_entry_name(&d->what, &d->model_state).text, model->level, d->what.field,
                fl_hex(d->what.rtl).text, fl_hex(d->what.model).text,
                strcmp(d->what.field, "global") == 0
                    ? "G in a pointer makes everything below it global: Privileged 4.3.1"
                    : "docs/microarchitecture.md 4");
    }
}
