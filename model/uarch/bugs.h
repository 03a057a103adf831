/* bugs.h - the deliberate faults of docs/seeded-bugs.md, section "Model".
 *
 * Tests switch one on at run time to prove that the checks see it. They exist only in builds with FL_SEEDED_BUGS: elsewhere
 * fl_has_bug() is the constant false, and the compiler drops every hook.
 */
#ifndef FL_UARCH_BUGS_H
#define FL_UARCH_BUGS_H

#include <stdbool.h>

/* The numbers are those of the table in docs/seeded-bugs.md. */
enum fl_bug {
    FL_BUG_NONE = 0,
    FL_BUG_ASID_IGNORED = 1,
    FL_BUG_FENCE_MISSES_SUPERPAGE = 2,
    FL_BUG_FENCE_SPARES_GLOBAL = 3,
    FL_BUG_REFUSED_HIT_TOUCHES = 4,
    FL_BUG_VICTIM_SKIPS_INVALID = 5,
    FL_BUG_NAPOT_LOW_BITS = 6,
    FL_BUG_CLEAN_PAGE_STORE_HIT = 7,
    FL_BUG_LOST_UPDATE_FROM_ROOT = 8,
    FL_BUG_SUM_AS_MXR = 9,
    FL_BUG_WALK_ONE_CYCLE_SHORT = 10,
    FL_BUG_UPDATE_WITHOUT_DIRTY = 11,
    FL_BUG_REFUSED_HIT_DROPS_ONE = 12,
    FL_BUG_WALK_CACHE_SURVIVES_FENCE = 13,
    FL_BUG_L2_REFUSAL_KEEPS_WAY = 14,
    FL_BUG_L2_ASID_IGNORED = 15,
    FL_BUG_SUPERPAGE_COMPARE_NARROW = 16,
    FL_BUG_PMP_PASSES_ANSWERS = 17,
    FL_BUG_WALK_CACHE_KEY_SHORT = 18,
    FL_BUG_PMA_SPARES_WALKER = 19,
    FL_BUG_PMA_AMO_AS_STORE = 20,
    FL_BUG_COUNT
};

#ifdef FL_SEEDED_BUGS
enum { FL_BUG_LIMIT = FL_BUG_COUNT };
static inline bool fl_has_bug(unsigned seeded, enum fl_bug bug)
{
    return seeded == (unsigned)bug;
}
#else
enum { FL_BUG_LIMIT = FL_BUG_NONE + 1 };
static inline bool fl_has_bug(unsigned seeded, enum fl_bug bug)
{
    (void)seeded;
    (void)bug;
    return false;
}
#endif

#endif
