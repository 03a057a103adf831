/* part.h - the structures that state consists of, by the names a report gives them: "L2 TLB set 5 way 1". */
#ifndef FAULTLINE_PART_H
#define FAULTLINE_PART_H

#include "lockstep/divergence.h"

struct fl_part_text {
    char text[48];
};

/* "L1 D TLB", "superpage TLB", "walk cache of level 2", "L2 TLB"; of one entry; of one replacement tree. */
struct fl_part_text fl_part_name(const struct fl_difference *what);
struct fl_part_text fl_part_entry_name(const struct fl_difference *what, const struct fl_mmu_state *state);
struct fl_part_text fl_part_tree_name(const struct fl_difference *what);

/* The entries that compete for the refill which may have written the one that `what` is about: `count` from index `first` on. */
struct fl_part_rivals {
    unsigned first, count;
    uint64_t tree;
};
struct fl_part_rivals fl_part_rivals(const struct fl_difference *what, const struct fl_mmu_state *state);

/* The entry that `what` is about. */
const struct fl_tlb_entry *fl_part_entry(const struct fl_difference *what, const struct fl_mmu_state *state);

#endif
