/* events.h - what an MMU counts (docs/microarchitecture.md 11), by number: the selectors of mhpmevent.
 *
 * A number is for ever: programs know it. The low digit of those from 0x10 on is the level, 0 = 4 KiB.
 */
#ifndef FAULTLINE_EVENTS_H
#define FAULTLINE_EVENTS_H

#include <stdint.h>

#pragma GCC visibility push(default) /* what the shared library exports */

#ifdef __cplusplus
extern "C" {
#endif

enum fl_event {
    FL_EVENT_NONE = 0,
    FL_EVENT_FETCH_HIT = 0x01,
    FL_EVENT_DATA_HIT = 0x02,
    FL_EVENT_FETCH_MISS = 0x03,
    FL_EVENT_DATA_MISS = 0x04,
    FL_EVENT_FETCH_REFUSED = 0x05,
    FL_EVENT_DATA_REFUSED = 0x06,
    FL_EVENT_FETCH_BARE = 0x07,
    FL_EVENT_DATA_BARE = 0x08,
    FL_EVENT_L2_HIT = 0x09,
    FL_EVENT_SUPER_HIT = 0x0a,
    FL_EVENT_SECOND_REFUSED = 0x0b,
    FL_EVENT_L2_FILL = 0x0c,
    FL_EVENT_SUPER_FILL = 0x0d,
    FL_EVENT_PTE_READ = 0x10, /* + level, 0 to 4 */
    FL_EVENT_UPDATE = 0x18,
    FL_EVENT_UPDATE_LOST = 0x19,
    FL_EVENT_FENCE = 0x1a,
    FL_EVENT_WALK_KILLED = 0x1b,
    FL_EVENT_DENIED = 0x1c,
    FL_EVENT_BUSY = 0x1d,
    FL_EVENT_PWC_HIT = 0x20,  /* + level, 1 to 4 */
    FL_EVENT_PWC_FILL = 0x30, /* + level, 1 to 4 */
    FL_EVENT_COUNT = 0x35
};

/* How often each has happened since reset; 0 where the number names no event. */
struct fl_events {
    uint64_t count[FL_EVENT_COUNT];
};

/* A plural for people: "L1 data hits". NULL: no such event. */
const char *fl_event_name(uint64_t event);

struct fl_uarch;
void fl_uarch_events(const struct fl_uarch *uarch, struct fl_events *events);

#ifdef __cplusplus
}
#endif

#pragma GCC visibility pop

#endif
