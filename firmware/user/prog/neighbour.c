/* neighbour - does one process's hunger for memory cost another one its pages?
 *
 * A child works on a few pages again and again while another one walks over many. With local replacement
 * (scope=local) the first loses none of them; with global replacement (scope=global) it does. Which of the two must have
 * happened is told by the child's own share of the frames.
 */
#include "check.h"
#include "process.h"

enum { FEW = 12, MANY = 120, ENOUGH = 150 /* evictions */ };

static char *region;

static void touch(unsigned pages)
{
    for (unsigned page = 0; page < pages; page++)
        ++*(volatile char *)(region + page * FL_PAGE);
    fl_yield();
}

static int hungry(void)
{
    for (unsigned round = 0; round < 2; round++)
        for (unsigned part = 8; part <= MANY; part += 8)
            touch(part);
    return 0;
}

/* Status 1: some of its pages had to be read again. */
static int modest(long hungry_pid)
{
    struct fl_counters before, after, other;
    touch(FEW);
    fl_own_counters(&before);
    do {
        touch(FEW);
    } while (fl_read_counters(&other, hungry_pid) == 0 && other.evictions < ENOUGH);
    fl_own_counters(&after);
    return after.swap_in > before.swap_in;
}

int main(void)
{
    struct fl_counters all;
    fl_begin("neighbour", "one process works on few pages, another one on many");
    region = (char *)fl_map(NULL, MANY * FL_PAGE);
    long first = fl_fork();
    if (first == 0)
        fl_exit(hungry());
    long second = fl_fork();
    if (second == 0)
        fl_exit(modest(first));
    fl_read_counters(&all, 0);
    bool local = all.limit < all.frames_total;
    long lost = fl_wait_for(second);
    fl_check_count((uint64_t)fl_wait_for(first), 0, "is the status", "the hungry one");
    fl_check(lost == !local, "%s replacement: the modest one %s pages", local ? "local" : "global",
             lost ? "lost" : "kept its");
    return fl_finish();
}
