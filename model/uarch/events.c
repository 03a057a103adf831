/* events.c - the model's counts by event number, and the events' names. */
#include "faultline/events.h"

#include <stddef.h>
#include <string.h>

#include "faultline/uarch.h"

static const struct {
    const char *name;
    size_t offset; /* of the count in struct fl_uarch_counts */
} rows[FL_EVENT_COUNT] = {
#define EVENT(number, name, field) [FL_EVENT_##number] = {name, offsetof(struct fl_uarch_counts, field)}
    EVENT(FETCH_HIT, "L1 fetch hits", l1_hit[FL_PORT_FETCH]),
    EVENT(DATA_HIT, "L1 data hits", l1_hit[FL_PORT_DATA]),
    EVENT(FETCH_MISS, "L1 fetch misses", l1_miss[FL_PORT_FETCH]),
    EVENT(DATA_MISS, "L1 data misses", l1_miss[FL_PORT_DATA]),
    EVENT(FETCH_REFUSED, "L1 fetch refusals", refused_hit[FL_PORT_FETCH]),
    EVENT(DATA_REFUSED, "L1 data refusals", refused_hit[FL_PORT_DATA]),
    EVENT(FETCH_BARE, "untranslated fetches", bare[FL_PORT_FETCH]),
    EVENT(DATA_BARE, "untranslated data accesses", bare[FL_PORT_DATA]),
    EVENT(L2_HIT, "L2 hits", l2_hit),
    EVENT(SUPER_HIT, "superpage TLB hits", super_hit),
    EVENT(SECOND_REFUSED, "second level refusals", second_refused),
    EVENT(L2_FILL, "L2 fills", l2_fill),
    EVENT(SUPER_FILL, "superpage TLB fills", super_fill),
    EVENT(UPDATE, "A/D updates", updates),
    EVENT(UPDATE_LOST, "lost A/D updates", updates_lost),
    EVENT(FENCE, "fences", fences),
    EVENT(WALK_KILLED, "killed walks", walks_killed),
    EVENT(DENIED, "denials by PMP or PMAs", denied),
    EVENT(BUSY, "busy cycles of the miss unit", busy),
    EVENT(PTE_READ + 0, "PTE reads of level 0", pte_reads[0]),
    EVENT(PTE_READ + 1, "PTE reads of level 1", pte_reads[1]),
    EVENT(PTE_READ + 2, "PTE reads of level 2", pte_reads[2]),
    EVENT(PTE_READ + 3, "PTE reads of level 3", pte_reads[3]),
    EVENT(PTE_READ + 4, "PTE reads of level 4", pte_reads[4]),
    EVENT(PWC_HIT + 1, "walk cache hits of level 1", pwc_hit[1]),
    EVENT(PWC_HIT + 2, "walk cache hits of level 2", pwc_hit[2]),
    EVENT(PWC_HIT + 3, "walk cache hits of level 3", pwc_hit[3]),
    EVENT(PWC_HIT + 4, "walk cache hits of level 4", pwc_hit[4]),
    EVENT(PWC_FILL + 1, "walk cache fills of level 1", pwc_fill[1]),
    EVENT(PWC_FILL + 2, "walk cache fills of level 2", pwc_fill[2]),
    EVENT(PWC_FILL + 3, "walk cache fills of level 3", pwc_fill[3]),
    EVENT(PWC_FILL + 4, "walk cache fills of level 4", pwc_fill[4]),
#undef EVENT
};

const char *fl_event_name(uint64_t event)
{
    return event < FL_EVENT_COUNT ? rows[event].name : NULL;
}

void fl_uarch_events(const struct fl_uarch *uarch, struct fl_events *events)
{
    const char *counts = (const char *)fl_uarch_counts(uarch);
    for (unsigned event = 0; event < FL_EVENT_COUNT; event++) {
        events->count[event] = 0;
        if (rows[event].name)
            memcpy(&events->count[event], counts + rows[event].offset, sizeof events->count[event]);
    }
}
