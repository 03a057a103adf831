/* Depth 4: cycles from acceptance to the answer. */
#include "lockstep/compare.h"

bool fl_same_latency(const struct fl_response *model, const struct fl_response *rtl, struct fl_difference *difference)
{
    return fl_same_field(difference, FL_DEPTH_LATENCY, "cycles", 0, model->cycles, rtl->cycles);
}
