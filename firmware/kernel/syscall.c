/* syscall.c - the table of system calls: arguments are checked here, mechanisms live elsewhere. */
#include "syscall.h"

#include "allocation.h"
#include "console.h"
#include "counters.h"
#include "exec.h"
#include "filecalls.h"
#include "fork.h"
#include "kmem.h"
#include "memcalls.h"
#include "proc.h"
#include "process.h"
#include "sched.h"
#include "string.h"
#include "timer.h"
#include "trap.h"
#include "usercopy.h"
#include "vfork.h"

struct proc_buffer {
    char bytes[4 * PAGE_SIZE]; /* 64 processes at about 120 bytes, and the rest */
};
static struct kmem_cache buffer_cache = KMEM_CACHE(struct proc_buffer);

/* Finds out, before anything irrevocable happens, whether a result could be stored. */
static bool is_writable(uint64_t address, size_t size)
{
    uint64_t value;
    return copy_from_user(&value, address, size) && copy_to_user(address, &value, size);
}

static int64_t sys_exit(const uint64_t argument[6])
{
    process_exit((int)(argument[0] & 0xff));
}

static int64_t sys_write(const uint64_t argument[6])
{
    uint64_t fd = argument[0], from = argument[1], size = argument[2];
    if (fd != 1 && fd != 2)
        return file_call_write((int64_t)fd, from, size);
    char chunk[128];
    uint64_t done = 0;
    while (done < size) {
        uint64_t n = size - done < sizeof(chunk) ? size - done : sizeof(chunk);
        if (!copy_from_user(chunk, from + done, n))
            return done ? (int64_t)done : -FL_EFAULT;
        for (uint64_t i = 0; i < n; i++)
            console_put(chunk[i]);
        done += n;
    }
    return (int64_t)done;
}

/* At least one character, then as many as are there, up to the end of a line. */
static int64_t sys_read(const uint64_t argument[6])
{
    uint64_t fd = argument[0], to = argument[1], size = argument[2];
    if (fd != 0)
        return file_call_read((int64_t)fd, to, size);
    if (size > 0 && !is_writable(to, 1))
        return -FL_EFAULT;
    uint64_t done = 0;
    while (done < size) {
        int c = console_get();
        if (c < 0 && done > 0)
            break;
        if (c < 0) {
            console_wait();
            continue;
        }
        char byte = c == '\r' ? '\n' : (char)c;
        if (!copy_to_user(to + done, &byte, 1))
            return done ? (int64_t)done : -FL_EFAULT;
        done++;
        if (byte == '\n')
            break;
    }
    return (int64_t)done;
}

static int64_t sys_fork(const uint64_t argument[6])
{
    (void)argument;
    return fork_running();
}

/* Copies the strings that the array at `argv` points at. */
static int64_t take_arguments(uint64_t argv, struct exec_arguments *arguments)
{
    char text[EXEC_MAX_BYTES / 4];
    for (;; argv += sizeof(uint64_t)) {
        uint64_t address;
        if (!copy_from_user(&address, argv, sizeof(address)))
            return -FL_EFAULT;
        if (address == 0)
            return 0;
        int length = copy_string_from_user(text, address, sizeof(text));
        if (length == -1)
            return -FL_EFAULT;
        if (length < 0 || !exec_add_argument(arguments, text))
            return -FL_E2BIG;
    }
}

static int64_t sys_exec(const uint64_t argument[6])
{
    char path[101];
    int length = copy_string_from_user(path, argument[0], sizeof(path));
    if (length < 0)
        return length == -1 ? -FL_EFAULT : -FL_ENOENT;
    struct exec_arguments arguments = {0};
    int64_t error = argument[1] ? take_arguments(argument[1], &arguments) : 0;
    return error ? error : exec_program(path, &arguments);
}

static int64_t sys_wait(const uint64_t argument[6])
{
    int status = 0;
    if (argument[0] && !is_writable(argument[0], sizeof(status)))
        return -FL_EFAULT; /* the child stays to be waited for */
    int pid = process_wait(&status);
    if (pid > 0 && argument[0] && !copy_to_user(argument[0], &status, sizeof(status)))
        return -FL_EFAULT;
    return pid;
}

static int64_t sys_getpid(const uint64_t argument[6])
{
    (void)argument;
    return process_running()->pid;
}

static int64_t sys_yield(const uint64_t argument[6])
{
    (void)argument;
    sched_yield();
    return 0;
}

