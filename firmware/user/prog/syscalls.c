/* syscalls - what the kernel does with the pointers and numbers it is handed (docs/scenarios.md, row 29).
 *
 * A pointer into a page that is not present works as if it were; a pointer to nowhere is -FL_EFAULT; a request that
 * makes no sense is refused. Nothing here may end the process, let alone the kernel.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "process.h"

/* A constant alone in two pages, laid across their boundary: absent until somebody touches it. */
#define ACROSS 8
#define ALONE  __attribute__((section(".paged_rodata"), aligned(4096)))
struct alone {
    char before[FL_PAGE - ACROSS], text[FL_PAGE + ACROSS];
};
static const struct alone line ALONE = {{0}, "  ok    a string across two pages that were not present\n"};
static const struct alone path ALONE = {{0}, "bin/syscalls"};
static const struct alone word ALONE = {{0}, "arrived with a long argument"};
static const char *const argv_alone[FL_PAGE / sizeof(char *)] ALONE = {path.text, word.text, NULL};

#define KERNEL        0xffffffff80000000
#define NOT_CANONICAL 0x0000800000000000
#define NOWHERE       0xdead0000
#define TEXT          ((long)&fl_begin)

static char *region; /* one mapped page with nothing mapped after it */
#define LAST_BYTE ((long)region + 4095)

static long exec_path(long path_address)
{
    const char *const argv[] = {"x", NULL};
    return fl_call(FL_SYS_EXEC, path_address, (long)argv, 0);
}

static void check_absent(void)
{
    struct fl_counters before, after;
    size_t len = strlen("  ok    a string across two pages that were not present\n");
    fl_own_counters(&after);
    fl_own_counters(&before);
    long written = fl_write(1, line.text, len);
    fl_own_counters(&after);
    fl_check_count((uint64_t)written, len, "bytes", "that string, written");
    fl_check_count(after.faults - before.faults, 2, "faults", "that string, brought in by the kernel");

    char *absent = (char *)fl_map(NULL, 2 * FL_PAGE);
    struct fl_counters *into = (struct fl_counters *)(absent + FL_PAGE - 24);
    fl_check_count((uint64_t)fl_read_counters(into, 0), 0, "is the result", "counters stored across two absent pages");
    fl_check(into->faults > 0 && into->frames_total > 0, "those counters arrived");
}

static int exec_from_absent(void *unused)
{
    (void)unused;
    return (int)fl_exec(path.text, argv_alone);
}

static void check_bad_pointers(void)
{
    const struct {
        const char *what;
        long result;
    } cases[] = {
        {"write from null", fl_call(FL_SYS_WRITE, 1, 0, 1)},
        {"write from nowhere", fl_call(FL_SYS_WRITE, 1, NOWHERE, 1)},
        {"write from the kernel", fl_call(FL_SYS_WRITE, 1, KERNEL, 1)},
        {"write from a non-canonical address", fl_call(FL_SYS_WRITE, 1, NOT_CANONICAL, 4)},
        {"write from memory's physical address", fl_call(FL_SYS_WRITE, 1, 0x80000000, 4)},
        {"write that wraps around", fl_call(FL_SYS_WRITE, 1, -4, 8)},
        {"write of 2^63 - 1 bytes from nowhere", fl_call(FL_SYS_WRITE, 1, NOWHERE, INT64_MAX)},
        {"read into null", fl_call(FL_SYS_READ, 0, 0, 1)},
        {"read into the kernel", fl_call(FL_SYS_READ, 0, KERNEL, 1)},
        {"read into text", fl_call(FL_SYS_READ, 0, TEXT, 1)},
        {"counters into nowhere", fl_call(FL_SYS_COUNTERS, NOWHERE, 0, 0)},
        {"counters into the kernel", fl_call(FL_SYS_COUNTERS, KERNEL, 0, 0)},
        {"counters into text", fl_call(FL_SYS_COUNTERS, TEXT, 0, 0)},
        {"counters past the end of a region", fl_call(FL_SYS_COUNTERS, LAST_BYTE, 0, 0)},
        {"exec of null", exec_path(0)},
        {"exec of a path in the kernel", exec_path(KERNEL)},
        {"exec of a path that runs out of its region", exec_path(LAST_BYTE)},
        {"exec with arguments nowhere", fl_call(FL_SYS_EXEC, (long)"bin/wild", NOWHERE, 0)},
        {"exec with arguments in the kernel", fl_call(FL_SYS_EXEC, (long)"bin/wild", KERNEL, 0)},
        {"exec with an argument nowhere", fl_exec("bin/wild", (const char *const[]){(char *)NOWHERE, NULL})},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++)
        fl_check(cases[i].result == -FL_EFAULT, "%s: %ld (expected %d)", cases[i].what, cases[i].result, -FL_EFAULT);
}

