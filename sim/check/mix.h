/* mix.h - kinds of traffic by name: one table of chances. */
#ifndef FAULTLINE_CHECK_MIX_H
#define FAULTLINE_CHECK_MIX_H

#include "check/bench.h"

/* Chances are in 1024 and per request, where nothing else is said. */
struct fl_mix {
    const char *name, *about;
    unsigned fence;     /* a fence somewhere in the cycles that follow */
    unsigned store;     /* software rewrites a PTE ... */
    unsigned tidy;      /* ... and, so often of these, fences as it should */
    unsigned csrs, pmp; /* another context; and then, so often, PMP that denies something */
    unsigned machine;   /* of the contexts: M-mode, where PMP alone decides */
    unsigned repeat;    /* the page of one of the latest requests again */
    unsigned odd;       /* of leaves: an encoding that faults; of requests: an address that does */
    unsigned stranger;  /* of contexts: an ASID that belongs to other tables, a root of its own */
    unsigned corner;    /* of leaves, contexts, PMP and fences: what the others hardly ever meet (corners.h) */
    unsigned idle;      /* a port rests for some cycles */
    unsigned reissue;   /* at rest: the same access before and after a full fence */
    unsigned reach[4];  /* pages in use of each region; one is chosen anew now and then */
    struct fl_manners manners;
    struct { /* what a run must have shown: per cent of its requests, and fences of its transactions */
        unsigned walks, faults, fences;
    } least;
};

extern const struct fl_mix fl_mixes[];
extern const unsigned fl_mix_count;

/* NULL: there is none of this name. */
const struct fl_mix *fl_mix_of(const char *name);

#endif
