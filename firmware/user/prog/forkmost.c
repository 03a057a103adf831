/* forkmost - fork with most of memory mapped, and a chain of forks on top of it.
 *
 * The parent has stored to nine tenths of all frames. Fork shares them and copies none, so there is room for it; the
 * child reads all of them without a fault. What the child then writes does not fit: pages that both share go to swap, are
 * found again, and are copied. Each link of the chain forks the next one and reads everything that was stored before it.
 */
#include "check.h"
#include "process.h"

enum { CHAIN = 4, WRITTEN = 64, OWN = 1000000 };

static volatile uint64_t *region;
static unsigned long pages;

static volatile uint64_t *word_of(unsigned long page)
{
    return region + page * FL_PAGE / sizeof *region;
}

/* Pages that do not say what they should: the first `written` are link `link`'s, the others the parent's. */
static unsigned long count_wrong(uint64_t link, unsigned long written)
{
    unsigned long wrong = 0;
    for (unsigned long page = 0; page < pages; page++)
        wrong += *word_of(page) != page + (page < written ? link * OWN : 0);
    return wrong;
}

/* Status: how many links below this one, itself included, saw what they should; each stores to a few pages. */
static int be_link(uint64_t link)
{
    bool right = count_wrong(link - 1, link > 1 ? WRITTEN : 0) == 0;
    for (unsigned long page = 0; page < WRITTEN; page++)
        *word_of(page) = page + link * OWN;
    int below = 0;
    if (link < CHAIN) {
        long pid = fl_fork();
        if (pid == 0)
            fl_exit(be_link(link + 1));
        below = (int)fl_wait_for(pid);
    }
    right = right && count_wrong(link, WRITTEN) == 0;
    return below + right;
}

static int read_only(void *unused)
{
    (void)unused;
    struct fl_counters before, after;
    fl_own_counters(&before);
    unsigned long wrong = count_wrong(0, 0);
    fl_own_counters(&after);
    return wrong == 0 && after.faults == before.faults && after.cow_copies == before.cow_copies ? 0 : 1;
}

int main(void)
{
    struct fl_counters before, after;
    fl_begin("forkmost", "fork with most of memory mapped");
    fl_read_counters(&before, 0);
    pages = before.frames_total / 10 * 9;
    region = (volatile uint64_t *)fl_map(NULL, pages * FL_PAGE);
    for (unsigned long page = 0; page < pages; page++)
        *word_of(page) = page;
    fl_check_count((uint64_t)fl_in_child(read_only, NULL), 0, "is the status", "a child reads all without a fault");
    fl_read_counters(&after, 0);
    fl_check_count(after.evictions - before.evictions, 0, "pages", "had to go for it");
    long pid = fl_fork();
    if (pid == 0)
        fl_exit(be_link(1));
    fl_check_count((uint64_t)fl_wait_for(pid), CHAIN, "links", "of a chain saw what they should");
    fl_check_count(count_wrong(0, 0), 0, "pages", "of the parent's changed");
    return fl_finish();
}
