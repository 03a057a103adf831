/* usertests - every system call with every kind of bad argument, in all combinations.
 *
 * A child a call number, so that one that is ended takes nothing with it. What a call answers is not the point here:
 * the kernel must survive, the child must end as its parent decides, and afterwards a family of processes must still
 * work. With check=1 the kernel holds its laws after each fault and each end.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "process.h"

enum { ARGUMENTS = 5, LAST_CALL = 80, DONE = 42 };

static char page[FL_PAGE] __attribute__((aligned(4096)));

/* Calls that end the caller, wait for the console, or make processes; they have cases of their own below. */
static bool has_own_case(long number)
{
    return number == FL_SYS_EXIT || number == FL_SYS_READ || number == FL_SYS_FORK || number == FL_SYS_VFORK ||
           number == FL_SYS_EXEC;
}

/* Each argument in turn takes each of these values, while the others take a plausible one of two. */
static const long values[] = {
    0,
    1,
    -1,
    2,
    3,
    4096,
    4097,
    16,
    (long)page,
    -4096,
    0x7fffffffffffffff,
    (long)(1ull << 63),
    0x3fffffffff,
    0x3ffffff000,
    0x4000000000,
    0x80000000,
    -0x4000000000,
    64,
};
enum { VALUES = sizeof values / sizeof values[0] };

static long call5(long number, const long argument[ARGUMENTS])
{
    return fl_call5((enum fl_syscall)number, argument[0], argument[1], argument[2], argument[3], argument[4]);
}

/* The heap and the maps that calls happened to make go, so that the next child has room. */
static int torture(void *which)
{
    long number = (long)which;
    for (unsigned varied = 0; varied < ARGUMENTS; varied++)
        for (unsigned v = 0; v < VALUES; v++)
            for (unsigned base = 0; base < 4; base++) {
                long argument[ARGUMENTS];
                for (unsigned i = 0; i < ARGUMENTS; i++)
                    argument[i] = base == 0 ? 0 : base == 1 ? (long)page : base == 2 ? 1 : (long)(i == 0 ? 0 : FL_PAGE);
                argument[varied] = values[v];
                if (number == FL_SYS_WRITE && (argument[0] == 1 || argument[0] == 2))
                    continue; /* would print whatever lies there */
                call5(number, argument);
            }
    return DONE;
}

/* A child that unmapped or protected its own code or stack cannot report, and is ended for that. */
static bool is_good_end(long status)
{
    return status == DONE || status == FL_KILLED_ILLEGAL_ACCESS || status == FL_KILLED_NO_MEMORY;
}

static void check_all_calls(void)
{
    unsigned good = 0, calls = 0;
    for (long number = -2; number <= LAST_CALL; number++) {
        if (has_own_case(number))
            continue;
        calls++;
        long status = fl_in_child(torture, (void *)number);
        good += is_good_end(status);
        if (!is_good_end(status))
            fl_check(false, "system call %ld: status %ld", number, status);
    }
    fl_check_count(good, calls, "calls", "survived all combinations");
}

static int exec_badly(void *unused)
{
    static const char *endless[64];
    (void)unused;
    for (unsigned i = 0; i < 64; i++)
        endless[i] = page;
    memset(page, 'x', sizeof page);
    unsigned refused = 0;
    for (unsigned v = 0; v < VALUES; v++) {
        refused += fl_call(FL_SYS_EXEC, values[v], 0, 0) < 0;
        refused += values[v] == 0 || fl_call(FL_SYS_EXEC, (long)"bin/wild", values[v], 0) < 0;
    }
    refused += fl_exec("bin/wild", endless) < 0;
    refused += fl_exec("bin", NULL) < 0;
    refused += fl_exec("", NULL) < 0;
    return refused == 2 * VALUES + 3 ? DONE : 1;
}

static int read_badly(void *unused)
{
    unsigned refused = 0;
    (void)unused;
    for (unsigned v = 0; v < VALUES; v++)
        refused += values[v] == 0 || fl_call(FL_SYS_READ, values[v], (long)page, 1) < 0;
    return refused == VALUES ? DONE : 1;
}

static int exit_badly(void *status)
{
    fl_exit((int)(long)status);
}

/* More children than there are slots: the kernel must refuse, and take the next one again afterwards. */
static int fork_too_often(void *unused)
{
    unsigned born = 0, buried = 0;
    (void)unused;
    long pid;
    while (born < 200 && (pid = fl_fork()) != 0 && pid > 0)
        born++;
    if (pid == 0)
        fl_exit(0);
    while (fl_wait(NULL) > 0)
        buried++;
    return pid == -FL_EAGAIN && born == buried && born > 20 ? DONE : 1;
}

int main(void)
{
    fl_begin("usertests", "every system call with every kind of bad argument");
    check_all_calls();
    fl_check_count((uint64_t)fl_in_child(exec_badly, NULL), DONE, "is the status", "exec refused them all");
    fl_check_count((uint64_t)fl_in_child(read_badly, NULL), DONE, "is the status", "read refused them all");
    fl_check_count((uint64_t)fl_in_child(exit_badly, (void *)-1), 255, "is the status", "exit with -1");
    fl_check_count((uint64_t)fl_in_child(exit_badly, (void *)0x1234), 0x34, "is the status", "exit with 0x1234");
    fl_check_count((uint64_t)fl_in_child(fork_too_often, NULL), DONE, "is the status", "more children than slots");
    fl_check_count((uint64_t)fl_in_child(fork_too_often, NULL), DONE, "is the status", "and once more");
    return fl_finish();
}
