/* degree - CPU utilisation against the degree of multiprogramming (docs/scenarios.md, row 30).
 *
 * One to eight equal workers at a time. Each round a worker reads all its pages, computes, and waits once for the disk.
 * While memory holds all working sets, more workers use the waiting time of the others and utilisation rises; when it
 * does not, everybody waits for pages and utilisation falls. `degree shape` demands that; `degree level` (with loadctl=1)
 * that it does not fall far below the peak. Without a word the run is short and only prints the numbers.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "process.h"

enum { MOST = 8, HOT = 24, ROUNDS = 150, FEW_ROUNDS = 20, TURNS = 6000 /* of a loop, about 20 us at 1 GHz */ };

static char *region;
static unsigned rounds = FEW_ROUNDS;

static int work(void)
{
    unsigned wrong = 0;
    volatile unsigned sink = 0;
    for (unsigned page = 0; page <= HOT; page++)
        *(volatile unsigned *)(region + page * FL_PAGE) = page;
    for (unsigned round = 0; round < rounds; round++) {
        fl_evict(region + HOT * FL_PAGE, FL_PAGE);
        for (unsigned page = 0; page <= HOT; page++)
            wrong += *(volatile unsigned *)(region + page * FL_PAGE) != page;
        for (unsigned turn = 0; turn < TURNS; turn++)
            sink += turn;
    }
    return wrong == 0 ? 0 : 1;
}

/* Per cent of the time in which a process had the CPU, with so many workers. */
static unsigned run(unsigned workers)
{
    struct fl_counters before, after;
    int status;
    unsigned good = 0;
    fl_read_counters(&before, 0);
    for (unsigned i = 0; i < workers; i++)
        if (fl_fork() == 0)
            fl_exit(work());
    while (fl_wait(&status) > 0)
        good += status == 0;
    fl_read_counters(&after, 0);
    uint64_t busy = after.busy_ticks - before.busy_ticks, idle = after.idle_ticks - before.idle_ticks;
    unsigned used = (unsigned)(100 * busy / (busy + idle));
    printf("degree %u: CPU %u %%, %lu pages read, %lu suspensions\n", workers, used,
           (unsigned long)(after.swap_in - before.swap_in), (unsigned long)(after.suspensions - before.suspensions));
    fl_check_count(good, workers, "read well", "of %u workers", workers);
    return used;
}

int main(int argc, char **argv)
{
    const char *demand = argc > 1 ? argv[1] : "";
    unsigned used[MOST + 1] = {0}, peak = 1;
    if (*demand)
        rounds = ROUNDS;
    fl_begin("degree", "CPU utilisation against the degree of multiprogramming");
    region = (char *)fl_map(NULL, (HOT + 1) * FL_PAGE);
    for (unsigned workers = 1; workers <= MOST; workers++) {
        used[workers] = run(workers);
        if (used[workers] > used[peak])
            peak = workers;
    }
    if (strcmp(demand, "shape") == 0) {
        fl_check(peak > 1 && peak < MOST, "utilisation rises with more workers, and peaks before the last");
        fl_check(used[1] + 10 <= used[peak], "one worker leaves the CPU idle while it waits");
        fl_check(2 * used[MOST] <= used[peak], "too many workers use less than half of the peak: thrashing");
    }
    if (strcmp(demand, "level") == 0)
        fl_check(10 * used[MOST] >= 7 * used[peak], "with load control, all workers use at least 7/10 of the peak");
    return fl_finish();
}