/* wait() with a bad pointer, for a child that has ended: refused, and the child is still there to be waited for. */
static void check_bad_wait(void)
{
    fflush(stdout);
    if (fl_fork() == 0)
        fl_exit(7);
    long refused = fl_call(FL_SYS_WAIT, NOWHERE, 0, 0);
    int status = 0;
    long pid = fl_wait(&status);
    fl_check(refused == -FL_EFAULT, "wait into nowhere: %ld (expected %d)", refused, -FL_EFAULT);
    fl_check(pid > 0 && status == 7, "the child can still be waited for: status %d (expected 7)", status);
}

static void check_errors(void)
{
    const struct {
        const char *what;
        long result, expected; /* expected 0: any error will do */
    } cases[] = {
        {"system call 0", fl_call(0, 0, 0, 0), -FL_ENOSYS},
        {"system call 999", fl_call(999, 0, 0, 0), -FL_ENOSYS},
        {"system call -1", fl_call(-1, 0, 0, 0), -FL_ENOSYS},
        {"write to file 7", fl_write(7, "x", 1), -FL_EBADF},
        {"write to file -1", fl_write(-1, "x", 1), -FL_EBADF},
        {"read from file 1", fl_read(1, region, 1), -FL_EBADF},
        {"wait without a child", fl_wait(NULL), -FL_ECHILD},
        {"exec of a file that is not there", exec_path((long)"bin/none"), -FL_ENOENT},
        {"exec of the empty path", exec_path((long)""), -FL_ENOENT},
        {"exec of a text file", exec_path((long)"etc/motd"), -FL_ENOEXEC},
        {"exec of half an ELF header", exec_path((long)"bad/short"), -FL_ENOEXEC},
        {"exec of an ELF for another machine", exec_path((long)"bad/machine"), -FL_ENOEXEC},
        {"exec of an ELF with headers past its end", exec_path((long)"bad/phoff"), -FL_ENOEXEC},
        {"exec of an ELF with a segment past its end", exec_path((long)"bad/filesz"), -FL_ENOEXEC},
        {"exec of an ELF linked into the kernel", exec_path((long)"bad/vaddr"), -FL_ENOEXEC},
        {"map of no bytes", fl_map(NULL, 0), -FL_EINVAL},
        {"map of 2^63 - 1 bytes", fl_map(NULL, INT64_MAX), 0},
        {"map of 2^64 - 1 bytes", fl_map(NULL, SIZE_MAX), 0},
        {"map into the kernel", fl_map((void *)KERNEL, FL_PAGE), 0},
        {"map over text", fl_map((void *)0x10000, FL_PAGE), 0},
        {"map at an odd address", fl_map((void *)0x40000001, FL_PAGE), -FL_EINVAL},
        {"unmap of nothing", fl_unmap((void *)NOWHERE, FL_PAGE), -FL_EINVAL},
        {"unmap of the kernel", fl_unmap((void *)KERNEL, FL_PAGE), -FL_EINVAL},
        {"quota for nothing", fl_quota((void *)NOWHERE, 3, FL_POLICY_FIFO), -FL_EINVAL},
        {"quota of no frames", fl_quota(region, 0, FL_POLICY_FIFO), -FL_EINVAL},
        {"quota with policy 99", fl_quota(region, 3, (enum fl_policy)99), -FL_EINVAL},
        {"counters of process 9999", fl_read_counters((struct fl_counters *)region, 9999), 0},
        {"evict from nowhere", fl_evict((void *)NOWHERE, FL_PAGE), 0},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (cases[i].expected != 0)
            fl_check(cases[i].result == cases[i].expected, "%s: %ld (expected %ld)", cases[i].what, cases[i].result,
                     cases[i].expected);
        else
            fl_check(cases[i].result < 0, "%s is refused", cases[i].what);
}

int main(int argc, char **argv)
{
    if (argc == 2)
        return strcmp(argv[1], word.text) == 0 ? 42 : 1;
    fl_begin("syscalls", "pointers and numbers handed to the kernel");
    region = (char *)fl_map(NULL, FL_PAGE);
    memset(region, '/', FL_PAGE);
    check_absent();
    fl_check_count((uint64_t)fl_in_child(exec_from_absent, NULL), 42, "is the status",
                   "exec with path and arguments on absent pages");
    check_bad_pointers();
    check_bad_wait();
    check_errors();
    fl_check_count((uint64_t)fl_write(1, region, 0), 0, "bytes", "write of nothing");
    return fl_finish();
}
