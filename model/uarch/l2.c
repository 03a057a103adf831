/* l2.c - the L2 TLB: a page's set is named by the low bits of its VPN; each set has its ways and its replacement tree.
 *
 *     VPN -- low bits --> set  [ way 0 | way 1 | way 2 | way 3 ]  tree
 *                              all ways compared at once
 */
#include "l2.h"

#include "bugs.h"
#include "plru.h"
#include "tlb.h"

void fl_l2_reset(struct fl_l2 *l2)
{
    for (unsigned i = 0; i < l2->sets * l2->ways; i++)
        l2->entry[i] = (struct fl_tlb_entry){.valid = false};
    for (unsigned set = 0; set < l2->sets; set++)
        l2->plru[set] = 0;
}

void fl_l2_init(struct fl_l2 *l2, unsigned sets, unsigned ways, unsigned bug)
{
    l2->sets = sets;
    l2->ways = ways;
    l2->bug = bug;
    for (unsigned way = 0; sets != 0 && way < ways; way++)
        fl_plru_touch_masks(ways, way, &l2->plru_keep[way], &l2->plru_set[way]);
    fl_l2_reset(l2);
}

static unsigned set_of(const struct fl_l2 *l2, uint64_t vpn)
{
    return (unsigned)vpn & (l2->sets - 1);
}

static unsigned first_of(const struct fl_l2 *l2, uint64_t vpn)
{
    return set_of(l2, vpn) * l2->ways;
}

unsigned fl_l2_matches(const struct fl_l2 *l2, uint64_t vpn, uint16_t asid)
{
    unsigned ways = 0;
    for (unsigned way = 0; l2->sets != 0 && way < l2->ways; way++) {
        const struct fl_tlb_entry *entry = &l2->entry[first_of(l2, vpn) + way];
        bool ours = entry->global || entry->asid == asid || fl_has_bug(l2->bug, FL_BUG_L2_ASID_IGNORED);
        ways |= (unsigned)(entry->valid && entry->vpn == vpn && ours) << way;
    }
    return ways;
}

const struct fl_tlb_entry *fl_l2_entry(const struct fl_l2 *l2, uint64_t vpn, unsigned way)
{
    return &l2->entry[first_of(l2, vpn) + way];
}

void fl_l2_touch(struct fl_l2 *l2, uint64_t vpn, unsigned way)
{
    uint8_t *tree = &l2->plru[set_of(l2, vpn)];
    *tree = (uint8_t)((*tree & l2->plru_keep[way]) | l2->plru_set[way]);
}

void fl_l2_drop(struct fl_l2 *l2, uint64_t vpn, unsigned ways)
{
    for (unsigned way = 0; way < l2->ways; way++)
        if (ways >> way & 1)
            l2->entry[first_of(l2, vpn) + way].valid = false;
}

unsigned fl_l2_victim(const struct fl_l2 *l2, uint64_t vpn)
{
    for (unsigned way = 0; way < l2->ways; way++)
        if (!l2->entry[first_of(l2, vpn) + way].valid)
            return way;
    return fl_plru_victim(l2->ways, l2->plru[set_of(l2, vpn)]);
}

void fl_l2_fill(struct fl_l2 *l2, unsigned way, const struct fl_tlb_entry *entry)
{
    l2->entry[first_of(l2, entry->vpn) + way] = *entry;
    fl_l2_touch(l2, entry->vpn, way);
}

/* Privileged 4.2.1, over `count` sets from the one at `vpn`. */
static void sweep(struct fl_l2 *l2, unsigned first_set, unsigned count, const struct fl_fence *fence)
{
    uint64_t vpn = fence->va >> FL_PAGE_SHIFT & VPN_MASK;
    for (unsigned i = first_set * l2->ways; i < (first_set + count) * l2->ways; i++) {
        struct fl_tlb_entry *entry = &l2->entry[i];
        bool by_va = !fence->va_given || entry->vpn == vpn;
        bool by_asid = !fence->asid_given || (!entry->global && entry->asid == fence->asid);
        if (by_va && by_asid)
            entry->valid = false;
    }
}

/* Without VA and ASID all valid bits fall at once, in APPLY. */
unsigned fl_l2_fence(struct fl_l2 *l2, const struct fl_fence *fence)
{
    if (l2->sets == 0)
        return 0;
    unsigned first = fence->va_given ? set_of(l2, fence->va >> FL_PAGE_SHIFT) : 0;
    unsigned count = fence->va_given ? 1 : l2->sets;
    sweep(l2, first, count, fence);
    return fence->va_given || fence->asid_given ? count : 0;
}
