/* page_rules.h - what docs/microarchitecture.md makes of a TLB: matches, refused hits, victims, the replacement tree, fences.
 *
 * For the report of a divergence alone: a third opinion, written from the page and apart from both sides, that says which of the
 * two is wrong. It is slow and plain on purpose.
 */
#ifndef FAULTLINE_PAGE_RULES_H
#define FAULTLINE_PAGE_RULES_H

#include "lockstep/divergence.h"

/* Section 4, Match: the entry's page contains the VA, in the request's address space. */
bool fl_rule_page_contains(const struct fl_tlb_entry *entry, uint64_t va);
bool fl_rule_matches(const struct fl_tlb_entry *entry, uint64_t va, uint16_t asid);

/* Section 3, lookup 3: may the entry that matches answer this access? If not, the rule that refuses; FL_DIRTY_CLEAR for D = 0. */
enum fl_reason fl_rule_entry_permits(const struct fl_tlb_entry *entry, const struct fl_request *request);

/* The entry that should have answered the request, from the state before it; FL_NO_ENTRY when none may. */
unsigned fl_rule_hit(const struct fl_divergence *divergence);

/* The TLBs as the page wants them after the request or fence, made from the state before it and what was walked. Of a refilled
 * entry only `valid` is meant; `victim` (FL_NO_ENTRY: nothing was refilled) says which one it is. */
void fl_rule_state_after(const struct fl_divergence *divergence, struct fl_mmu_state *state, unsigned *victim);

/* Section 9: does the fence cover the entry? */
bool fl_rule_fence_covers(const struct fl_fence *fence, const struct fl_tlb_entry *entry);

/* Section 9: did the walk start again at the root with step `i`, because a fence had killed it? */
bool fl_rule_restarts(const struct fl_walk_trace *trace, unsigned i);

/* Section 5, Cycles: the latency of a walk with the accesses of `trace`, for which memory took `memory_cycles` in all. */
uint64_t fl_rule_walk_latency(const struct fl_walk_trace *trace, unsigned memory_cycles);

#endif
