/* The trap unit: next privilege, status, target and the trap CSRs. Without a trap nothing but `taken` is an answer. */
#include "lockstep/compare.h"

bool fl_same_trap(const struct fl_trap_out *model, const struct fl_trap_out *rtl, struct fl_difference *difference)
{
    const enum fl_depth depth = FL_DEPTH_TRAP;
    if (!fl_same_field(difference, depth, "taken", 0, model->taken, rtl->taken) || !model->taken) {
        return model->taken == rtl->taken;
    }
    return fl_same_field(difference, depth, "privilege", 0, model->privilege, rtl->privilege) &&
           fl_same_field(difference, depth, "delegation", 0, model->to_machine, rtl->to_machine) &&
           fl_same_field(difference, depth, "cause", 0, model->cause, rtl->cause) &&
           fl_same_field(difference, depth, "pc", 0, model->pc, rtl->pc) &&
           fl_same_field(difference, depth, "epc", 0, model->epc, rtl->epc) &&
           fl_same_field(difference, depth, "tval", 0, model->tval, rtl->tval) &&
           fl_same_field(difference, depth, "mstatus", 0, model->mstatus, rtl->mstatus);
}
