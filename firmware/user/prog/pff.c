/* pff - page-fault frequency gives a process frames while it reads pages often, and takes them back when it seldom does.
 *
 * Run with scope=local alloc=frequency. A child first needs 40 pages at once, with a minimum of frames: it gets more until it
 * reads none again. Then it works for long on each page before it needs another one: with each page-in it gives a frame
 * back, down to the minimum, and a neighbour can have them.
 */
#include "check.h"
#include "process.h"

enum { MANY = 40, ROUNDS = 200, SLOW = 48, WORK = 100000 /* turns of a loop, about half a ms */ };

static struct fl_counters now(void)
{
    struct fl_counters counters;
    fl_own_counters(&counters);
    return counters;
}

static void touch(char *region, unsigned pages)
{
    for (unsigned page = 0; page < pages; page++)
        ++*(volatile char *)(region + page * FL_PAGE);
}

static void work(void)
{
    volatile unsigned sink = 0;
    for (unsigned turn = 0; turn < WORK; turn++)
        sink += turn;
}

/* Its frames at the start, when it needs many pages, and when it needs a few for long. */
static int change_its_ways(void *unused)
{
    (void)unused;
    char *region = (char *)fl_map(NULL, MANY * FL_PAGE);
    uint64_t least = now().limit;
    for (unsigned round = 0; round < ROUNDS; round++)
        touch(region, MANY);
    struct fl_counters grown = now();
    touch(region, MANY);
    fl_check(grown.limit >= MANY, "it has a frame for each of its pages");
    fl_check_count(now().swap_in, grown.swap_in, "pages read in all", "and reads no page again");
    for (unsigned page = 0; page < SLOW; page++) {
        fl_evict(region + page % MANY * FL_PAGE, FL_PAGE);
        touch(region + page % MANY * FL_PAGE, 1);
        work();
    }
    fl_check(now().limit <= least + 4, "it gives them back when it needs a page now and then");
    return 0;
}

int main(void)
{
    struct fl_counters before, after;
    fl_begin("pff", "frames by page-fault frequency");
    fl_read_counters(&before, 0);
    fl_check_count((uint64_t)fl_in_child(change_its_ways, NULL), 0, "is the status", "the child");
    fl_read_counters(&after, 0);
    fl_check_count(after.limit, before.limit, "frames", "are in the common pool again");
    return fl_finish();
}
