/* cow - copy-on-write, counted (docs/scenarios.md, row 23).
 *
 * Parent and child share PAGES pages after fork. The child writes k of them: k faults and k copies. Then the parent
 * writes the same k: k faults and no copy, because by then it is their sole owner. A store by the kernel on the
 * child's behalf copies just the same.
 */
#include "check.h"
#include "process.h"

enum { PAGES = 8, K = 3, PARENT_MARK = 1000, CHILD_MARK = 2000 };

static volatile uint64_t *word_of(char *region, unsigned page)
{
    return (volatile uint64_t *)(region + page * FL_PAGE);
}

static unsigned count_marks(char *region, unsigned from, unsigned to, uint64_t mark)
{
    unsigned found = 0;
    for (unsigned page = from; page < to; page++)
        found += *word_of(region, page) == mark + page;
    return found;
}

/* Write the first K pages and check what that cost. */
static void write_k(char *region, uint64_t mark, const char *who, unsigned copies)
{
    struct fl_counters before, after = {0};
    fl_own_counters(&after); /* touches both structs, so that only the region's faults are counted */
    fl_own_counters(&before);
    for (unsigned page = 0; page < K; page++)
        *word_of(region, page) = mark + page;
    fl_own_counters(&after);

    fl_check_count(after.cow - before.cow, K, "COW faults", "%s writes %u of %u shared pages", who, (unsigned)K,
                   (unsigned)PAGES);
    fl_check_count(after.cow_copies - before.cow_copies, copies, "copies", "%s writes %u of %u shared pages", who,
                   (unsigned)K, (unsigned)PAGES);
}

/* The kernel stores into a shared page for the child: the last page, which nobody else writes. */
static void kernel_write(char *region)
{
    struct fl_counters before, after = {0};
    fl_own_counters(&after);
    fl_own_counters(&before);
    fl_read_counters((struct fl_counters *)(region + (PAGES - 1) * FL_PAGE), fl_getpid());
    fl_own_counters(&after);
    fl_check_count(after.cow_copies - before.cow_copies, 1, "copy", "the kernel writes a shared page for the child");
}

static int child(void *arg)
{
    char *region = arg;
    write_k(region, CHILD_MARK, "child", K);
    fl_check_count(count_marks(region, 0, K, CHILD_MARK), K, "pages", "child sees its own values");
    fl_check_count(count_marks(region, K, PAGES, PARENT_MARK), PAGES - K, "pages", "child still shares the rest");
    kernel_write(region);
    return fl_finish();
}

int main(void)
{
    fl_begin("cow", "fork shares every page until somebody writes");
    char *region = (char *)fl_map(NULL, PAGES * FL_PAGE);
    for (unsigned page = 0; page < PAGES; page++)
        *word_of(region, page) = PARENT_MARK + page;

    fl_check_count((uint64_t)fl_in_child(child, region), 0, "is the child's status", "the child's checks");
    fl_check_count(count_marks(region, 0, PAGES, PARENT_MARK), PAGES, "pages", "the parent's pages kept their values");
    write_k(region, PARENT_MARK, "parent", 0);
    return fl_finish();
}
