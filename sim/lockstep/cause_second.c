/* One side was answered by the second level and the other was not, or otherwise: which compare of its entry was wrong? */
#include "faultline/walk.h"
#include "lockstep/cause.h"
#include "lockstep/page_rules.h"
#include "lockstep/part.h"
#include "lockstep/text.h"

/* What both sides held when the request came; or, where that is not known, what the suspect holds now. */
static const struct fl_mmu_state *state_before(const struct fl_divergence *d)
{
    return d->since_good == 1 ? &d->good : &d->rtl_state;
}

/* The first entry that `fits`: of the superpage TLB, or of the request's set in the L2 (docs/microarchitecture.md 5.1). */
static bool find(const struct fl_divergence *d, bool (*fits)(const struct fl_tlb_entry *, const struct fl_divergence *),
                 struct fl_difference *where)
{
    const struct fl_mmu_state *state = state_before(d);
    *where = (struct fl_difference){.part = FL_PART_SUPER};
    for (; where->index < state->super.entries; where->index++) {
        if (fits(fl_part_entry(where, state), d)) {
            return true;
        }
    }
    *where = (struct fl_difference){.part = FL_PART_L2};
    unsigned set = state->l2.sets ? fl_rule_set(d->request.va, state->l2.sets) : 0;
    for (unsigned way = 0; state->l2.sets && way < state->l2.ways; way++) {
        where->index = set * state->l2.ways + way;
        if (fits(fl_part_entry(where, state), d)) {
            return true;
        }
    }
    return false;
}

/* Would this entry compose the suspect's address? */
static bool gives_address(const struct fl_tlb_entry *entry, const struct fl_divergence *d)
{
    return entry->valid && fl_rule_address(entry, d->request.va) == d->rtl.response.pa &&
           entry->level == d->rtl.response.level;
}

static bool matches(const struct fl_tlb_entry *entry, const struct fl_divergence *d)
{
    return fl_rule_matches(entry, d->request.va, d->context.asid, d->context.xlen);
}

static void explain_answer(FILE *out, const struct fl_divergence *d, const struct fl_tlb_entry *entry)
{
    enum fl_reason reason = fl_rule_entry_permits(entry, &d->request);
    if (!fl_rule_page_contains(entry, d->request.va, d->context.xlen)) {
        fprintf(out, "maps %s at level %u; the request is %s: the VPN compare at that page size did not reject it",
                fl_entry_va(entry).text, entry->level, fl_hex(d->request.va).text);
    } else if (!entry->global && entry->asid != d->context.asid) {
        fprintf(out, "(level %u) holds asid %u; the request is asid %u: the ASID compare did not reject it",
                entry->level, entry->asid, d->context.asid);
    } else if (reason != FL_OK) {
        fprintf(out, "(level %u) does not permit this: %s (%s); it must be refused", entry->level,
                fl_reason_text(reason), fl_reason_manual(reason));
    } else if (d->what.depth == FL_DEPTH_SPEC) {
        fprintf(out,
                "(level %u, asid %u) holds this page and not what memory says of it, although nothing has changed "
                "since its refill",
                entry->level, entry->asid);
    } else {
        fprintf(out,
                "holds this page (level %u, asid %u); but the superpage TLB is asked first, and the lowest way wins",
                entry->level, entry->asid);
    }
    fprintf(out, " (docs/microarchitecture.md 5.1)");
}

static void explain_missed(FILE *out, const struct fl_divergence *d)
{
    struct fl_difference where;
    if (!find(d, matches, &where)) {
        fprintf(out, "the second level holds this page (level %u) and permits it, but the %s did not answer from it",
                d->model.response.level, fl_suspect(d));
    } else {
        const struct fl_tlb_entry *entry = fl_part_entry(&where, state_before(d));
        fprintf(out, "%s holds this page (level %u, asid %u%s) and permits it, but the %s did not answer from it: the ",
                fl_part_entry_name(&where, &d->rtl_state).text, entry->level, entry->asid,
                entry->global ? ", global" : "", fl_suspect(d));
        fprintf(out, entry->global && entry->asid != d->context.asid ? "ASID compare rejected a global entry"
                                                                     : "compare or the permission check rejected it");
    }
    fprintf(out, " (docs/microarchitecture.md 5.1)");
}

void fl_write_cause_of_second(FILE *out, const struct fl_divergence *d)
{
    struct fl_difference where;
    if (d->rtl.response.path != FL_PATH_L2) {
        explain_missed(out, d);
    } else if (!find(d, gives_address, &where)) {
        fprintf(out, "the %s answers from the second level, which holds no entry that gives %s", fl_suspect(d),
                fl_hex(d->rtl.response.pa).text);
    } else {
        fprintf(out, "%s%s ", d->turned ? "the model's " : "", fl_part_entry_name(&where, &d->rtl_state).text);
        explain_answer(out, d, fl_part_entry(&where, state_before(d)));
    }
}
