/* demo - what the machine can do, one child at a time and then two at once.
 *
 * A program bigger than its frames, copy-on-write, a wild pointer; then two big programs together, so that one runs
 * while the other waits for the disk (fault steps 6 and 11). The sum at the end is each child's exit status.
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

static const struct act {
    const char *title;
    const char *argv[4];
    int status;
} acts[] = {
    {"a program bigger than its frames", {"bin/big", "16"}, 0},
    {"copy-on-write", {"bin/cow"}, 0},
    {"the textbook's reference strings", {"bin/refstr"}, 0},
    {"a wild pointer", {"bin/wild", "store"}, FL_KILLED_ILLEGAL_ACCESS},
};

enum { ACTS = sizeof acts / sizeof acts[0], PAIR = 2 };

/* Two programs bigger than their frames, at the same time. */
static void check_pair(void)
{
    static const char *const argv[] = {"bin/big", "8", "quiet", NULL};
    struct fl_counters before, after;
    int status, good = 0;

    fl_read_counters(&before, 0);
    for (unsigned i = 0; i < PAIR; i++)
        fl_spawn(argv);
    while (fl_wait(&status) > 0)
        good += status == 0;
    fl_read_counters(&after, 0);
    fl_check_count((uint64_t)good, PAIR, "ended well", "two big programs at once");
    fl_check(after.switches_during_io > before.switches_during_io, "one ran while the other waited for the disk");
}

int main(void)
{
    long statuses[ACTS];
    for (unsigned i = 0; i < ACTS; i++) {
        printf("demo: act %u, %s\n", i + 1, acts[i].title);
        statuses[i] = fl_wait_for(fl_spawn(acts[i].argv));
    }
    fl_begin("demo", "the sum of it");
    for (unsigned i = 0; i < ACTS; i++)
        fl_check_count((uint64_t)statuses[i], (uint64_t)acts[i].status, "is the status", "%s", acts[i].title);
    check_pair();
    return fl_finish();
}
