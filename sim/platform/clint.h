/* clint.h - core-local interruptor of hart 0: software interrupt, timer compare, and the clock both timers read. */
#ifndef FAULTLINE_PLATFORM_CLINT_H
#define FAULTLINE_PLATFORM_CLINT_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/device.h"

struct fl_clint {
    uint64_t cycles_per_tick; /* of mtime */
    uint64_t offset;          /* mtime = cycle / cycles_per_tick + offset: how a write to mtime is remembered */
    uint64_t mtimecmp;
    bool msip;
};

/* mtimecmp starts at all ones: no interrupt until software asks for one. */
void fl_clint_init(struct fl_clint *clint, uint64_t cycles_per_tick);
struct fl_device fl_clint_device(struct fl_clint *clint);

static inline uint64_t fl_clint_mtime(const struct fl_clint *clint, uint64_t now)
{
    return now / clint->cycles_per_tick + clint->offset;
}

static inline bool fl_clint_timer(const struct fl_clint *clint, uint64_t now)
{
    return fl_clint_mtime(clint, now) >= clint->mtimecmp;
}

/* The first cycle > now at which the timer line rises by itself; UINT64_MAX: never, or it is up already. */
uint64_t fl_clint_next_event(const struct fl_clint *clint, uint64_t now);

#endif
