/* legal_walk.h - one walk of the search in legal.h: at each step one of the values that the PTE may have, the present one first.
 *
 * The combinations are tried in the order of an odometer. Lists are short: a value drops out with the first fence that covers it.
 */
#ifndef FAULTLINE_LEGAL_WALK_H
#define FAULTLINE_LEGAL_WALK_H

#include "lockstep/legal_search.h"

/* What one pass of the search may remember. The present comes first. */
struct fl_remembered {
    bool for_all; /* of anybody, for global results; else of the request's own ASID */
    unsigned count;
    const struct fl_past_context *context[FL_PAST_CONTEXTS];
};

struct fl_past_walk {
    struct fl_search *search;
    const struct fl_remembered *memory;
    const struct fl_past_context *root;  /* whose root and mode */
    const struct fl_past_context *flags; /* whose ADUE and PBMTE */
    unsigned top;                        /* level of the first read */
    unsigned step;                       /* reads of the latest try */
    unsigned chosen[FL_MAX_LEVELS], choices[FL_MAX_LEVELS];
    bool saw_global; /* some PTE of this walk had G */
    struct fl_found found;
};

/* Walk once, with the choices as they stand. True: it gives the answer, by what is in `found`. */
bool fl_past_walk_try(struct fl_past_walk *walk);
/* The next combination; false: there is none. */
bool fl_past_walk_turn(struct fl_past_walk *walk);

#endif
