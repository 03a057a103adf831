/* Depth 5: all TLB entries and replacement trees. Fields of an invalid entry are not state (docs/microarchitecture.md 4). */
#include "lockstep/compare.h"

static bool same_entry(const struct fl_tlb_entry *model, const struct fl_tlb_entry *rtl, unsigned i,
                       struct fl_difference *difference)
{
    const enum fl_depth depth = FL_DEPTH_STATE;
    if (!fl_same_field(difference, depth, "valid", i, model->valid, rtl->valid)) {
        return false;
    }
    if (!model->valid) {
        return true;
    }
    return fl_same_field(difference, depth, "vpn", i, model->vpn, rtl->vpn) &&
           fl_same_field(difference, depth, "asid", i, model->asid, rtl->asid) &&
           fl_same_field(difference, depth, "global", i, model->global, rtl->global) &&
           fl_same_field(difference, depth, "level", i, model->level, rtl->level) &&
           fl_same_field(difference, depth, "napot", i, model->napot, rtl->napot) &&
           fl_same_field(difference, depth, "ppn", i, model->ppn, rtl->ppn) &&
           fl_same_field(difference, depth, "r", i, model->r, rtl->r) &&
           fl_same_field(difference, depth, "w", i, model->w, rtl->w) &&
           fl_same_field(difference, depth, "x", i, model->x, rtl->x) &&
           fl_same_field(difference, depth, "u", i, model->u, rtl->u) &&
           fl_same_field(difference, depth, "d", i, model->d, rtl->d) &&
           fl_same_field(difference, depth, "pbmt", i, model->pbmt, rtl->pbmt);
}

static bool same_port(const struct fl_mmu_state *model, const struct fl_mmu_state *rtl, unsigned port,
                      struct fl_difference *difference)
{
    if (!fl_same_field(difference, FL_DEPTH_STATE, "number of entries", 0, model->l1[port].entries,
                       rtl->l1[port].entries)) {
        return false;
    }
    for (unsigned i = 0; i < model->l1[port].entries; i++) {
        if (!same_entry(&model->l1[port].entry[i], &rtl->l1[port].entry[i], i, difference)) {
            return false;
        }
    }
    return fl_same_field(difference, FL_DEPTH_STATE, "tree", 0, model->l1[port].plru, rtl->l1[port].plru);
}

bool fl_same_state(const struct fl_mmu_state *model, const struct fl_mmu_state *rtl, struct fl_difference *difference)
{
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        if (!same_port(model, rtl, port, difference)) {
            difference->port = (uint8_t)port;
            return false;
        }
    }
    return true;
}
