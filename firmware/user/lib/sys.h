/* sys.h - the system calls of abi.h as C functions, one each; a negative result is -FL_E*. */
#ifndef FAULTLINE_SYS_H
#define FAULTLINE_SYS_H

#include <stddef.h>
#include <stdint.h>

#include "abi.h"

#define FL_PAGE 4096ul

static inline long fl_call(enum fl_syscall number, long arg0, long arg1, long arg2)
{
    register long a0 __asm__("a0") = arg0;
    register long a1 __asm__("a1") = arg1;
    register long a2 __asm__("a2") = arg2;
    register long a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

static inline _Noreturn void fl_exit(int status)
{
    for (;;)
        fl_call(FL_SYS_EXIT, status, 0, 0);
}

static inline long fl_write(int fd, const void *buf, size_t len)
{
    return fl_call(FL_SYS_WRITE, fd, (long)buf, (long)len);
}

static inline long fl_read(int fd, void *buf, size_t len)
{
    return fl_call(FL_SYS_READ, fd, (long)buf, (long)len);
}

static inline long fl_fork(void)
{
    return fl_call(FL_SYS_FORK, 0, 0, 0);
}

static inline long fl_exec(const char *path, const char *const argv[])
{
    return fl_call(FL_SYS_EXEC, (long)path, (long)argv, 0);
}

static inline long fl_wait(int *status)
{
    return fl_call(FL_SYS_WAIT, (long)status, 0, 0);
}

static inline long fl_getpid(void)
{
    return fl_call(FL_SYS_GETPID, 0, 0, 0);
}

static inline long fl_yield(void)
{
    return fl_call(FL_SYS_YIELD, 0, 0, 0);
}

static inline long fl_sbrk(long delta)
{
    return fl_call(FL_SYS_SBRK, delta, 0, 0);
}

static inline long fl_map(void *addr, size_t len)
{
    return fl_call(FL_SYS_MAP, (long)addr, (long)len, 0);
}

static inline long fl_unmap(void *addr, size_t len)
{
    return fl_call(FL_SYS_UNMAP, (long)addr, (long)len, 0);
}

static inline long fl_quota(void *addr, size_t frames, enum fl_policy policy)
{
    return fl_call(FL_SYS_QUOTA, (long)addr, (long)frames, policy);
}

static inline long fl_read_counters(struct fl_counters *out, long pid)
{
    return fl_call(FL_SYS_COUNTERS, (long)out, pid, 0);
}

static inline long fl_evict(void *addr, size_t len)
{
    return fl_call(FL_SYS_EVICT, (long)addr, (long)len, 0);
}

static inline long fl_uptime(void)
{
    return fl_call(FL_SYS_UPTIME, 0, 0, 0);
}

#endif