static int64_t sys_counters(const uint64_t argument[6])
{
    const struct process *process = argument[1] ? process_by_pid((int)argument[1]) : NULL;
    if (argument[1] && !process)
        return -FL_EINVAL;
    struct fl_counters counters = counters_read(process);
    return copy_to_user(argument[0], &counters, sizeof(counters)) ? 0 : -FL_EFAULT;
}

static int64_t sys_vfork(const uint64_t argument[6])
{
    (void)argument;
    return vfork_running();
}

/* The text is made in a buffer of the kernel's; a reader with less room gets its beginning. */
static int64_t sys_proc(const uint64_t argument[6])
{
    char name[16];
    int length = copy_string_from_user(name, argument[0], sizeof(name));
    if (length < 0)
        return length == -1 ? -FL_EFAULT : -FL_ENOENT;
    struct text text = {.bytes = kmem_take(&buffer_cache), .size = sizeof(struct proc_buffer)};
    if (!text.bytes)
        return -FL_ENOMEM;
    int64_t result = -FL_ENOENT;
    if (proc_write(name, &text)) {
        size_t size = text.length < argument[2] ? text.length : argument[2];
        result = copy_to_user(argument[1], text.bytes, size) ? (int64_t)size : -FL_EFAULT;
    }
    kmem_give(&buffer_cache, text.bytes);
    return result;
}

static int64_t sys_uptime(const uint64_t argument[6])
{
    (void)argument;
    return (int64_t)timer_now();
}

static int64_t sys_priority(const uint64_t argument[6])
{
    if (argument[0] < 1 || argument[0] > FL_PRIORITY_MOST)
        return -FL_EINVAL;
    process_running()->priority = argument[0];
    return 0;
}

static int64_t sys_sbrk(const uint64_t argument[6])
{
    return memory_sbrk((int64_t)argument[0]);
}

static int64_t sys_map(const uint64_t argument[6])
{
    return memory_map(argument[0], argument[1]);
}

static int64_t sys_unmap(const uint64_t argument[6])
{
    return memory_unmap(argument[0], argument[1]);
}

static int64_t sys_quota(const uint64_t argument[6])
{
    return memory_quota(argument[0], argument[1], argument[2]);
}

static int64_t sys_evict(const uint64_t argument[6])
{
    return memory_evict(argument[0], argument[1]);
}

static syscall_function *const table[] = {
    [FL_SYS_EXIT] = sys_exit,         [FL_SYS_WRITE] = sys_write,       [FL_SYS_READ] = sys_read,
    [FL_SYS_FORK] = sys_fork,         [FL_SYS_EXEC] = sys_exec,         [FL_SYS_WAIT] = sys_wait,
    [FL_SYS_GETPID] = sys_getpid,     [FL_SYS_YIELD] = sys_yield,       [FL_SYS_SBRK] = sys_sbrk,
    [FL_SYS_MAP] = sys_map,           [FL_SYS_UNMAP] = sys_unmap,       [FL_SYS_QUOTA] = sys_quota,
    [FL_SYS_COUNTERS] = sys_counters, [FL_SYS_EVICT] = sys_evict,       [FL_SYS_UPTIME] = sys_uptime,
    [FL_SYS_VFORK] = sys_vfork,       [FL_SYS_PROC] = sys_proc,         [FL_SYS_OPEN] = sys_open,
    [FL_SYS_CLOSE] = sys_close,       [FL_SYS_LSEEK] = sys_lseek,       [FL_SYS_STAT] = sys_stat,
    [FL_SYS_FSTAT] = sys_fstat,       [FL_SYS_MMAP] = sys_mmap,         [FL_SYS_MPROTECT] = sys_mprotect,
    [FL_SYS_MSYNC] = sys_msync,       [FL_SYS_SHM_OPEN] = sys_shm_open, [FL_SYS_SHM_UNLINK] = sys_shm_unlink,
    [FL_SYS_PRIORITY] = sys_priority,
};

void syscall_handle(struct trap_frame *frame)
{
    uint64_t number = frame->x[REG_A7];
    syscall_function *call = number < sizeof(table) / sizeof(table[0]) ? table[number] : NULL;
    uint64_t *a = &frame->x[REG_A0];
    const uint64_t argument[6] = {a[0], a[1], a[2], a[3], a[4], a[5]};
    int64_t result = call ? call(argument) : -FL_ENOSYS;
    allocation_share(); /* the size of a process changes in system calls, but for a stack that grows */
    /* exec returns into the new program, whose a0 is its argument count */
    if (call != sys_exec || result != 0)
        a[0] = (uint64_t)result;
}
