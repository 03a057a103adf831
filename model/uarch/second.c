/* second.c - the second level: the superpage TLB is asked first, then the L2; what refuses an access is dropped from both.
 *
 *     superpage TLB matches? -- yes --> the entry --.
 *        | no                                        >-- permits --> answer from it, touch its tree
 *     L2 set matches? -------- yes --> the entry --'  '- refuses --> drop every match of both, walk
 *        | no --> walk
 */
#include "second.h"

#include "bugs.h"
#include "pte_bits.h"

static unsigned lowest(uint64_t set)
{
    return (unsigned)__builtin_ctzll(set);
}

static void touch_winner(struct fl_uarch *uarch, const struct fl_stage *stage, uint64_t super, unsigned ways)
{
    if (super != 0) {
        uarch->counts.super_hit++;
        fl_tlb_touch(&uarch->super, lowest(super));
    } else {
        uarch->counts.l2_hit++;
        fl_l2_touch(&uarch->l2, stage->vpn, lowest(ways));
    }
}

bool fl_second_probe(struct fl_uarch *uarch, const struct fl_stage *stage, struct fl_tlb_entry *entry,
                     unsigned *l2_victim)
{
    uint64_t super = fl_tlb_matches(&uarch->super, stage->vpn, stage->asid);
    unsigned ways = fl_l2_matches(&uarch->l2, stage->vpn, stage->asid);
    if (super != 0 || ways != 0) {
        *entry = super != 0 ? uarch->super.entry[lowest(super)] : *fl_l2_entry(&uarch->l2, stage->vpn, lowest(ways));
        if (fl_entry_permits(entry, fl_entry_flags(entry), stage, 0)) {
            touch_winner(uarch, stage, super, ways);
            entry->vpn = stage->vpn;
            entry->asid = stage->asid;
            return true;
        }
        uarch->counts.second_refused++;
        fl_tlb_drop(&uarch->super, super);
        if (!fl_has_bug(uarch->bug, FL_BUG_L2_REFUSAL_KEEPS_WAY))
            fl_l2_drop(&uarch->l2, stage->vpn, ways);
    }
    if (uarch->l2.sets != 0)
        *l2_victim = fl_l2_victim(&uarch->l2, stage->vpn);
    return false;
}

void fl_second_fill(struct fl_uarch *uarch, const struct fl_tlb_entry *leaf, unsigned l2_victim)
{
    if (leaf->level > 0 && uarch->super.entries != 0) {
        uarch->counts.super_fill++;
        fl_tlb_refill(&uarch->super, leaf);
    }
    if (leaf->level == 0 && uarch->l2.sets != 0) {
        struct fl_tlb_entry page = *leaf;
        uarch->counts.l2_fill++;
        if (page.napot) /* the one page of the range that was accessed */
            page.ppn = (page.ppn & ~(uint64_t)NAPOT_LOW_MASK) | (page.vpn & NAPOT_LOW_MASK);
        page.napot = false;
        fl_l2_fill(&uarch->l2, l2_victim, &page);
    }
}
