/* scan - a sequential scan over a hot set (docs/scenarios.md, row 36; only the order of the figures is predicted).
 *
 * A few pages are used all the time; then a long file-like range is read once, with the hot pages used in between, but
 * rarely. FIFO and second chance let the scan push the hot pages out; 2Q keeps pages that were used again apart.
 */
#include "check.h"
#include "process.h"

enum { HOT = 6, COLD = 60, FRAMES = 16, ROUNDS = 4, EVERY = 10 };

static void touch_hot(volatile char *region)
{
    for (unsigned i = 0; i < HOT; i++)
        (void)region[i * FL_PAGE];
}

/* Faults on the hot pages during ROUNDS scans. */
static unsigned long hot_faults(enum fl_policy policy)
{
    struct fl_counters before, after;
    unsigned long faults = 0;
    volatile char *region = (volatile char *)fl_map(NULL, (HOT + COLD) * FL_PAGE);
    for (unsigned i = 0; i < HOT + COLD; i++)
        region[i * FL_PAGE] = 1;
    if (fl_quota((void *)region, FRAMES, policy) < 0)
        return ~0ul;
    for (unsigned i = 0; i < ROUNDS * COLD; i++) {
        (void)region[(HOT + i % COLD) * FL_PAGE];
        if (i % EVERY != 0)
            continue;
        fl_own_counters(&before);
        touch_hot(region);
        fl_own_counters(&after);
        faults += fl_page_ins(&after) - fl_page_ins(&before);
    }
    fl_unmap((void *)region, (HOT + COLD) * FL_PAGE);
    return faults;
}

int main(void)
{
    fl_begin("scan", "a sequential scan over a hot set");
    unsigned long fifo = hot_faults(FL_POLICY_FIFO);
    unsigned long clock = hot_faults(FL_POLICY_SECOND_CHANCE);
    unsigned long two_queue = hot_faults(FL_POLICY_TWO_QUEUE);
    fl_check(fifo > 2 * HOT, "FIFO lets the scan push hot pages out (%lu faults on them)", fifo);
    fl_check(two_queue < fifo && two_queue <= clock, "2Q keeps them better (%lu; second chance %lu)", two_queue, clock);
    return fl_finish();
}
