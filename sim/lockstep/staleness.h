/* staleness.h - may an answer be out of date? What software changed and has not fenced yet, for every PTE that a walk has read.
 *
 * TLBs and the walk cache hold only what the MMU's walks have read. So a PTE can be out of date in them when a walk read another
 * value there and no fence since covers it: a leaf by any fence over the VA, a pointer only by fences without VA, what is global only by
 * fences without ASID (Privileged 4.2.1). The first PTE at which an outdated walk and a fresh one part lies on both: it is
 * enough to look at the fresh one's.
 */
#ifndef FAULTLINE_STALENESS_H
#define FAULTLINE_STALENESS_H

#include "faultline/walk.h"
#include "lockstep/fence_ring.h"

enum { FL_STALE_PTES = 1 << 16, FL_STALE_ASIDS = 1 << 16 };

/* Times count reads, stores, fences and uses. 0: never. */
struct fl_stale_pte {
    uint64_t address; /* 0: free */
    uint64_t value;   /* as read last */
    uint64_t read;    /* when */
    uint64_t written; /* when software or a device last did */
    bool napot;       /* some value of it was part of a 64 KiB range */
    uint64_t old[4];  /* when another value was last read: leaf, pointer, global leaf, global pointer */
};

/* What else decides a translation, by address space: root, mode, ADUE, PBMTE, PMP. */
struct fl_stale_context {
    uint64_t key, used; /* as used last, and when */
    uint64_t old;       /* when another was last used */
};

struct fl_staleness {
    uint64_t time;
    uint64_t forgotten; /* reads before this time are not known any more */
    unsigned ptes;
    struct fl_stale_context any;      /* of the latest request, whatever its ASID */
    struct fl_stale_context *context; /* [FL_STALE_ASIDS], owned */
    struct fl_stale_pte *pte;         /* [FL_STALE_PTES], owned */
    struct fl_fence_ring fences;
};

/* False: out of memory. */
bool fl_staleness_init(struct fl_staleness *staleness);
void fl_staleness_free(struct fl_staleness *staleness);

void fl_staleness_read(struct fl_staleness *staleness, uint64_t address, uint64_t value);
/* Somebody other than the walker writes [pa, pa + size). What changes without a word excuses nothing. */
void fl_staleness_store(struct fl_staleness *staleness, uint64_t pa, uint64_t size);
void fl_staleness_fence(struct fl_staleness *staleness, const struct fl_fence *fence);
/* A translated request is made under this key. */
void fl_staleness_use(struct fl_staleness *staleness, uint16_t asid, uint64_t key);

/* `fresh` is the walk of current memory for `va` under `context`. May something remembered answer otherwise? `global`: what answered
 * may hold for every address space. */
bool fl_staleness_possible(const struct fl_staleness *staleness, uint64_t va, const struct fl_context *context,
                           const struct fl_translation *fresh, bool global);

#endif
