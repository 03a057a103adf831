/* process.c - see process.h. */
#include "process.h"

#include <stdio.h>

_Noreturn void fl_become(const char *path, const char *const argv[])
{
    fl_exec(path, argv);
    fl_exit(127);
}

long fl_spawn(const char *const argv[])
{
    long pid = fl_fork();
    if (pid == 0)
        fl_become(argv[0], argv);
    return pid;
}

long fl_wait_for(long pid)
{
    for (;;) {
        int status = 0;
        long ended = fl_wait(&status);
        if (ended < 0)
            return ended;
        if (ended == pid)
            return status;
    }
}

long fl_in_child(int (*body)(void *), void *arg)
{
    fflush(stdout);
    long pid = fl_fork();
    if (pid == 0) {
        int status = body(arg);
        fflush(stdout);
        fl_exit(status);
    }
    return pid < 0 ? pid : fl_wait_for(pid);
}

void fl_own_counters(struct fl_counters *out)
{
    long self = fl_getpid();
    fl_read_counters(out, self);
    fl_read_counters(out, self);
}
