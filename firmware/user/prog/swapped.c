/* swapped - pages shared after fork while they are out: read from the disk once, whoever else needs them finds them.
 *
 * The parent pushes its pages out and forks. The child reads them: each comes from the disk. The parent reads them: each
 * is found in memory, through its slot. Then the child writes them and gets copies of its own.
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

enum { PAGES = 8, MARK = 500, CHILD_MARK = 900 };

static volatile char *region;
static volatile unsigned *stage; /* shared memory: who may go on */

static volatile unsigned *word(unsigned page)
{
    return (volatile unsigned *)(region + page * FL_PAGE);
}

static void wait_for_stage(unsigned wanted)
{
    while (*stage < wanted)
        fl_yield();
}

static unsigned right_words(unsigned mark)
{
    unsigned right = 0;
    for (unsigned page = 0; page < PAGES; page++)
        right += *word(page) == mark + page;
    return right;
}

/* Reads all pages; what that cost is in *cost. */
static void read_all(const char *who, struct fl_counters *cost)
{
    struct fl_counters before, after;
    fl_own_counters(&after);
    fl_own_counters(&before);
    unsigned right = right_words(MARK);
    fl_own_counters(&after);
    fl_check_count(right, PAGES, "pages", "%s reads its pages", who);
    *cost = (struct fl_counters){.swap_in = after.swap_in - before.swap_in,
                                 .cache_hit = after.cache_hit - before.cache_hit};
}

static int child(void)
{
    struct fl_counters cost;
    read_all("the child", &cost);
    fl_check_count(cost.swap_in, PAGES, "pages from the disk", "the child, the first to need them");
    fflush(stdout);
    *stage = 1;
    wait_for_stage(2);
    for (unsigned page = 0; page < PAGES; page++)
        *word(page) = CHILD_MARK + page;
    fl_check_count(right_words(CHILD_MARK), PAGES, "pages", "the child keeps what it wrote");
    return fl_finish();
}

/* A name keeps what nobody maps or has open; it is still there, in swap, when the machine ends. */
static void leave_named_page(void)
{
    for (unsigned turn = 0; turn < 2; turn++) {
        long fd = fl_shm_open("left", turn == 0 ? FL_PAGE : 0);
        volatile unsigned *page =
            (volatile unsigned *)fl_mmap(NULL, FL_PAGE, FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED, fd, 0);
        if (turn == 0)
            *page = MARK;
        fl_check_count(*page, MARK, "is the word", "a page that has a name, in its %s user", turn ? "second" : "first");
        fl_evict((void *)page, FL_PAGE);
        fl_unmap((void *)page, FL_PAGE);
        fl_close(fd);
    }
}

int main(void)
{
    struct fl_counters cost;
    fl_begin("swapped", "pages shared after fork while they are in swap");
    region = (volatile char *)fl_map(NULL, PAGES * FL_PAGE);
    stage = (volatile unsigned *)fl_mmap(NULL, FL_PAGE, FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED, -1, 0);
    for (unsigned page = 0; page < PAGES; page++)
        *word(page) = MARK + page;
    fl_check_count((uint64_t)fl_evict((void *)region, PAGES * FL_PAGE), PAGES, "pages", "pushed out");
    fflush(stdout);
    long pid = fl_fork();
    if (pid == 0) {
        int status = child();
        fflush(stdout);
        fl_exit(status);
    }
    wait_for_stage(1);
    read_all("the parent", &cost);
    fl_check_count(cost.cache_hit, PAGES, "pages found in memory", "the parent, after the child");
    fl_check_count(cost.swap_in, 0, "pages from the disk", "the parent, after the child");
    *stage = 2;
    fl_check_count((uint64_t)fl_wait_for(pid), 0, "is the child's status", "the child's checks");
    fl_check_count(right_words(MARK), PAGES, "pages", "the parent keeps what it had");
    leave_named_page();
    return fl_finish();
}
