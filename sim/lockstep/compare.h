/* compare.h - the depths at which two MMUs are compared, one function and one file each.
 *
 * Each returns true when both sides are the same, and fills *difference with the first field that is not.
 */
#ifndef FAULTLINE_COMPARE_H
#define FAULTLINE_COMPARE_H

#include "dut/dut.h"
#include "lockstep/divergence.h"

bool fl_same_response(const struct fl_response *model, const struct fl_response *rtl, struct fl_difference *difference);
bool fl_same_walk(const struct fl_walk_trace *model, const struct fl_walk_trace *rtl, struct fl_difference *difference);
bool fl_same_path(const struct fl_response *model, const struct fl_response *rtl, struct fl_difference *difference);
bool fl_same_latency(const struct fl_response *model, const struct fl_response *rtl, struct fl_difference *difference);
bool fl_same_state(const struct fl_mmu_state *model, const struct fl_mmu_state *rtl, struct fl_difference *difference);
bool fl_same_entry(const struct fl_tlb_entry *model, const struct fl_tlb_entry *rtl, unsigned index,
                   struct fl_difference *difference);
bool fl_same_trap(const struct fl_trap_out *model, const struct fl_trap_out *rtl, struct fl_difference *difference);
bool fl_same_events(const struct fl_uarch *model, const struct fl_dut *dut, struct fl_difference *difference);

/* The comparison all of them are made of. */
static inline bool fl_same_field(struct fl_difference *difference, enum fl_depth depth, const char *field,
                                 unsigned index, uint64_t model, uint64_t rtl)
{
    if (model == rtl) {
        return true;
    }
    *difference = (struct fl_difference){.depth = depth, .field = field, .index = index, .model = model, .rtl = rtl};
    return false;
}

#endif
