/* One side was answered by the second level and the other was not, or otherwise: which compare of its entry was wrong? */
#include "faultline/walk.h"
#include "lockstep/cause.h"
#include "lockstep/page_rules.h"
#include "lockstep/part.h"
#include "lockstep/text.h"

/* Would this entry compose the answer's address? */
static bool gives(const struct fl_tlb_entry *entry, const struct fl_divergence *d)
{
    unsigned shift = fl_entry_shift(entry);
    return entry->valid && (entry->ppn << FL_PAGE_SHIFT ^ d->rtl.response.pa) >> shift == 0;
}

/* The entry of the suspect that answered: in the request's set of the L2, whose page numbers are whole, or in the superpage TLB. */
static bool find_answering(const struct fl_divergence *d, struct fl_difference *where)
{
    const struct fl_mmu_state *state = &d->rtl_state;
    unsigned set = state->l2.sets ? (unsigned)(d->request.va >> FL_PAGE_SHIFT) & (state->l2.sets - 1) : 0;
    *where = (struct fl_difference){.part = FL_PART_L2};
    for (unsigned way = 0; state->l2.sets && way < state->l2.ways; way++) {
        where->index = set * state->l2.ways + way;
        if (gives(fl_part_entry(where, state), d)) {
            return true;
        }
    }
    where->part = FL_PART_SUPER;
    for (where->index = 0; where->index < state->super.entries; where->index++) {
        if (gives(fl_part_entry(where, state), d)) {
            return true;
        }
    }
    return false;
}

static void explain(FILE *out, const struct fl_divergence *d, const struct fl_tlb_entry *entry)
{
    enum fl_reason reason = fl_rule_entry_permits(entry, &d->request);
    if (!fl_rule_page_contains(entry, d->spec.tval)) {
        fprintf(out, "maps %s at level %u; the request is %s: the VPN compare at that page size did not reject it",
                fl_entry_va(entry).text, entry->level, fl_hex(d->request.va).text);
    } else if (!entry->global && entry->asid != d->context.asid) {
        fprintf(out, "(level %u) holds asid %u; the request is asid %u: the ASID compare did not reject it",
                entry->level, entry->asid, d->context.asid);
    } else if (reason != FL_OK) {
        fprintf(out, "(level %u) does not permit this: %s (%s); it must be refused (docs/microarchitecture.md 5.1)",
                entry->level, fl_reason_text(reason), fl_reason_manual(reason));
    } else {
        fprintf(out,
                "holds this page (level %u, asid %u) where the %s has no such answer: a fence or a refused probe did "
                "not drop it",
                entry->level, entry->asid, fl_reference(d));
    }
}

void fl_write_cause_of_second(FILE *out, const struct fl_divergence *d)
{
    struct fl_difference where;
    if (d->rtl.response.path != FL_PATH_L2) {
        fprintf(out,
                "the second level holds this page (level %u) and permits it, but the %s did not answer from it: the "
                "compare rejected it, or the entry was dropped wrongly (docs/microarchitecture.md 5.1)",
                d->model.response.level, fl_suspect(d));
    } else if (!find_answering(d, &where)) {
        fprintf(out, "the %s answers from the second level, which holds no entry that gives %s", fl_suspect(d),
                fl_hex(d->rtl.response.pa).text);
    } else {
        fprintf(out, "%s%s ", d->turned ? "the model's " : "", fl_part_entry_name(&where, &d->rtl_state).text);
        explain(out, d, fl_part_entry(&where, &d->rtl_state));
    }
}
