/* vfork - a child in its parent's address space (docs/scenarios.md, row 24), against fork.
 *
 * No page table is copied; what the child stores the parent reads; the parent sleeps until the child execs or ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "process.h"

enum { PAGES = 256, MARK = 77, TEXT = 1024 };

static volatile unsigned shared, order;

/* The number behind `word` in the kernel's text `name`. */
static unsigned long figure(const char *name, const char *word)
{
    static char text[TEXT];
    long size = fl_proc(name, text, TEXT - 1);
    text[size < 0 ? 0 : size] = '\0';
    const char *at = strstr(text, word);
    return at ? strtoul(at + strlen(word), NULL, 10) : 0;
}

static unsigned long tables(void)
{
    return figure("memory", "page_tables ");
}

/* The pid of a child that does body() in this process's memory; it has ended, or become another program. */
static __attribute__((noinline)) long in_vfork(void (*body)(void))
{
    fflush(stdout);
    long pid = fl_vfork();
    if (pid == 0) {
        body();
        fl_exit(126);
    }
    return pid;
}

static volatile unsigned long tables_of_child;

static void child_stores(void)
{
    tables_of_child = tables();
    shared = MARK;
    for (unsigned turn = 0; turn < 5; turn++)
        fl_yield(); /* were the parent not suspended, it would run now */
    order = 1;
    fl_exit(3);
}

static void check_shared_space(void)
{
    unsigned long before = tables();
    long pid = in_vfork(child_stores);
    fl_check(order == 1, "the parent slept until the child had ended");
    fl_check_count(tables_of_child - before, 0, "page tables copied", "vfork");
    fl_check_count(shared, MARK, "is what the parent reads", "a store by the child");
    int status = 0;
    fl_check(fl_wait(&status) == pid && status == 3, "the child's status came to its parent");
}

static int report_tables(void *before)
{
    return (int)(tables() - (unsigned long)before);
}

static void check_fork_copies_tables(void)
{
    long copied = fl_in_child(report_tables, (void *)tables());
    fl_check(copied >= 3, "fork, for comparison, made page tables of its own");
}

static void child_execs(void)
{
    static const char *const argv[] = {"bin/wild", "store", NULL};
    fl_become(argv[0], argv);
}

static void check_exec(void)
{
    long pid = in_vfork(child_execs);
    fl_check_count(shared, MARK, "is still there", "after the child's exec the parent's memory");
    fl_check_count((uint64_t)fl_wait_for(pid), FL_KILLED_ILLEGAL_ACCESS, "is its status", "the program it started");
}

static void child_execs_nothing(void)
{
    static const char *const argv[] = {"bin/nothing", NULL};
    fl_exit(fl_exec(argv[0], argv) == -FL_ENOENT ? 11 : 12);
}

static void grandchild_stores(void)
{
    shared = MARK + 1;
    fl_exit(0);
}

static void child_vforks(void)
{
    in_vfork(grandchild_stores);
    fl_exit((int)shared);
}

static void child_forks(void)
{
    if (fl_fork() == 0)
        shared = MARK + 2; /* in a copy of the borrowed space */
    fl_exit((int)shared);
}

static void check_odd_ways(void)
{
    fl_check_count((uint64_t)fl_wait_for(in_vfork(child_execs_nothing)), 11, "is its status",
                   "a child whose exec failed");
    fl_check_count((uint64_t)fl_wait_for(in_vfork(child_vforks)), MARK + 1, "is its status",
                   "a child that had one of its own");
    fl_check_count((uint64_t)fl_wait_for(in_vfork(child_forks)), MARK + 1, "is its status", "a child that forked");
    fl_check_count(shared, MARK + 1, "is what the parent reads", "after that fork");
}

static void child_goes_far(void)
{
    char *page = (char *)fl_sbrk(PAGES * FL_PAGE);
    for (unsigned i = 0; i < PAGES; i++)
        page[i * FL_PAGE] = (char)i;
}

static void child_goes_wild(void)
{
    child_goes_far();
    fl_write(1, (char *)16, 1); /* refused */
    __asm__ volatile("sd zero, 8(zero)");
}

/* A wild child ends, and its parent goes on. The heap grew in the borrowed space. */
static void check_faults(void)
{
    const char *heap = (char *)fl_sbrk(0);
    fl_check_count((uint64_t)fl_wait_for(in_vfork(child_goes_wild)), FL_KILLED_ILLEGAL_ACCESS, "is its status",
                   "a child that goes wild");
    unsigned right = 0;
    for (unsigned i = 0; i < PAGES; i++)
        right += heap[i * FL_PAGE] == (char)i;
    fl_check_count(right, PAGES, "pages", "the heap that it left");
}

static void child_counts(void)
{
    struct fl_counters own;
    child_goes_far();
    fl_own_counters(&own);
    shared = (int)own.zero_fill;
    fl_exit(0);
}

/* Pages that the child brought in stay; that it brought them in is not its parent's doing. */
static void check_counters(void)
{
    struct fl_counters before, after;
    fl_own_counters(&before);
    in_vfork(child_counts);
    fl_own_counters(&after);
    fl_check_count((uint64_t)shared, PAGES, "faults", "counted for the child that made them");
    fl_check_count(after.zero_fill - before.zero_fill, 0, "faults", "and for its parent");
    fl_check_count(after.resident - before.resident, PAGES, "pages", "which has the child's pages");
}

int main(void)
{
    fl_begin("vfork", "a child in its parent's address space");
    tables(); /* its buffers are there from now on */
    check_shared_space();
    check_fork_copies_tables();
    check_exec();
    check_odd_ways();
    check_faults();
    check_counters();
    return fl_finish();
}
