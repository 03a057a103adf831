/* tlb.c - one fully associative array: match, address, refill, drop, fence (docs/microarchitecture.md section 4). */
#include "tlb.h"

#include "bugs.h"
#include "plru.h"
#include "pte_bits.h"

#define ASID_SHIFT 45
#define ASID_MASK  (UINT64_C(0xffff) << ASID_SHIFT)
#define KEY_VALID  (UINT64_C(1) << 61)

static uint64_t key_of(uint64_t vpn, uint16_t asid)
{
    return KEY_VALID | (uint64_t)asid << ASID_SHIFT | (vpn & VPN_MASK);
}

/* The VPN bits below the page's size, which the page does not compare and the address takes from the VA. */
static uint64_t low_bits(const struct fl_tlb *tlb, const struct fl_tlb_entry *entry)
{
    if (entry->napot)
        return NAPOT_LOW_MASK;
    unsigned ignored = entry->level * tlb->level_bits;
    if ((tlb->role == FL_TLB_SUPER && fl_has_bug(tlb->bug, FL_BUG_SUPERPAGE_COMPARE_NARROW)) ||
        (tlb->role == FL_TLB_POINTERS && fl_has_bug(tlb->bug, FL_BUG_WALK_CACHE_KEY_SHORT)))
        ignored++;
    return (UINT64_C(1) << ignored) - 1;
}

uint8_t fl_entry_flags(const struct fl_tlb_entry *entry)
{
    return (uint8_t)(PTE_V | PTE_A | (entry->r ? PTE_R : 0) | (entry->w ? PTE_W : 0) | (entry->x ? PTE_X : 0) |
                     (entry->u ? PTE_U : 0) | (entry->global ? PTE_G : 0) | (entry->d ? PTE_D : 0));
}

void fl_tlb_write(struct fl_tlb *tlb, unsigned i, const struct fl_tlb_entry *entry)
{
    tlb->entry[i] = *entry;
    tlb->key[i] = key_of(entry->vpn, entry->asid) & ~(entry->valid ? 0 : KEY_VALID);
    tlb->mask[i] = KEY_VALID | (entry->global ? 0 : ASID_MASK) | (VPN_MASK & ~low_bits(tlb, entry));
    tlb->flags[i] = fl_entry_flags(entry);
    tlb->generation[i]++;
}

void fl_tlb_set_level_bits(struct fl_tlb *tlb, unsigned level_bits)
{
    tlb->level_bits = level_bits;
    for (unsigned i = 0; i < tlb->entries; i++)
        fl_tlb_write(tlb, i, &tlb->entry[i]);
}

void fl_tlb_reset(struct fl_tlb *tlb)
{
    tlb->plru = 0;
    for (unsigned i = 0; i < tlb->entries; i++)
        fl_tlb_write(tlb, i, &(struct fl_tlb_entry){.valid = false});
}

void fl_tlb_init(struct fl_tlb *tlb, enum fl_tlb_role role, unsigned entries, unsigned bug)
{
    *tlb = (struct fl_tlb){.role = role, .entries = entries, .level_bits = 9, .bug = bug};
    for (unsigned i = 0; i < entries; i++)
        fl_plru_touch_masks(entries, i, &tlb->plru_keep[i], &tlb->plru_set[i]);
    fl_tlb_reset(tlb);
}

uint64_t fl_tlb_matches(const struct fl_tlb *tlb, uint64_t vpn, uint16_t asid)
{
    uint64_t key = key_of(vpn, asid);
    uint64_t compared = fl_has_bug(tlb->bug, FL_BUG_ASID_IGNORED) ? ~ASID_MASK : ~UINT64_C(0);
    uint64_t set = 0;
    for (unsigned i = 0; i < tlb->entries; i += 2) { /* sizes are even; two at a time is a fifth faster */
        uint64_t low = (key ^ tlb->key[i]) & tlb->mask[i] & compared;
        uint64_t high = (key ^ tlb->key[i + 1]) & tlb->mask[i + 1] & compared;
        set |= ((uint64_t)(low == 0) | (uint64_t)(high == 0) << 1) << i;
    }
    return set;
}

uint64_t fl_tlb_address(const struct fl_tlb *tlb, unsigned i, uint64_t va)
{
    uint64_t low = ~tlb->mask[i] & VPN_MASK;
    if (fl_has_bug(tlb->bug, FL_BUG_NAPOT_LOW_BITS) && tlb->entry[i].napot)
        low = 0;
    uint64_t ppn = (tlb->entry[i].ppn & ~low) | (va >> FL_PAGE_SHIFT & low);
    return ppn << FL_PAGE_SHIFT | (va & (FL_PAGE_SIZE - 1));
}

void fl_tlb_touch(struct fl_tlb *tlb, unsigned i)
{
    tlb->plru = (tlb->plru & tlb->plru_keep[i]) | tlb->plru_set[i];
}

void fl_tlb_drop(struct fl_tlb *tlb, uint64_t set)
{
    for (; set != 0; set &= set - 1) {
        unsigned i = (unsigned)__builtin_ctzll(set);
        tlb->entry[i].valid = false;
        tlb->key[i] &= ~KEY_VALID;
        tlb->generation[i]++;
    }
}

/* The invalid entry with the lowest index; when all are valid, the leaf the tree points at. */
static unsigned victim(const struct fl_tlb *tlb)
{
    if (!fl_has_bug(tlb->bug, FL_BUG_VICTIM_SKIPS_INVALID))
        for (unsigned i = 0; i < tlb->entries; i++)
            if (!tlb->entry[i].valid)
                return i;
    return fl_plru_victim(tlb->entries, tlb->plru);
}

/* An entry that shares addresses with a new one of lower index stops answering for them: its generation moves on as well. */
static void outrank_higher_entries(struct fl_tlb *tlb, unsigned winner)
{
    for (unsigned i = winner + 1; i < tlb->entries; i++)
        tlb->generation[i] += ((tlb->key[i] ^ tlb->key[winner]) & tlb->mask[i] & tlb->mask[winner]) == 0;
}

unsigned fl_tlb_refill(struct fl_tlb *tlb, const struct fl_tlb_entry *entry)
{
    unsigned i = victim(tlb);
    fl_tlb_write(tlb, i, entry);
    fl_tlb_touch(tlb, i);
    outrank_higher_entries(tlb, i);
    return i;
}

/* Privileged 4.2.1: a fence by ASID spares global entries; a fence by VA covers pages of any size that contain the VA. */
static bool covered(const struct fl_tlb *tlb, unsigned i, const struct fl_fence *fence)
{
    const struct fl_tlb_entry *entry = &tlb->entry[i];
    bool spare_global = fence->asid_given || fl_has_bug(tlb->bug, FL_BUG_FENCE_SPARES_GLOBAL);
    if (!entry->valid || (spare_global && entry->global))
        return false;
    uint64_t mask = fl_has_bug(tlb->bug, FL_BUG_FENCE_MISSES_SUPERPAGE) ? ~UINT64_C(0) : tlb->mask[i];
    uint64_t compared = (fence->va_given ? VPN_MASK : 0) | (fence->asid_given ? ASID_MASK : 0);
    uint64_t differs = key_of(fence->va >> FL_PAGE_SHIFT, fence->asid) ^ tlb->key[i];
    return (differs & mask & compared) == 0;
}

void fl_tlb_fence(struct fl_tlb *tlb, const struct fl_fence *fence)
{
    uint64_t set = 0;
    for (unsigned i = 0; i < tlb->entries; i++)
        set |= (uint64_t)covered(tlb, i, fence) << i;
    fl_tlb_drop(tlb, set);
}
