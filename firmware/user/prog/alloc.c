/* alloc - frames divided among processes of known sizes (docs/scenarios.md, row 18).
 *
 * Run it with scope=local, the rule in alloc= and the frames that the rule's row says, plus the 8 that the common pool
 * keeps for the first process. The rule is told by the frames: 70 proportional, 101 equal, 48 by priority.
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

enum { COMMON = 8, MOST = 5, TURNS = 100000 };

static const struct row {
    const char *name;
    unsigned frames; /* in all, without the common pool's */
    unsigned count, spare;
    struct {
        unsigned pages, priority, share;
    } member[MOST];
} rows[] = {
    {"proportional", 62, 2, 1, {{10, 1, 4}, {127, 1, 57}}},
    {"equal", 93, 5, 3, {{10, 1, 18}, {20, 1, 18}, {30, 1, 18}, {40, 1, 18}, {127, 1, 18}}},
    {"by priority", 40, 2, 0, {{30, 3, 30}, {30, 1, 10}}},
};

static long start_member(unsigned pages, unsigned priority)
{
    char size[12], weight[12];
    snprintf(size, sizeof size, "%u", pages);
    snprintf(weight, sizeof weight, "%u", priority);
    const char *const argv[] = {"bin/member", size, weight, NULL};
    return fl_spawn(argv);
}

/* Waits until the process is as big as it should be, or for too long. */
static void look(long pid, unsigned pages, struct fl_counters *seen)
{
    fl_read_counters(seen, pid);
    for (unsigned turn = 0; turn < TURNS && seen->size != pages; turn++) {
        fl_yield();
        fl_read_counters(seen, pid);
    }
}

static void check_row(const struct row *row)
{
    struct fl_counters seen[MOST], all;
    long pid[MOST];
    for (unsigned i = 0; i < row->count; i++)
        pid[i] = start_member(row->member[i].pages, row->member[i].priority);
    for (unsigned turn = 0; turn < 2; turn++) /* the first to be ready sees the last one's coming the second time */
        for (unsigned i = 0; i < row->count; i++)
            look(pid[i], row->member[i].pages, &seen[i]);
    fl_read_counters(&all, 0);
    for (unsigned i = 0; i < row->count; i++)
        fl_check_count(seen[i].limit, row->member[i].share, "frames", "%s: a process of %lu pages, priority %u",
                       row->name, seen[i].size, row->member[i].priority);
    fl_check_count(all.limit - COMMON, row->spare, "frames", "%s: spare", row->name);
    for (unsigned i = 0; i < row->count; i++)
        fl_check_count((uint64_t)fl_wait_for(pid[i]), 0, "is the status", "member %u", i + 1);
}

int main(void)
{
    struct fl_counters all;
    fl_begin("alloc", "frames divided among processes");
    fl_read_counters(&all, 0);
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (all.frames_total == rows[i].frames + COMMON)
            check_row(&rows[i]);
    return fl_finish();
}
