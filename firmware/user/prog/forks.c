/* forks - families of processes: chains, crowds, statuses, and memory that each has for itself. */
#include <stdio.h>

#include "check.h"
#include "process.h"

enum { CHAIN = 8, CROWD = 6, FIRST_STATUS = 10 };

static int variable = 1;

/* A chain: each process forks the next and adds one to its status. */
static int chain(void *left)
{
    return left == NULL ? 0 : 1 + (int)fl_in_child(chain, (char *)left - 1);
}

/* A crowd: all children live at once; each ends with a status of its own, and each is collected exactly once. */
static void check_crowd(void)
{
    unsigned seen = 0, collected = 0;
    fflush(stdout);
    for (int i = 0; i < CROWD; i++)
        if (fl_fork() == 0) {
            fl_yield();
            fl_exit(FIRST_STATUS + i);
        }
    for (int status; fl_wait(&status) > 0; collected++)
        seen |= 1u << (status - FIRST_STATUS);
    fl_check_count(collected, CROWD, "children", "a crowd, collected");
    fl_check(seen == (1u << CROWD) - 1, "each with its own status");
    fl_check_count((uint64_t)-fl_wait(NULL), FL_ECHILD, "is the error", "nobody left to wait for");
}

/* Change memory in the child; it must read its own value, and only the child. */
static int change(void *unused)
{
    (void)unused;
    variable = 2;
    fl_yield();
    return variable;
}

/* A child that leaves a child behind: the grandchild is nobody's to wait for here, and must not disturb. */
static int abandon(void *unused)
{
    (void)unused;
    if (fl_fork() == 0) {
        fl_yield();
        fl_exit(99);
    }
    return 5;
}

int main(void)
{
    fl_begin("forks", "fork, exit and wait");
    fl_check_count((uint64_t)fl_in_child(chain, (void *)(CHAIN - 1)), CHAIN - 1, "is the sum",
                   "a chain of %u processes", (unsigned)CHAIN);
    check_crowd();
    fl_check_count((uint64_t)fl_in_child(change, NULL), 2, "is the value", "a variable changed in the child");
    fl_check_count((uint64_t)variable, 1, "is the value", "the same variable in the parent");
    fl_check_count((uint64_t)fl_in_child(abandon, NULL), 5, "is the status", "a child that abandons its own");
    fl_check_count((uint64_t)fl_in_child(chain, NULL), 0, "is the status", "a child after that");
    fl_check_count((uint64_t)-fl_wait(NULL), FL_ECHILD, "is the error", "the orphan is not ours");
    return fl_finish();
}
