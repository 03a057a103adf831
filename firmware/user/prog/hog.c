/* hog - a process that wants more than memory and swap together is ended; its neighbour is not.
 *
 * docs/scenarios.md, row 32. Run it on the small disk with a frame limit. The parent's own pages must survive
 * the squeeze, and everything the hog held must be free again afterwards.
 */
#include "check.h"
#include "process.h"

enum { KEPT = 16, HOG_BYTES = 1 << 30, GRACE = 8 /* the parent's own code, data and stack may move meanwhile */ };

static int hog(void *unused)
{
    long region = fl_map(NULL, HOG_BYTES);
    (void)unused;
    for (unsigned long at = 0; at < HOG_BYTES; at += FL_PAGE)
        *(volatile uint64_t *)(region + at) = at + 1;
    return 0;
}

static unsigned count_kept(const volatile uint64_t *kept)
{
    unsigned found = 0;
    for (unsigned page = 0; page < KEPT; page++)
        found += kept[page * FL_PAGE / sizeof *kept] == page + 500;
    return found;
}

int main(void)
{
    struct fl_counters before, after;
    fl_begin("hog", "more than memory and swap together");
    volatile uint64_t *kept = (uint64_t *)fl_map(NULL, KEPT * FL_PAGE);
    for (unsigned page = 0; page < KEPT; page++)
        kept[page * FL_PAGE / sizeof *kept] = page + 500;

    fl_read_counters(&before, 0);
    for (unsigned round = 1; round <= 2; round++)
        fl_check_count((uint64_t)fl_in_child(hog, NULL), FL_KILLED_NO_MEMORY, "is the status", "hog %u", round);
    fl_read_counters(&after, 0);

    fl_check_count(count_kept(kept), KEPT, "pages", "the neighbour's pages are whole");
    fl_check(after.swap_slots_used <= before.swap_slots_used + KEPT + GRACE, "the hogs' swap slots are free again");
    return fl_finish();
}
