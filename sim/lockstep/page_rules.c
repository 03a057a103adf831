#include "lockstep/page_rules.h"

#include "lockstep/level.h"

#define PLAYED 64 /* the XLEN of what page_opinion.h plays */

bool fl_rule_page_contains(const struct fl_tlb_entry *entry, uint64_t va, unsigned xlen)
{
    unsigned ignored = entry->napot ? 4 : fl_level_bits(xlen) * entry->level;
    return ((fl_rule_vpn(va) ^ entry->vpn) & FL_VPN_BITS) >> ignored == 0;
}

bool fl_rule_matches(const struct fl_tlb_entry *entry, uint64_t va, uint16_t asid, unsigned xlen)
{
    return entry->valid && fl_rule_page_contains(entry, va, xlen) && (entry->global || entry->asid == asid);
}

unsigned fl_rule_lowest_match(const struct fl_tlb_entry *entry, unsigned entries, uint64_t va, uint16_t asid)
{
    for (unsigned i = 0; i < entries; i++) {
        if (fl_rule_matches(&entry[i], va, asid, PLAYED)) {
            return i;
        }
    }
    return FL_NO_ENTRY;
}

void fl_rule_drop_matches(struct fl_tlb_entry *entry, unsigned entries, uint64_t va, uint16_t asid)
{
    for (unsigned i = 0; i < entries; i++) {
        entry[i].valid = entry[i].valid && !fl_rule_matches(&entry[i], va, asid, PLAYED);
    }
}

enum fl_reason fl_rule_entry_permits(const struct fl_tlb_entry *entry, const struct fl_request *request)
{
    /* As a leaf PTE with V and A, so that the architecture's own rule can judge it. */
    uint64_t pte = 0x41u | (uint64_t)entry->r << 1 | (uint64_t)entry->w << 2 | (uint64_t)entry->x << 3 |
                   (uint64_t)entry->u << 4 | (uint64_t)entry->global << 5 | (uint64_t)entry->d << 7;
    const struct fl_context *context = request->context;
    uint8_t access = request->access;
    enum fl_reason reason =
        fl_leaf_permits(pte, access, fl_effective_privilege(context, access), context->sum, context->mxr);
    bool writes = access == FL_STORE || access == FL_AMO || access == FL_CBO_ZERO;
    return reason == FL_OK && writes && !entry->d ? FL_DIRTY_CLEAR : reason;
}

uint64_t fl_rule_address(const struct fl_tlb_entry *entry, uint64_t va)
{
    uint64_t below = (UINT64_C(1) << (FL_PAGE_SHIFT + (entry->napot ? 4 : 9u * entry->level))) - 1;
    return ((entry->ppn << FL_PAGE_SHIFT) & ~below) | (va & below);
}

/* The nodes from the root to the entry point away from it: 1, to the right, where the entry is on the left. */
uint64_t fl_rule_touched(uint64_t tree, unsigned entries, unsigned entry)
{
    unsigned node = 0, first = 0;
    for (unsigned half = entries / 2; half > 0; half /= 2) {
        bool left = entry < first + half;
        tree = left ? tree | UINT64_C(1) << node : tree & ~(UINT64_C(1) << node);
        first += left ? 0 : half;
        node = 2 * node + (left ? 1 : 2);
    }
    return tree;
}

static unsigned pointed_at(uint64_t tree, unsigned entries)
{
    unsigned node = 0, first = 0;
    for (unsigned half = entries / 2; half > 0; half /= 2) {
        bool right = tree >> node & 1;
        first += right ? half : 0;
        node = 2 * node + (right ? 2 : 1);
    }
    return first;
}

unsigned fl_rule_victim(const struct fl_tlb_entry *entry, unsigned entries, uint64_t tree)
{
    for (unsigned i = 0; i < entries; i++) {
        if (!entry[i].valid) {
            return i;
        }
    }
    return pointed_at(tree, entries);
}

bool fl_rule_fence_covers(const struct fl_fence *fence, const struct fl_tlb_entry *entry)
{
    return (!fence->va_given || fl_rule_page_contains(entry, fence->va, PLAYED)) &&
           (!fence->asid_given || (!entry->global && entry->asid == fence->asid));
}

bool fl_rule_fence_covers_pointer(const struct fl_fence *fence, const struct fl_tlb_entry *entry)
{
    return !fence->va_given && fl_rule_fence_covers(fence, entry);
}

unsigned fl_rule_fence_cycles(const struct fl_fence *fence, unsigned sets)
{
    unsigned sweep = fence->va_given ? 1 : fence->asid_given ? sets : 0;
    return 2 + (sets ? sweep : 0);
}

bool fl_rule_disturbed(const struct fl_walk_trace *trace)
{
    bool disturbed = trace->truncated;
    for (unsigned i = 0; i < trace->count; i++) {
        const struct fl_walk_step *step = &trace->step[i];
        disturbed = disturbed || step->attempt > 0 || (step->update && !step->won);
    }
    return disturbed;
}

bool fl_rule_restarts(const struct fl_walk_trace *trace, unsigned i)
{
    if (i == 0 || i >= trace->count || trace->step[i].attempt == trace->step[i - 1].attempt) {
        return false;
    }
    return !trace->step[i - 1].update || trace->step[i - 1].won; /* a lost update reads again, and not at the root */
}
