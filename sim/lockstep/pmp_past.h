/* pmp_past.h - PMP as it stood, by the first cycle in which it was in force: what an MMU may still remember (Privileged 3.7.2). */
#ifndef FAULTLINE_PMP_PAST_H
#define FAULTLINE_PMP_PAST_H

#include "faultline/pmp.h"

#define FL_PMP_VERSIONS 256

/* Version 0, in force from cycle 0, has no entries. */
struct fl_pmp_past {
    unsigned count; /* versions so far; the latest are kept */
    uint64_t from[FL_PMP_VERSIONS];
    struct fl_pmp version[FL_PMP_VERSIONS];
};

void fl_pmp_past_init(struct fl_pmp_past *past);
/* In force from this cycle on. */
void fl_pmp_past_add(struct fl_pmp_past *past, const struct fl_pmp *pmp, uint64_t from);
/* The latest version that was in force in this cycle, or the oldest that is kept. */
unsigned fl_pmp_past_at(const struct fl_pmp_past *past, uint64_t cycle);

/* A version that is kept. */
static inline const struct fl_pmp *fl_pmp_past_version(const struct fl_pmp_past *past, unsigned version)
{
    return &past->version[version % FL_PMP_VERSIONS];
}
static inline const struct fl_pmp *fl_pmp_past_latest(const struct fl_pmp_past *past)
{
    return fl_pmp_past_version(past, past->count - 1);
}

#endif
