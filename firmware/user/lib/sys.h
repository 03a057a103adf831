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

static inline long fl_call5(enum fl_syscall number, long arg0, long arg1, long arg2, long arg3, long arg4)
{
    register long a3 __asm__("a3") = arg3;
    register long a4 __asm__("a4") = arg4;
    register long a0 __asm__("a0") = arg0;
    register long a1 __asm__("a1") = arg1;
    register long a2 __asm__("a2") = arg2;
    register long a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a7) : "memory");
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

/* The child runs on the parent's memory and stack: it may call fl_exec() or fl_exit(), and return from nothing. */
long fl_vfork(void) __attribute__((returns_twice));

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

static inline long fl_quota(void *addr, size_t frames, unsigned long policy)
{
    return fl_call(FL_SYS_QUOTA, (long)addr, (long)frames, (long)policy);
}

static inline long fl_read_counters(struct fl_counters *out, long pid)
{
    return fl_call(FL_SYS_COUNTERS, (long)out, pid, 0);
}

static inline long fl_evict(void *addr, size_t len)
{
    return fl_call(FL_SYS_EVICT, (long)addr, (long)len, 0);
}

static inline long fl_priority(long priority)
{
    return fl_call(FL_SYS_PRIORITY, priority, 0, 0);
}

static inline long fl_uptime(void)
{
    return fl_call(FL_SYS_UPTIME, 0, 0, 0);
}

static inline long fl_open(const char *path, long flags)
{
    return fl_call(FL_SYS_OPEN, (long)path, flags, 0);
}

static inline long fl_close(long fd)
{
    return fl_call(FL_SYS_CLOSE, fd, 0, 0);
}

static inline long fl_lseek(long fd, long offset, long whence)
{
    return fl_call(FL_SYS_LSEEK, fd, offset, whence);
}

static inline long fl_stat_of(const char *path, struct fl_stat *out)
{
    return fl_call(FL_SYS_STAT, (long)path, (long)out, 0);
}

static inline long fl_fstat(long fd, struct fl_stat *out)
{
    return fl_call(FL_SYS_FSTAT, fd, (long)out, 0);
}

static inline long fl_mmap(void *addr, size_t len, long flags, long fd, size_t offset)
{
    return fl_call5(FL_SYS_MMAP, (long)addr, (long)len, flags, fd, (long)offset);
}

static inline long fl_mprotect(void *addr, size_t len, long rights)
{
    return fl_call(FL_SYS_MPROTECT, (long)addr, (long)len, rights);
}

static inline long fl_msync(void *addr, size_t len)
{
    return fl_call(FL_SYS_MSYNC, (long)addr, (long)len, 0);
}

static inline long fl_shm_open(const char *name, size_t size)
{
    return fl_call(FL_SYS_SHM_OPEN, (long)name, (long)size, 0);
}

static inline long fl_shm_unlink(const char *name)
{
    return fl_call(FL_SYS_SHM_UNLINK, (long)name, 0, 0);
}

static inline long fl_proc(const char *name, char *text, size_t size)
{
    return fl_call(FL_SYS_PROC, (long)name, (long)text, (long)size);
}

#endif
