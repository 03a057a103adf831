/* legal_search.h - the search of legal.h: is there a walk over values of the past that gives this answer? */
#ifndef FAULTLINE_LEGAL_SEARCH_H
#define FAULTLINE_LEGAL_SEARCH_H

#include "faultline/walk.h"
#include "lockstep/legal_past.h"

/* What of the past a walk needs to give the answer: the first such PTE, or the context. */
struct fl_found {
    bool any, by_context;
    uint64_t pte, old, changed_at;
    uint64_t since;                  /* the moment until which the oldest of what it needs was current */
    struct fl_fence_subject subject; /* what a fence would have to cover */
};

struct fl_search {
    const struct fl_past *past;
    const struct fl_pte_mem *quiet; /* current memory */
    const struct fl_request *request;
    const struct fl_response *response;
    uint64_t asked;                    /* fences not done by this moment cover nothing; 0: as if there had been none */
    const struct fl_past_context *now; /* the context of the request, as remembered */
    struct fl_found found;             /* of the walk that gives the answer */
    bool incomplete;                   /* something that might give it is not remembered any more */
};

/* True: the walk that needs least of the past is in `found`; `any` is false when it needs nothing of it. */
bool fl_search(struct fl_search *search);

/* Is this answer what `walk` says? A success needs A, and D for a write, set in the leaf as the walk found it. */
bool fl_search_explains(const struct fl_response *response, const struct fl_translation *walk);

#endif
