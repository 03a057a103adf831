/* Depth 1: what the hart is told. On a fault neither address nor attribute means anything (docs/microarchitecture.md 7). */
#include "lockstep/compare.h"

bool fl_same_response(const struct fl_response *model, const struct fl_response *rtl, struct fl_difference *difference)
{
    const enum fl_depth depth = FL_DEPTH_RESPONSE;
    if (!fl_same_field(difference, depth, "fault", 0, model->fault, rtl->fault)) {
        return false;
    }
    if (model->fault) {
        return fl_same_field(difference, depth, "cause", 0, model->cause, rtl->cause) &&
               fl_same_field(difference, depth, "tval", 0, model->tval, rtl->tval);
    }
    return fl_same_field(difference, depth, "pa", 0, model->pa, rtl->pa) &&
           fl_same_field(difference, depth, "attribute", 0, model->attribute, rtl->attribute);
}
