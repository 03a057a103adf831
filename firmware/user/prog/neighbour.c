/* neighbour - does one process's hunger for memory cost another one its pages?
 *
 * A child works on a few pages again and again, first alone, then while another one walks over many. With local replacement
 * (scope=local) it then loses no more of them than alone, whatever the policy; with global replacement (scope=global) it
 * does, unless the policy knows the uses of its pages (`neighbour uses`). Alone it keeps all, but for a policy that makes
 * pages leave though nobody wants their frames. Which scope it is, is told by the child's own share of the frames.
 */
#include <string.h>

#include "check.h"
#include "process.h"

enum { FEW = 12, MANY = 120, ENOUGH = 150 /* evictions */, ROUNDS = 16 };

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

struct cost {
    uint64_t rounds, reread; /* pages read again in so many rounds */
};

/* ROUNDS rounds, or as many as fit while process `hungry_pid` lives and is not full. */
static struct cost work(long hungry_pid)
{
    struct fl_counters before, after, other;
    struct cost cost = {0};
    touch(FEW);
    fl_own_counters(&before);
    do {
        touch(FEW);
        cost.rounds++;
    } while (hungry_pid ? fl_read_counters(&other, hungry_pid) == 0 && other.evictions < ENOUGH : cost.rounds < ROUNDS);
    fl_own_counters(&after);
    cost.reread = after.swap_in - before.swap_in;
    return cost;
}

static int modest_alone(void *unused)
{
    (void)unused;
    return (int)work(0).reread;
}

/* Status 1 if the neighbour's hunger cost it pages: it reads more of them again in a round than it does alone. */
static int modest(long hungry_pid, uint64_t alone)
{
    struct cost cost = work(hungry_pid);
    return cost.reread * ROUNDS > (alone + alone / 4) * cost.rounds;
}

int main(int argc, char **argv)
{
    struct fl_counters all;
    bool knows_uses = argc > 1 && strcmp(argv[1], "uses") == 0;
    fl_begin("neighbour", "one process works on few pages, another one on many");
    region = (char *)fl_map(NULL, MANY * FL_PAGE);
    uint64_t alone = (uint64_t)fl_in_child(modest_alone, NULL);
    long first = fl_fork();
    if (first == 0)
        fl_exit(hungry());
    long second = fl_fork();
    if (second == 0)
        fl_exit(modest(first, alone));
    fl_read_counters(&all, 0);
    bool local = all.limit < all.frames_total;
    long lost = fl_wait_for(second);
    fl_check_count((uint64_t)fl_wait_for(first), 0, "is the status", "the hungry one");
    fl_check(lost == !(local || knows_uses), "%s replacement: the modest one %s pages", local ? "local" : "global",
             lost ? "lost" : "kept its");
    return fl_finish();
}
