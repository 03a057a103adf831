/* storm - 24 processes that fork 10,000 children in all; each child writes 4 pages that it shares: `storm [forks]`.
 *
 * With few frames every mechanism is at work at once: copy-on-write of pages that are in swap, slots with several
 * owners, frames that change hands while somebody waits for them. Each child checks what it wrote and what it did not
 * write; each parent checks that it sees nothing of either.
 */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "process.h"

enum { WORKERS = 23, PAGES = 8, WRITTEN = 4, FORKS = 10000 };

static uint64_t data[PAGES][FL_PAGE / sizeof(uint64_t)] __attribute__((aligned(4096)));

static unsigned wrong_words(unsigned from, unsigned to, uint64_t mark)
{
    unsigned wrong = 0;
    for (unsigned page = from; page < to; page++)
        wrong += data[page][page] != mark + page;
    return wrong;
}

static void write_pages(unsigned count, uint64_t mark)
{
    for (unsigned page = 0; page < count; page++)
        data[page][page] = mark + page;
}

static _Noreturn void child(uint64_t mark, uint64_t own)
{
    write_pages(WRITTEN, own);
    fl_exit(wrong_words(0, WRITTEN, own) + wrong_words(WRITTEN, PAGES, mark) == 0 ? 0 : 1);
}

/* One of the 23: forks its share, one child after the other. */
static int work(unsigned worker, unsigned forks)
{
    uint64_t mark = (uint64_t)(worker + 1) << 32;
    write_pages(PAGES, mark);
    for (unsigned i = 0; i < forks; i++) {
        int status = 0;
        long pid = fl_fork();
        if (pid == 0)
            child(mark, mark + (i + 1) * 256);
        if (pid < 0 || fl_wait(&status) != pid || status != 0)
            return 1;
    }
    return wrong_words(0, PAGES, mark) == 0 ? 0 : 2;
}

int main(int argc, char **argv)
{
    unsigned forks = argc > 1 ? (unsigned)atoi(argv[1]) : FORKS;
    fl_begin("storm", "many processes, many forks, little memory");
    forks -= WORKERS; /* for the workers themselves */
    fflush(stdout);
    for (unsigned worker = 0; worker < WORKERS; worker++)
        if (fl_fork() == 0)
            fl_exit(work(worker, forks / WORKERS + (worker < forks % WORKERS)));
    unsigned good = 0, ended = 0;
    for (int status; fl_wait(&status) > 0; ended++)
        good += status == 0;
    fl_check_count(ended, WORKERS, "workers", "came to an end");
    fl_check_count(good, WORKERS, "workers", "found every page right in %u forks", forks + WORKERS);
    return fl_finish();
}
