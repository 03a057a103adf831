/* The RTL's event outputs, counted since reset, against the model's counters: performance counters must not lie either. */
#include "lockstep/compare.h"
#include "lockstep/engine.h"

/* Killed walks are each side's own: only fences inside a walk kill, at a cycle that the model does not know. They keep the unit busy
 * for a time that it does not know either (docs/microarchitecture.md 11). */
static bool comparable(unsigned event, const struct fl_events *model, const struct fl_events *rtl)
{
    bool killed = model->count[FL_EVENT_WALK_KILLED] != 0 || rtl->count[FL_EVENT_WALK_KILLED] != 0;
    return event != FL_EVENT_WALK_KILLED && (event != FL_EVENT_BUSY || !killed);
}

bool fl_same_events(const struct fl_uarch *model, const struct fl_dut *dut, struct fl_difference *difference)
{
    const struct fl_uarch_counts *ours = fl_uarch_counts(model);
    const struct fl_dut_counts *theirs = dut->counts(dut->self);
    struct fl_events mine, rtl;
    fl_uarch_events(model, &mine);
    fl_rtl_events(dut, &rtl);
    for (unsigned event = 0; event < FL_EVENT_COUNT; event++) {
        if (comparable(event, &mine, &rtl) && !fl_same_field(difference, FL_DEPTH_EVENTS, fl_event_name(event), event,
                                                             mine.count[event], rtl.count[event])) {
            return false;
        }
    }
    return fl_same_field(difference, FL_DEPTH_EVENTS, "L1 refills", 0, ours->refills,
                         theirs->refill[FL_PORT_FETCH] + theirs->refill[FL_PORT_DATA]);
}
