/* library - 40 processes use one library of 2 MiB: it is in memory once (docs/scenarios.md, row 21).
 *
 * lib/pages is 512 pages of code, each a function of its own that adds the page's number. Each process maps the file and
 * calls every function. How many frames that took is counted while all of them have all of it mapped.
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

#define PROCESSES 40
#define PAGES     512ul
#define SUM       (PAGES * (PAGES - 1) / 2)

/* What parent and children tell each other, in a shared page. */
struct board {
    volatile uint32_t ready, go, done, leave, right;
};

static uint64_t call_all(const char *library)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < PAGES; i++)
        sum = ((uint64_t(*)(uint64_t))(library + i * FL_PAGE))(sum);
    return sum;
}

static _Noreturn void use_library(struct board *board)
{
    __atomic_fetch_add(&board->ready, 1, __ATOMIC_RELAXED);
    while (!board->go)
        fl_yield();
    long fd = fl_open("lib/pages", FL_OPEN_READ);
    const char *library = (char *)fl_mmap(NULL, PAGES * FL_PAGE, FL_MAP_READ | FL_MAP_EXEC | FL_MAP_SHARED, fd, 0);
    if (call_all(library) == SUM)
        __atomic_fetch_add(&board->right, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&board->done, 1, __ATOMIC_RELAXED);
    while (!board->leave)
        fl_yield();
    fl_exit(0);
}

static void wait_until(const volatile uint32_t *count)
{
    while (*count < PROCESSES)
        fl_yield();
}

int main(void)
{
    fl_begin("library", "40 processes that use one library of 2 MiB");
    struct board *board = (struct board *)fl_mmap(NULL, FL_PAGE, FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED, -1, 0);
    static struct fl_counters before, after;
    fflush(stdout);
    for (int i = 0; i < PROCESSES; i++)
        if (fl_fork() == 0)
            use_library(board);
    wait_until(&board->ready);
    fl_read_counters(&after, 0);
    fl_read_counters(&before, 0);
    board->go = 1;
    wait_until(&board->done);
    fl_read_counters(&after, 0);
    board->leave = 1;
    while (fl_wait(NULL) > 0)
        continue;
    fl_check_count(board->right, PROCESSES, "processes", "called all 512 functions");
    fl_check_count(after.file - before.file, PAGES, "pages", "read from the disk");
    fl_check_count(after.cache_hit - before.cache_hit, (PROCESSES - 1) * PAGES, "faults", "met a page already there");
    fl_check_count(after.resident - before.resident, PAGES, "frames",
                   "that the library occupies for all of them: 2 MiB");
    return fl_finish();
}
