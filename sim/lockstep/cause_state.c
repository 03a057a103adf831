/* Differences in TLB contents and replacement trees, after a request or a fence. */
#include <inttypes.h>
#include <string.h>

#include "lockstep/cause.h"
#include "lockstep/page_rules.h"
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
    bool swept = d->what.part == FL_PART_L2 && kept && (d->fence.va_given || d->fence.asid_given);
    fprintf(out, " (Privileged 4.2.1%s)", swept ? "; the sweep of docs/microarchitecture.md 9 missed it" : "");
}

/* What the latest request did to a tree of this part, in words of the microarchitecture page; `answer` is the right one. */
static const char *deed(const struct fl_divergence *d)
{
    const struct fl_response *answer = &d->model.response;
    bool refilled = answer->entry != FL_NO_ENTRY;
    if (d->has_fence) {
        return "a fence, which leaves the tree alone";
    }
    if (!d->has_request) {
        return "what was done since both states were last equal";
    }
    if (answer->path == FL_PATH_BARE || answer->path == FL_PATH_NONE) {
        return "an access without lookup";
    }
    if (d->what.part == FL_PART_WALK_CACHE) {
        return answer->path == FL_PATH_WALK ? "a walk, which touches the pointer it begins at and those it writes"
                                            : "an answer without a walk, which leaves the tree alone";
    }
    if (d->what.part != FL_PART_L1) {
        return answer->path == FL_PATH_L2   ? "an answer from the second level, which touches the entry it came from"
               : answer->path == FL_PATH_L1 ? "a hit in the L1, which leaves the tree alone"
               : refilled                   ? "a refill, which touches its victim (a refused probe touches nothing)"
                                            : "a refused request, which leaves the tree alone";
    }
    return answer->path == FL_PATH_L1 ? "a hit, which touches its entry"
           : refilled                 ? "a refill, which touches its victim (a refused hit does not)"
                                      : "a refused request, which leaves the tree alone";
}

/* Why an entry that only one side has lost had to stay. */
static void lost_wrongly(FILE *out, const struct fl_divergence *d, const struct fl_tlb_entry *entry)
{
    fprintf(out, " is lost in the %s: ", fl_suspect(d));
    if (!fl_rule_page_contains(entry, d->request.va, d->context.xlen)) {
        fprintf(out, "the request is %s, the VPN compare did not reject it", fl_hex(d->request.va).text);
    } else if (!entry->global && entry->asid != d->context.asid) {
        fprintf(out, "the request is asid %u, the ASID compare did not reject it", d->context.asid);
    } else {
        fprintf(out, "only what a refused request matches is dropped");
    }
}

/* One side has the entry and the other does not, after a request: which entries does a refusal drop? */
static void dropped_wrongly(FILE *out, const struct fl_divergence *d, const struct fl_tlb_entry *entry)
{
    bool first_level = d->what.part == FL_PART_L1;
    fprintf(out, "%s ", fl_part_entry_name(&d->what, &d->model_state).text);
    entry_text(out, entry);
    if (d->what.model != 0) {
        lost_wrongly(out, d, entry);
    } else {
        fprintf(out, " is kept by the %s; %s", fl_suspect(d),
                first_level ? "a refused hit drops every matching entry"
                            : "a refused probe drops every match of both arrays");
    }
    fprintf(out, " (docs/microarchitecture.md %s)", first_level ? "3" : "5.1");
}

static void tree_differs(FILE *out, const struct fl_divergence *d)
{
    fprintf(out,
            "the %s%s replacement tree is %s, not %s, after %s: PLRU nodes %s are wrong (docs/microarchitecture.md 4)",
            d->turned ? "model's " : "", fl_part_tree_name(&d->what).text, fl_hex(d->what.rtl).text,
            fl_hex(d->what.model).text, deed(d), fl_hex(d->what.rtl ^ d->what.model).text);
}

/* The rule that gives a field of a refilled entry its value. */
static const char *field_rule(const struct fl_divergence *d)
{
    if (strcmp(d->what.field, "global") == 0) {
        return "G in a pointer makes everything below it global: Privileged 4.3.1";
    }
    if (d->what.part == FL_PART_L2 && d->spec.napot) {
        return "a NAPOT leaf goes into the L2 as the one page that was accessed: docs/microarchitecture.md 5.2";
    }
    return d->what.part == FL_PART_L1 ? "docs/microarchitecture.md 4" : "docs/microarchitecture.md 5.1, 5.2";
}

static void field_differs(FILE *out, const struct fl_divergence *d, const struct fl_tlb_entry *entry)
{
    fprintf(out, "the refill of the %s's %s (level %u) stored %s = %s; the PTE and the request say %s (%s)",
            fl_suspect(d), fl_part_entry_name(&d->what, &d->model_state).text, entry->level, d->what.field,
            fl_hex(d->what.rtl).text, fl_hex(d->what.model).text, field_rule(d));
}

void fl_write_cause_of_state(FILE *out, const struct fl_divergence *d)
{
    const struct fl_tlb_entry *model = fl_part_entry(&d->what, &d->model_state);
    const struct fl_tlb_entry *rtl = fl_part_entry(&d->what, &d->rtl_state);
    bool valid = strcmp(d->what.field, "valid") == 0;
    if (strcmp(d->what.field, "tree") == 0) {
        tree_differs(out, d);
    } else if (valid && d->has_fence) {
        fenced_wrongly(out, d, d->what.model ? model : rtl);
    } else if (fl_write_cause_of_refill(out, d)) {
        return;
    } else if (valid) {
        dropped_wrongly(out, d, d->what.model ? model : rtl);
    } else {
        field_differs(out, d, model);
    }
}
