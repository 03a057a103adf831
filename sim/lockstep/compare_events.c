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

static bool same_level(const struct fl_uarch_counts *model, const struct fl_dut_counts *rtl, unsigned level,
                       struct fl_difference *difference)
{
    const enum fl_depth depth = FL_DEPTH_EVENTS;
    return fl_same_field(difference, depth, "PTE read events", level, model->pte_reads[level], rtl->pte_reads[level]) &&
           fl_same_field(difference, depth, "walk cache hit events", level, model->pwc_hit[level],
                         rtl->pwc_hit[level]) &&
           fl_same_field(difference, depth, "walk cache fill events", level, model->pwc_fill[level],
                         rtl->pwc_fill[level]);
}

static bool same_second(const struct fl_uarch_counts *model, const struct fl_dut_counts *rtl,
                        struct fl_difference *difference)
{
    const enum fl_depth depth = FL_DEPTH_EVENTS;
    return fl_same_field(difference, depth, "L2 hit events", 0, model->l2_hit, rtl->l2_hit) &&
           fl_same_field(difference, depth, "superpage hit events", 0, model->super_hit, rtl->super_hit) &&
           fl_same_field(difference, depth, "second level refused events", 0, model->second_refused,
                         rtl->second_refused) &&
           fl_same_field(difference, depth, "L2 fill events", 0, model->l2_fill, rtl->l2_fill) &&
           fl_same_field(difference, depth, "superpage fill events", 0, model->super_fill, rtl->super_fill);
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
        if (!same_level(model, rtl, level, difference)) {
            return false;
        }
    }
    return fl_same_field(difference, depth, "update events", 0, model->updates, rtl->updates) &&
           fl_same_field(difference, depth, "lost update events", 0, model->updates_lost, rtl->updates_lost) &&
           fl_same_field(difference, depth, "refill events", 0, model->refills,
                         rtl->refill[FL_PORT_FETCH] + rtl->refill[FL_PORT_DATA]) &&
           fl_same_field(difference, depth, "fence events", 0, model->fences, rtl->fences) &&
           fl_same_field(difference, depth, "PMP denied events", 0, model->denied, rtl->pmp_denied) &&
           same_second(model, rtl, difference);
}
