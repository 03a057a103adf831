/* pwc.c - the page-walk cache: one small fully associative array a level, with the match and replacement of an L1 TLB.
 *
 *     va  [ vpn 4 | vpn 3 | vpn 2 | vpn 1 | vpn 0 | offset ]
 *           '-------- key of level 2 -----' an entry of level 2 holds the table of level 1: one read less to make, or two, or ...
 */
#include "pwc.h"

#include "bugs.h"

/* The array that holds pointers read at `level`. */
static struct fl_tlb *array_of(struct fl_uarch *uarch, unsigned level)
{
    return &uarch->pwc[level - 1];
}

struct fl_walk_start fl_pwc_start(struct fl_uarch *uarch, const struct fl_stage *stage)
{
    uint8_t top = stage->scheme->levels - 1;
    for (uint8_t level = 1; level <= top; level++) {
        struct fl_tlb *array = array_of(uarch, level);
        uint64_t matches = fl_tlb_matches(array, stage->vpn, stage->asid);
        if (matches == 0)
            continue;
        unsigned winner = (unsigned)__builtin_ctzll(matches);
        const struct fl_tlb_entry *entry = &array->entry[winner];
        uarch->counts.pwc_hit[level]++;
        fl_tlb_touch(array, winner);
        return (struct fl_walk_start){level - 1, entry->global, entry->ppn << FL_PAGE_SHIFT};
    }
    return (struct fl_walk_start){top, false, stage->root << FL_PAGE_SHIFT};
}

void fl_pwc_fill(struct fl_uarch *uarch, const struct fl_stage *stage, unsigned level, uint64_t ppn, bool global)
{
    const struct fl_tlb_entry entry = {
        .valid = true, .global = global, .level = (uint8_t)level, .asid = stage->asid, .vpn = stage->vpn, .ppn = ppn};
    if (array_of(uarch, level)->entries == 0)
        return;
    uarch->counts.pwc_fill[level]++;
    fl_tlb_refill(array_of(uarch, level), &entry);
}

void fl_pwc_fence(struct fl_uarch *uarch, const struct fl_fence *fence)
{
    bool survives = !fence->asid_given && fl_has_bug(uarch->bug, FL_BUG_WALK_CACHE_SURVIVES_FENCE);
    for (unsigned level = 1; level < FL_MAX_LEVELS && !fence->va_given && !survives; level++)
        fl_tlb_fence(array_of(uarch, level), fence);
}
