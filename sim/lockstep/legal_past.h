/* legal_past.h - what page tables held, and under what they were walked, before the present: the memory of legal.h. */
#ifndef FAULTLINE_LEGAL_PAST_H
#define FAULTLINE_LEGAL_PAST_H

#include <stddef.h>

#include "faultline/pmp.h"
#include "lockstep/fence_ring.h"

enum { FL_PAST_VALUES = 6, FL_PAST_PTES = 1 << 15, FL_PAST_CONTEXTS = 64 };

struct fl_past_value {
    uint64_t value;
    uint64_t until; /* the time of the store that replaced it */
    uint64_t cycle; /* of that store */
};

struct fl_past_pte {
    uint64_t address; /* 0: free */
    uint64_t lost;    /* values replaced until this time are not known any more */
    unsigned count;
    struct fl_past_value value[FL_PAST_VALUES];
};

/* What else decides a translation. */
struct fl_past_context {
    uint64_t used, cycle; /* last; 0: free */
    uint16_t asid;
    uint8_t mode;
    bool adue, pbmte, has_pmp;
    uint64_t root;
    struct fl_pmp pmp;
};

struct fl_past {
    uint64_t time; /* counts stores, fences and uses */
    uint64_t lost; /* what was changed until this time is not known any more */
    unsigned ptes;
    struct fl_past_pte *pte; /* [FL_PAST_PTES], owned */
    struct fl_past_context context[FL_PAST_CONTEXTS];
    struct fl_fence_ring fences;
};

/* False: out of memory. */
bool fl_past_init(struct fl_past *past);
void fl_past_free(struct fl_past *past);

/* The PTE held `value` until now. */
void fl_past_store(struct fl_past *past, uint64_t address, uint64_t value, uint64_t cycle);
/* Done now; it began at the time `begun`. */
void fl_past_fence(struct fl_past *past, const struct fl_fence *fence, uint64_t begun);
/* A translated request is made under this context; returns its record. */
const struct fl_past_context *fl_past_use(struct fl_past *past, const struct fl_context *context, uint64_t cycle);

/* The record of this context; NULL: none. */
const struct fl_past_context *fl_past_latest(const struct fl_past *past, const struct fl_context *context);

/* NULL: the PTE never held another value. */
const struct fl_past_pte *fl_past_of(const struct fl_past *past, uint64_t address);

#endif
