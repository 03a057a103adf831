/* Depth 5: all entries and replacement trees of both levels and of the walk cache. Fields of an invalid entry are not state (docs/microarchitecture.md 4). */
#include "lockstep/compare.h"

bool fl_same_entry(const struct fl_tlb_entry *model, const struct fl_tlb_entry *rtl, unsigned i,
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

/* One fully associative array: its size, entries and tree. */
static bool same_array(const struct fl_tlb_entry *model, unsigned model_entries, uint64_t model_tree,
                       const struct fl_tlb_entry *rtl, unsigned rtl_entries, uint64_t rtl_tree,
                       struct fl_difference *difference)
{
    if (!fl_same_field(difference, FL_DEPTH_STATE, "number of entries", 0, model_entries, rtl_entries)) {
        return false;
    }
    for (unsigned i = 0; i < model_entries; i++) {
        if (!fl_same_entry(&model[i], &rtl[i], i, difference)) {
            return false;
        }
    }
    return fl_same_field(difference, FL_DEPTH_STATE, "tree", 0, model_tree, rtl_tree);
}

#define SAME_ARRAY(a, b) same_array((a).entry, (a).entries, (a).plru, (b).entry, (b).entries, (b).plru, difference)

static bool same_l2(const struct fl_mmu_state *model, const struct fl_mmu_state *rtl, struct fl_difference *difference)
{
    const enum fl_depth depth = FL_DEPTH_STATE;
    unsigned sets = model->l2.sets, ways = model->l2.ways;
    if (!fl_same_field(difference, depth, "number of sets", 0, sets, rtl->l2.sets) ||
        (sets != 0 && !fl_same_field(difference, depth, "number of ways", 0, ways, rtl->l2.ways))) {
        return false;
    }
    for (unsigned i = 0; i < sets * ways; i++) {
        if (!fl_same_entry(&model->l2.entry[i], &rtl->l2.entry[i], i, difference)) {
            return false;
        }
    }
    for (unsigned set = 0; set < sets; set++) {
        if (!fl_same_field(difference, depth, "tree", set, model->l2.plru[set], rtl->l2.plru[set])) {
            return false;
        }
    }
    return true;
}

/* The second level: what is found first is named by its part. */
static bool same_second(const struct fl_mmu_state *model, const struct fl_mmu_state *rtl,
                        struct fl_difference *difference)
{
    if (!SAME_ARRAY(model->super, rtl->super)) {
        difference->part = FL_PART_SUPER;
        return false;
    }
    for (unsigned level = 1; level < FL_MAX_LEVELS; level++) {
        if (!SAME_ARRAY(model->pwc[level - 1], rtl->pwc[level - 1])) {
            difference->part = FL_PART_WALK_CACHE;
            difference->level = (uint8_t)level;
            return false;
        }
    }
    if (!same_l2(model, rtl, difference)) {
        difference->part = FL_PART_L2;
        return false;
    }
    return true;
}

bool fl_same_state(const struct fl_mmu_state *model, const struct fl_mmu_state *rtl, struct fl_difference *difference)
{
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        if (!SAME_ARRAY(model->l1[port], rtl->l1[port])) {
            difference->part = FL_PART_L1;
            difference->port = (uint8_t)port;
            return false;
        }
    }
    return same_second(model, rtl, difference);
}
