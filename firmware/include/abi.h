/* abi.h - what a user process may ask of the kernel.
 *
 * A system call is ECALL from U-mode: a7 holds the number, a0 to a5 the arguments; the result returns in a0,
 * negative FL_E* on failure. Every other register is preserved. Pointers handed in may point at pages that are not
 * present yet; the kernel faults them in (textbook step 5) or returns -FL_EFAULT when no region holds them.
 *
 * Shared by the kernel and the user programs, and nothing but numbers and shapes stands here.
 */
#ifndef FAULTLINE_ABI_H
#define FAULTLINE_ABI_H

#include <stdint.h>

enum fl_syscall {
    FL_SYS_EXIT = 1, /* (status)                      never returns                                        */
    FL_SYS_WRITE,    /* (fd, buf, len) -> bytes       fd 1 and 2 are the console                           */
    FL_SYS_READ,     /* (fd, buf, len) -> bytes       fd 0 is the console                                  */
    FL_SYS_FORK,     /* () -> child pid, 0 in child   copy-on-write                                        */
    FL_SYS_EXEC,     /* (path, argv)                  returns only on failure                              */
    FL_SYS_WAIT,     /* (int *status) -> pid          -FL_ECHILD when there is none                        */
    FL_SYS_GETPID,   /* () -> pid                                                                          */
    FL_SYS_YIELD,    /* () -> 0                                                                            */
    FL_SYS_SBRK,     /* (delta) -> previous break     lazily zero-filled                                   */
    FL_SYS_MAP,      /* (addr, len) -> address        anonymous private region, addr 0: kernel's choice    */
    FL_SYS_UNMAP,    /* (addr, len) -> 0                                                                   */
    FL_SYS_QUOTA,    /* (addr, frames, policy) -> 0   the region at addr gets frames of its own and a policy */
    FL_SYS_COUNTERS, /* (struct fl_counters *, pid) -> 0   pid 0: the whole system                         */
    FL_SYS_EVICT,    /* (addr, len) -> pages          pushes resident pages out, as reclaim would          */
    FL_SYS_UPTIME,   /* () -> mtime ticks                                                                  */

    FL_SYS_OPEN = 32, /* (path, flags) -> fd               FL_OPEN_*; a file of the disk's archive               */
    FL_SYS_CLOSE,     /* (fd) -> 0                         what was written is on the disk when the last one closes */
    FL_SYS_LSEEK,     /* (fd, offset, whence) -> offset    FL_SEEK_*                                              */
    FL_SYS_STAT,      /* (path, struct fl_stat *) -> 0                                                            */
    FL_SYS_FSTAT,     /* (fd, struct fl_stat *) -> 0                                                              */
    FL_SYS_MMAP, /* (addr, len, flags, fd, offset) -> address   FL_MAP_*; fd -1: anonymous; addr 0: kernel's choice */
    FL_SYS_MPROTECT,   /* (addr, len, FL_MAP_READ ...) -> 0                                                        */
    FL_SYS_MSYNC,      /* (addr, len) -> 0                  shared file pages are on the disk afterwards           */
    FL_SYS_SHM_OPEN,   /* (name, size) -> fd                size > 0 creates a shared object, 0 opens one          */
    FL_SYS_SHM_UNLINK, /* (name) -> 0                       the object goes when its last user has gone            */

    FL_SYS_VFORK = 48, /* () -> child pid, 0 in child   the child borrows the address space until exec or exit     */
    FL_SYS_PROC,       /* (name, buf, len) -> bytes     text: "faults" "memory" "buddy" "slab" "processes"         */

    FL_SYS_PRIORITY = 64, /* (priority) -> 0          1 to FL_PRIORITY_MOST: weight when frames are divided      */
};

#define FL_PRIORITY_MOST 100

enum fl_error {
    FL_ENOENT = 2,
    FL_EIO = 5,
    FL_E2BIG = 7,
    FL_ENOEXEC = 8,
    FL_EBADF = 9,
    FL_ECHILD = 10,
    FL_EAGAIN = 11,
    FL_ENOMEM = 12,
    FL_EACCES = 13,
    FL_EFAULT = 14,
    FL_EEXIST = 17,
    FL_EINVAL = 22,
    FL_EMFILE = 24,
    FL_EFBIG = 27, /* files keep their size */
    FL_ENOSYS = 38,
};

/* Replacement policy of a region's quota. */
enum fl_policy {
    FL_POLICY_FIFO = 0,
    FL_POLICY_SECOND_CHANCE = 1,
    FL_POLICY_ENHANCED = 2,
    FL_POLICY_AGING = 3,
    FL_POLICY_LRU = 4, /* from here to MFU, WORKING_SET and OPT: every use is tracked, by a soft fault */
    FL_POLICY_MRU = 5,
    FL_POLICY_LFU = 6,
    FL_POLICY_MFU = 7,
    FL_POLICY_TWO_QUEUE = 8,
    FL_POLICY_WORKING_SET = 9,
    FL_POLICY_WSCLOCK = 10,
    FL_POLICY_RANDOM = 11,
    FL_POLICY_OPT = 12,
};

/* To be or-ed to the policy: track every use whatever the policy needs; a working set's window in uses. */
#define FL_POLICY_TRACKED        0x100ul
#define FL_POLICY_WINDOW(window) ((unsigned long)(window) << 16)

enum { FL_OPEN_READ = 0, FL_OPEN_WRITE = 1 }; /* a file opened for writing can be read as well */
enum { FL_SEEK_SET = 0, FL_SEEK_CURRENT = 1, FL_SEEK_END = 2 };

/* What a mapping allows, and whether its stores reach the file or object or stay private. FL_MAP_READ must be there. */
enum { FL_MAP_READ = 1, FL_MAP_WRITE = 2, FL_MAP_EXEC = 4, FL_MAP_SHARED = 8 };

struct fl_stat {
    uint64_t size;     /* bytes */
    uint32_t resident; /* pages in memory now */
    uint32_t users;    /* descriptors and mappings */
};

/* Exit status of a process that the kernel ended. */
enum { FL_KILLED_ILLEGAL_ACCESS = 139, FL_KILLED_NO_MEMORY = 137, FL_KILLED_IO_ERROR = 135 };

/* Page faults by what served them, and the traffic they caused. Pages and faults, all since boot. The first nine sum to `faults`. */
struct fl_counters {
    uint64_t zero_fill, file, swap_in, cow, access_dirty, pool_rescue, cache_hit, spurious, illegal;
    uint64_t faults;
    uint64_t evictions;   /* frames taken from their page by replacement                  */
    uint64_t page_writes; /* dirty pages written to swap                                  */
    uint64_t cow_copies;  /* COW faults that copied (the rest wrote in place, sole owner) */
    uint64_t resident, frames_free, frames_total, swap_slots_used;
    uint64_t context_switches, switches_during_io;
    uint64_t file_writes;                /* pages written to files */
    uint64_t zeroed_used;                /* zero-fill faults that found a frame zeroed in advance */
    uint64_t disk_requests, disk_travel; /* requests made; sectors that the arm passed between them */
    uint64_t suspensions;                /* by load control */
    uint64_t busy_ticks, idle_ticks;     /* of mtime, with a process on the CPU and without any */
    uint64_t size, limit, working_set;   /* pages: in regions; frames it may use; used within the window */
    uint64_t tracked;                    /* uses seen by exact tracking */
    uint64_t prepaged;                   /* pages mapped on a guess */
};

#endif
