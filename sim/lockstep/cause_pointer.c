/* The two walks began at different levels or tables: which pointer of the walk cache was taken wrongly, or not seen? */
#include "lockstep/cause.h"
#include "lockstep/page_rules.h"
#include "lockstep/text.h"

/* The pointer of the walk cache, as both sides had it, from which a walk began that read this PTE first. */
static bool find_pointer(const struct fl_divergence *d, const struct fl_walk_step *first, unsigned *index)
{
    unsigned below = first->level; /* the pointer is of the level above */
    if (d->since_good != 1 || below >= FL_MAX_LEVELS - 1) {
        return false;
    }
    for (*index = 0; *index < d->good.pwc[below].entries; ++*index) {
        const struct fl_tlb_entry *entry = &d->good.pwc[below].entry[*index];
        if (entry->valid && entry->ppn == first->address >> FL_PAGE_SHIFT) {
            return true;
        }
    }
    return false;
}

static void explain(FILE *out, const struct fl_divergence *d, const struct fl_tlb_entry *entry, unsigned level)
{
    if (!fl_rule_page_contains(entry, d->request.va, d->context.xlen)) {
        fprintf(out, "which is for %s; the request is %s: the VPN compare at that level did not reject it",
                fl_entry_va(entry).text, fl_hex(d->request.va).text);
    } else if (!entry->global && entry->asid != d->context.asid) {
        fprintf(out, "which holds asid %u; the request is asid %u: the ASID compare did not reject it", entry->asid,
                d->context.asid);
    } else {
        fprintf(out, "which matches; but the walk cache knows where level %u begins, and the lowest level wins", level);
    }
}

void fl_write_cause_of_start(FILE *out, const struct fl_divergence *d, const struct fl_walk_step *model,
                             const struct fl_walk_step *rtl)
{
    unsigned index;
    fprintf(out, "%s began at level %u", fl_walker(d), rtl->level);
    if (find_pointer(d, rtl, &index)) {
        fprintf(out, ", from walk cache of level %u entry %u, ", rtl->level + 1u, index);
        explain(out, d, &d->good.pwc[rtl->level].entry[index], model->level);
    } else if (find_pointer(d, model, &index)) {
        fprintf(out, "; walk cache of level %u entry %u knows where level %u begins", model->level + 1u, index,
                model->level);
    } else {
        fprintf(out, "; it must begin at level %u", model->level);
    }
    fprintf(out, " (docs/microarchitecture.md 5.1)");
}
