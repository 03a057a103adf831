/* The RTL's event outputs, as the DUT counts them, by event number. */
#include <stddef.h>
#include <string.h>

#include "lockstep/engine.h"

/* Offset of the count in struct fl_dut_counts, plus 1; 0: no such event. */
static const size_t offset[FL_EVENT_COUNT] = {
#define EVENT(number, field) [FL_EVENT_##number] = offsetof(struct fl_dut_counts, field) + 1
    EVENT(FETCH_HIT, hit[FL_PORT_FETCH]),
    EVENT(DATA_HIT, hit[FL_PORT_DATA]),
    EVENT(FETCH_MISS, miss[FL_PORT_FETCH]),
    EVENT(DATA_MISS, miss[FL_PORT_DATA]),
    EVENT(FETCH_REFUSED, refused[FL_PORT_FETCH]),
    EVENT(DATA_REFUSED, refused[FL_PORT_DATA]),
    EVENT(FETCH_BARE, bare[FL_PORT_FETCH]),
    EVENT(DATA_BARE, bare[FL_PORT_DATA]),
    EVENT(L2_HIT, l2_hit),
    EVENT(SUPER_HIT, super_hit),
    EVENT(SECOND_REFUSED, second_refused),
    EVENT(L2_FILL, l2_fill),
    EVENT(SUPER_FILL, super_fill),
    EVENT(UPDATE, updates),
    EVENT(UPDATE_LOST, updates_lost),
    EVENT(FENCE, fences),
    EVENT(WALK_KILLED, walks_killed),
    EVENT(DENIED, denied),
    EVENT(BUSY, busy),
    EVENT(PTE_READ + 0, pte_reads[0]),
    EVENT(PTE_READ + 1, pte_reads[1]),
    EVENT(PTE_READ + 2, pte_reads[2]),
    EVENT(PTE_READ + 3, pte_reads[3]),
    EVENT(PTE_READ + 4, pte_reads[4]),
    EVENT(PWC_HIT + 1, pwc_hit[1]),
    EVENT(PWC_HIT + 2, pwc_hit[2]),
    EVENT(PWC_HIT + 3, pwc_hit[3]),
    EVENT(PWC_HIT + 4, pwc_hit[4]),
    EVENT(PWC_FILL + 1, pwc_fill[1]),
    EVENT(PWC_FILL + 2, pwc_fill[2]),
    EVENT(PWC_FILL + 3, pwc_fill[3]),
    EVENT(PWC_FILL + 4, pwc_fill[4]),
#undef EVENT
};

void fl_rtl_events(const struct fl_dut *dut, struct fl_events *events)
{
    const char *counts = (const char *)dut->counts(dut->self);
    for (unsigned event = 0; event < FL_EVENT_COUNT; event++) {
        events->count[event] = 0;
        if (offset[event])
            memcpy(&events->count[event], counts + offset[event] - 1, sizeof events->count[event]);
    }
}
