/* page_rules.h - what docs/microarchitecture.md makes of one array of entries: matches, permission, victims, the tree, fences.
 *
 * For the report of a divergence alone, like page_opinion.h that is made of these: a third opinion, written from the page and
 * apart from both sides. It is slow and plain on purpose.
 */
#ifndef FAULTLINE_PAGE_RULES_H
#define FAULTLINE_PAGE_RULES_H

#include "faultline/uarch.h"
#include "faultline/walk.h"

#define FL_VPN_BITS ((UINT64_C(1) << 45) - 1)

/* va[56:12] */
static inline uint64_t fl_rule_vpn(uint64_t va)
{
    return va >> FL_PAGE_SHIFT & FL_VPN_BITS;
}

/* Section 4, Match: the entry's page contains the VA, in the request's address space. A pointer's page is all that lies below it.
 * Section 13: a level is wider under xlen 32. */
bool fl_rule_page_contains(const struct fl_tlb_entry *entry, uint64_t va, unsigned xlen);
bool fl_rule_matches(const struct fl_tlb_entry *entry, uint64_t va, uint16_t asid, unsigned xlen);

/* The match of lowest index; FL_NO_ENTRY when nothing matches. */
unsigned fl_rule_lowest_match(const struct fl_tlb_entry *entry, unsigned entries, uint64_t va, uint16_t asid);
/* Section 3, lookup 4, and section 5.1, refused probe: every match loses `valid`. */
void fl_rule_drop_matches(struct fl_tlb_entry *entry, unsigned entries, uint64_t va, uint16_t asid);

/* Section 3, lookup 3: may the entry that matches answer this access? If not, the rule that refuses; FL_DIRTY_CLEAR for D = 0. */
enum fl_reason fl_rule_entry_permits(const struct fl_tlb_entry *entry, const struct fl_request *request);

/* Section 4, Address. */
uint64_t fl_rule_address(const struct fl_tlb_entry *entry, uint64_t va);

/* Section 4, Replacement: the tree after a touch of `entry`, and the victim. */
uint64_t fl_rule_touched(uint64_t tree, unsigned entries, unsigned entry);
unsigned fl_rule_victim(const struct fl_tlb_entry *entry, unsigned entries, uint64_t tree);

/* Section 5.1: the set of an L2 of so many sets that holds the page of `va`. */
static inline unsigned fl_rule_set(uint64_t va, unsigned sets)
{
    return (unsigned)(fl_rule_vpn(va) % sets);
}

/* Section 9: does the fence cover the entry of a TLB, or the pointer of a walk cache? How many cycles does it take? */
bool fl_rule_fence_covers(const struct fl_fence *fence, const struct fl_tlb_entry *entry);
bool fl_rule_fence_covers_pointer(const struct fl_fence *fence, const struct fl_tlb_entry *entry);
unsigned fl_rule_fence_cycles(const struct fl_fence *fence, unsigned sets);

/* Did a fence or another walker come into this walk? Then it restarted, or lost an update. */
bool fl_rule_disturbed(const struct fl_walk_trace *trace);

/* Section 9: did the walk start again at the root with step `i`, because a fence had killed it? */
bool fl_rule_restarts(const struct fl_walk_trace *trace, unsigned i);

#endif
