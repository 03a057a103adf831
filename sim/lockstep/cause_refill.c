/* A walk wrote its leaf or a pointer elsewhere than the page wants: another victim, nowhere, or where nothing is to be written. */
#include "lockstep/cause.h"
#include "lockstep/compare.h"
#include "lockstep/page_rules.h"
#include "lockstep/part.h"

static struct fl_difference at(const struct fl_difference *what, unsigned index)
{
    struct fl_difference place = *what;
    place.index = index;
    return place;
}

static bool has_tag_of_request(const struct fl_tlb_entry *entry, const struct fl_divergence *d)
{
    return entry->valid && entry->vpn == fl_rule_vpn(d->request.va) && entry->asid == d->context.asid;
}

/* The entry, of those that compete, which this side has written for the request; FL_NO_ENTRY: none. */
static unsigned find_written(const struct fl_divergence *d, const struct fl_mmu_state *state)
{
    struct fl_part_rivals rivals = fl_part_rivals(&d->what, state);
    unsigned same = FL_NO_ENTRY;
    for (unsigned i = 0; i < rivals.count; i++) {
        struct fl_difference place = at(&d->what, rivals.first + i), ignored;
        const struct fl_tlb_entry *now = fl_part_entry(&place, state);
        if (!has_tag_of_request(now, d)) {
            continue;
        }
        if (!fl_same_entry(fl_part_entry(&place, &d->good), now, 0, &ignored)) {
            return i;
        }
        same = i;
    }
    /* A leaf that replaced its like: what a walk is for had been dropped before. */
    bool leaf = d->what.part != FL_PART_WALK_CACHE && d->rtl.response.path == FL_PATH_WALK;
    return leaf && d->rtl.response.entry != FL_NO_ENTRY ? same : FL_NO_ENTRY;
}

static const char *section(const struct fl_divergence *d)
{
    return d->what.part == FL_PART_L1 ? "docs/microarchitecture.md 4" : "docs/microarchitecture.md 5.2";
}

static void other_victim(FILE *out, const struct fl_divergence *d, unsigned right, unsigned wrong)
{
    struct fl_part_rivals rivals = fl_part_rivals(&d->what, &d->good);
    struct fl_difference to = at(&d->what, rivals.first + right), from = at(&d->what, rivals.first + wrong);
    const struct fl_tlb_entry *before = fl_part_entry(&to, &d->good);
    bool matched = fl_rule_matches(before, d->request.va, d->context.asid, d->context.xlen);
    fprintf(out, "the %s refilled %s; the victim is %s: ", fl_suspect(d), fl_part_entry_name(&from, &d->good).text,
            fl_part_entry_name(&to, &d->good).text);
    if (!before->valid) {
        fprintf(out, "the invalid one of lowest index");
    } else if (matched && d->what.part != FL_PART_WALK_CACHE) {
        fprintf(out, "this refused probe has dropped it, so it is the invalid one of lowest index");
    } else {
        fprintf(out, "all are valid, and the replacement tree points at it");
    }
    fprintf(out, " (%s)", section(d));
}

bool fl_write_cause_of_refill(FILE *out, const struct fl_divergence *d)
{
    if (d->since_good != 1 || !d->has_request) {
        return false;
    }
    const char *what = d->what.part == FL_PART_WALK_CACHE ? "pointer" : "leaf";
    unsigned first = fl_part_rivals(&d->what, &d->good).first;
    unsigned right = find_written(d, &d->model_state), wrong = find_written(d, &d->rtl_state);
    if (right != FL_NO_ENTRY && wrong != FL_NO_ENTRY && right != wrong) {
        other_victim(out, d, right, wrong);
    } else if (wrong == FL_NO_ENTRY && first + right == d->what.index) {
        fprintf(out, "the %s did not write the %s into %s (%s)", fl_suspect(d), what,
                fl_part_entry_name(&d->what, &d->good).text, section(d));
    } else if (right == FL_NO_ENTRY && first + wrong == d->what.index) {
        fprintf(out, "the %s wrote a %s into %s, where nothing is to be written (%s)", fl_suspect(d), what,
                fl_part_entry_name(&d->what, &d->good).text, section(d));
    } else {
        return false;
    }
    return true;
}
