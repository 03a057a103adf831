/* Depth 2: every PTE read and every A/D write, in order. */
#include "lockstep/compare.h"

static bool same_step(const struct fl_walk_step *model, const struct fl_walk_step *rtl, unsigned i,
                      struct fl_difference *difference)
{
    const enum fl_depth depth = FL_DEPTH_WALK;
    bool same = fl_same_field(difference, depth, "kind of access", i, model->update, rtl->update) &&
                fl_same_field(difference, depth, "PTE address", i, model->address, rtl->address) &&
                fl_same_field(difference, depth, "PTE level", i, model->level, rtl->level) &&
                fl_same_field(difference, depth, "attempt", i, model->attempt, rtl->attempt) &&
                fl_same_field(difference, depth, "error answer", i, model->error, rtl->error);
    if (!same || model->error) {
        return same;
    }
    same = fl_same_field(difference, depth, model->update ? "PTE expected" : "PTE value", i, model->value, rtl->value);
    if (!same || !model->update) {
        return same;
    }
    return fl_same_field(difference, depth, "PTE written", i, model->desired, rtl->desired) &&
           fl_same_field(difference, depth, "write won", i, model->won, rtl->won);
}

bool fl_same_walk(const struct fl_walk_trace *model, const struct fl_walk_trace *rtl, struct fl_difference *difference)
{
    unsigned both = model->count < rtl->count ? model->count : rtl->count;
    for (unsigned i = 0; i < both; i++) {
        if (!same_step(&model->step[i], &rtl->step[i], i, difference)) {
            return false;
        }
    }
    return fl_same_field(difference, FL_DEPTH_WALK, "number of PTE accesses", both, model->count, rtl->count) &&
           fl_same_field(difference, FL_DEPTH_WALK, "number of PTE accesses", both, model->truncated, rtl->truncated);
}
