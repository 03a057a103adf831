/* exec - a new program in an old process: arguments arrive, memory starts afresh, failure leaves the caller intact. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "process.h"

static int initialised = 11;
static int zeroed;

/* The second life: everything in memory must be as the program file says. */
static int reborn(int argc, char **argv)
{
    bool right = argc == 4 && strcmp(argv[1], "again") == 0 && strcmp(argv[2], "") == 0 &&
                 strcmp(argv[3], "two words") == 0 && argv[4] == NULL;
    right = right && initialised == 11 && zeroed == 0 && (uintptr_t)argv % sizeof *argv == 0;
    return right ? 33 : 34;
}

static int exec_again(void *unused)
{
    (void)unused;
    initialised = zeroed = 99;
    return (int)fl_exec("bin/exec", (const char *const[]){"bin/exec", "again", "", "two words", NULL});
}

/* Two exec calls in a row keep the pid and the parent. */
static int exec_keeps_pid(void *unused)
{
    char pid[24];
    (void)unused;
    snprintf(pid, sizeof pid, "%ld", fl_getpid());
    return (int)fl_exec("bin/exec", (const char *const[]){"bin/exec", pid, NULL});
}

static void check_too_big(void)
{
    static char huge[3 * FL_PAGE];
    static const char *many[5000];
    memset(huge, 'a', sizeof huge - 1);
    for (unsigned i = 0; i + 1 < sizeof many / sizeof many[0]; i++)
        many[i] = "argument";
    fl_check_count((uint64_t)-fl_exec("bin/exec", (const char *const[]){"bin/exec", huge, NULL}), FL_E2BIG,
                   "is the error", "an argument of three pages");
    fl_check_count((uint64_t)-fl_exec("bin/exec", many), FL_E2BIG, "is the error", "4999 arguments");
}

int main(int argc, char **argv)
{
    if (argc == 4)
        return reborn(argc, argv);
    if (argc == 2) {
        char pid[24];
        snprintf(pid, sizeof pid, "%ld", fl_getpid());
        return strcmp(pid, argv[1]) == 0 ? 35 : 36;
    }
    fl_begin("exec", "a new program in an old process");
    fl_check(argc == 1 && strcmp(argv[0], "bin/exec") == 0, "started as %s", argv[0]);
    fl_check_count((uint64_t)fl_in_child(exec_again, NULL), 33, "is the status",
                   "arguments arrive, memory starts afresh");
    fl_check_count((uint64_t)fl_in_child(exec_keeps_pid, NULL), 35, "is the status", "the pid stays");
    check_too_big();
    fl_check(initialised == 11 && zeroed == 0, "a failed exec leaves the caller intact");
    return fl_finish();
}
