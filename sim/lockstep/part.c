#include "lockstep/part.h"

#include <stdio.h>

struct fl_part_text fl_part_name(const struct fl_difference *what)
{
    static const char *const names[] = {
        [FL_PART_L1] = "L1 D TLB", [FL_PART_SUPER] = "superpage TLB", [FL_PART_L2] = "L2 TLB"};
    struct fl_part_text name;
    if (what->part == FL_PART_WALK_CACHE) {
        snprintf(name.text, sizeof name.text, "walk cache of level %u", what->level);
    } else if (what->part == FL_PART_L1 && what->port == FL_PORT_FETCH) {
        snprintf(name.text, sizeof name.text, "L1 I TLB");
    } else {
        snprintf(name.text, sizeof name.text, "%s", names[what->part]);
    }
    return name;
}

struct fl_part_text fl_part_entry_name(const struct fl_difference *what, const struct fl_mmu_state *state)
{
    struct fl_part_text name, array = fl_part_name(what);
    unsigned ways = state->l2.ways ? state->l2.ways : 1;
    if (what->part == FL_PART_L2) {
        snprintf(name.text, sizeof name.text, "L2 TLB set %u way %u", what->index / ways, what->index % ways);
    } else {
        snprintf(name.text, sizeof name.text, "%.30s entry %u", array.text, what->index);
    }
    return name;
}

struct fl_part_text fl_part_tree_name(const struct fl_difference *what)
{
    struct fl_part_text name = fl_part_name(what);
    if (what->part == FL_PART_L2) {
        snprintf(name.text, sizeof name.text, "L2 TLB set %u", what->index);
    }
    return name;
}

struct fl_part_rivals fl_part_rivals(const struct fl_difference *what, const struct fl_mmu_state *state)
{
    unsigned ways = state->l2.ways ? state->l2.ways : 1, set = what->index / ways % FL_L2_SETS;
    unsigned above = (what->level - 1u) % (FL_MAX_LEVELS - 1);
    switch (what->part) {
    case FL_PART_SUPER:
        return (struct fl_part_rivals){0, state->super.entries, state->super.plru};
    case FL_PART_WALK_CACHE:
        return (struct fl_part_rivals){0, state->pwc[above].entries, state->pwc[above].plru};
    case FL_PART_L2:
        return (struct fl_part_rivals){set * ways, ways, state->l2.plru[set]};
    default:
        return (struct fl_part_rivals){0, state->l1[what->port].entries, state->l1[what->port].plru};
    }
}

const struct fl_tlb_entry *fl_part_entry(const struct fl_difference *what, const struct fl_mmu_state *state)
{
    switch (what->part) {
    case FL_PART_SUPER:
        return &state->super.entry[what->index % FL_SUPER_MAX];
    case FL_PART_WALK_CACHE:
        return &state->pwc[(what->level - 1u) % (FL_MAX_LEVELS - 1)].entry[what->index % FL_PWC_MAX];
    case FL_PART_L2:
        return &state->l2.entry[what->index % FL_L2_MAX];
    default:
        return &state->l1[what->port].entry[what->index % FL_L1_MAX];
    }
}
