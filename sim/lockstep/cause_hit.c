/* A hit on one side only, or a hit that the architecture refuses: which compare of the entry was wrong? */
#include "faultline/walk.h"
#include "lockstep/cause.h"
#include "lockstep/page_rules.h"
#include "lockstep/text.h"

/* Why this entry may not answer the request; false, after naming the entry, when it may. */
static bool explain_wrong_hit(FILE *out, const struct fl_divergence *d, unsigned i, const struct fl_tlb_entry *entry)
{
    const struct fl_context *context = &d->context;
    enum fl_reason reason = fl_rule_entry_permits(entry, &d->request);
    fprintf(out, "%s%s TLB entry %u ", d->turned ? "the model's " : "", fl_tlb_name(d->port), i);
    if (!entry->valid) {
        fprintf(out, "is not valid and answered all the same");
    } else if (!fl_rule_page_contains(entry, d->request.va, d->context.xlen)) {
        fprintf(out,
                "maps %s at level %u%s; the request is %s: the VPN compare at that page size did not reject it "
                "(docs/microarchitecture.md 4, Match)",
                fl_entry_va(entry).text, entry->level, entry->napot ? " (NAPOT)" : "", fl_hex(d->request.va).text);
    } else if (!entry->global && entry->asid != context->asid) {
        fprintf(out,
                "(level %u) holds asid %u; the request is asid %u: the ASID compare did not reject it "
                "(docs/microarchitecture.md 4, Match)",
                entry->level, entry->asid, context->asid);
    } else if (reason == FL_DIRTY_CLEAR) {
        fprintf(out, "(level %u) has D = 0: a write may not hit it, D is set by a walk (Privileged 4.3.2 step 9)",
                entry->level);
    } else if (reason != FL_OK) {
        fprintf(out, "(level %u) does not permit this: %s (%s); the permission check on the hit path let it pass",
                entry->level, fl_reason_text(reason), fl_reason_manual(reason));
    } else {
        return false;
    }
    return true;
}

bool fl_find_undropped(const struct fl_divergence *d, unsigned *found)
{
    const struct fl_mmu_state *state = &d->rtl_state;
    for (unsigned i = 0; i < state->l1[d->port].entries; i++) {
        const struct fl_tlb_entry *entry = &state->l1[d->port].entry[i];
        if (i != d->rtl.response.entry && fl_rule_matches(entry, d->request.va, d->context.asid, d->context.xlen)) {
            *found = i;
            return true;
        }
    }
    return false;
}

static void explain_missed_hit(FILE *out, const struct fl_divergence *d)
{
    unsigned i = d->model.response.entry;
    const struct fl_tlb_entry *entry = &d->model_state.l1[d->port].entry[i % FL_L1_MAX];
    fprintf(out, "%s TLB entry %u holds this page (level %u, asid %u%s%s) and permits it, but the %s did not hit: ",
            fl_tlb_name(d->port), i, entry->level, entry->asid, entry->global ? ", global" : "",
            entry->napot ? ", NAPOT" : "", fl_suspect(d));
    if (entry->global && entry->asid != d->context.asid) {
        fprintf(out, "the ASID compare rejected a global entry");
    } else if (entry->level > 0 || entry->napot) {
        fprintf(out, "the VPN compare is too strict for that page size, or the entry was dropped wrongly");
    } else {
        fprintf(out, "the compare rejected it, or the entry was dropped wrongly");
    }
}

void fl_write_cause_of_hit(FILE *out, const struct fl_divergence *d)
{
    if (d->rtl.response.path != FL_PATH_L1) {
        explain_missed_hit(out, d);
        return;
    }
    unsigned i = d->rtl.response.entry;
    const struct fl_tlb_entry *entry = &d->rtl_state.l1[d->port].entry[i % FL_L1_MAX];
    if (explain_wrong_hit(out, d, i, entry)) {
        return;
    }
    fprintf(out, "holds this page (level %u, asid %u) ", entry->level, entry->asid);
    if (d->what.depth == FL_DEPTH_SPEC) {
        fprintf(out,
                "and not what memory says of it, although no PTE, satp, ADUE or PBMTE has changed since its refill "
                "(Privileged 4.2.1)");
    } else {
        fprintf(out, "where the %s holds none: a fence or a refused hit did not drop it", fl_reference(d));
    }
}
