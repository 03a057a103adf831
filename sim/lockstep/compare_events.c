/* The RTL's event outputs, counted since reset, against the model's counters: performance counters must not lie either. */
#include "lockstep/compare.h"

static bool same_port(const struct fl_uarch_counts *model, const struct fl_dut_counts *rtl, unsigned port,
                      struct fl_difference *difference)
{
    const enum fl_depth depth = FL_DEPTH_EVENTS;
    return fl_same_field(difference, depth, "hit events", port, model->l1_hit[port], rtl->hit[port]) &&
           fl_same_field(difference, depth, "miss events", port, model->l1_miss[port], rtl->miss[port]) &&
           fl_same_field(difference, depth, "refused events", port, model->refused_hit[port], rtl->refused[port]) &&
           fl_same_field(difference, depth, "bare events", port, model->bare[port], rtl->bare[port]);
}

bool fl_same_events(const struct fl_uarch_counts *model, const struct fl_dut_counts *rtl,
                    struct fl_difference *difference)
{
    const enum fl_depth depth = FL_DEPTH_EVENTS;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        if (!same_port(model, rtl, port, difference)) {
            difference->port = (uint8_t)port;
            return false;
        }
    }
    for (unsigned level = 0; level < FL_MAX_LEVELS; level++) {
        if (!fl_same_field(difference, depth, "PTE read events", level, model->pte_reads[level],
                           rtl->pte_reads[level])) {
            return false;
        }
    }
    return fl_same_field(difference, depth, "update events", 0, model->updates, rtl->updates) &&
           fl_same_field(difference, depth, "lost update events", 0, model->updates_lost, rtl->updates_lost) &&
           fl_same_field(difference, depth, "refill events", 0, model->refills,
                         rtl->refill[FL_PORT_FETCH] + rtl->refill[FL_PORT_DATA]) &&
           fl_same_field(difference, depth, "fence events", 0, model->fences, rtl->fences);
}
