/* reserve - memory for the fault handler: one process makes the kernel run out of its own memory, others still get frames.
 *
 * A child takes a page here and there, 2 MiB apart, so that each needs a page table, until the kernel has hardly a page
 * left, and goes on until it is ended for that. Another one uses nearly all frames meanwhile: they are promised to it, so
 * not one of its pages is replaced.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "process.h"

enum { APART = 512, LEFT = 64, OTHERS = 200 /* pages */ };
enum { WORKER_READY = 1, GREEDY_FULL = 2 };

static volatile uint32_t *turn; /* shared memory: who has come how far */
static char text[1024];

static unsigned long kernel_pages_left(void)
{
    long size = fl_proc("memory", text, sizeof text - 1);
    text[size < 0 ? 0 : size] = '\0';
    const char *at = strstr(text, "kernel ");
    return at ? strtoul(at + 7, NULL, 10) : 0;
}

static void wait_for_turn(uint32_t number)
{
    while (*turn != number)
        fl_yield();
}

/* Pages read but never stored to come and go without the disk. */
static _Noreturn void greedy(void)
{
    wait_for_turn(WORKER_READY);
    for (unsigned long i = 0, at = 0x2000000000;; i++, at += APART * FL_PAGE) {
        if (*turn == WORKER_READY && i % 16 == 0 && kernel_pages_left() <= LEFT) {
            *turn = GREEDY_FULL;
        }
        char *page = (char *)fl_map((void *)at, FL_PAGE);
        (void)*(volatile char *)page;
        fl_evict(page, FL_PAGE);
        fl_unmap(page, FL_PAGE);
    }
}

/* Uses nearly all frames, while the greedy one goes on. Status 0: no page had to go for that. */
static int worker(unsigned long pages)
{
    struct fl_counters after;
    char *region = (char *)fl_map(NULL, pages * FL_PAGE);
    *turn = WORKER_READY;
    wait_for_turn(GREEDY_FULL);
    for (unsigned long page = 0; page < pages; page++)
        (void)*(volatile char *)(region + page * FL_PAGE);
    fl_own_counters(&after);
    return after.resident < pages;
}

int main(void)
{
    struct fl_counters all;
    fl_begin("reserve", "one process takes all of the kernel's own memory");
    fl_read_counters(&all, 0);
    unsigned long pages = all.frames_free - OTHERS;
    turn = (volatile uint32_t *)fl_mmap(NULL, FL_PAGE, FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED, -1, 0);
    *turn = 0;
    if (fl_fork() == 0)
        greedy();
    long second = fl_fork();
    if (second == 0)
        fl_exit(worker(pages));
    int status, of_worker = -1, of_greedy = -1;
    for (long pid; (pid = fl_wait(&status)) > 0;)
        *(pid == second ? &of_worker : &of_greedy) = status;
    fl_check_count((uint64_t)of_worker, 0, "is the status", "the worker found each of its pages a frame");
    fl_check_count((uint64_t)of_greedy, FL_KILLED_NO_MEMORY, "is the status", "the greedy one");
    fl_check(kernel_pages_left() > 1000, "the kernel has its memory back");
    return fl_finish();
}
