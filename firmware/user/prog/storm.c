/* storm - 24 processes that fork 10,000 children in all; each child writes 4 pages that it shares: `storm [forks]`.
 *
 * With few frames every mechanism is at work at once: copy-on-write of pages that are in swap, slots with several
 * owners, frames that change hands while somebody waits for them. Each child checks what it wrote and what it did not
 * write; each parent checks that it sees nothing of either. Now and then in the middle of it, and at the end, what the
 * kernel says of itself is held against what it finds when it counts everything again.
 */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "figures.h"
#include "process.h"

enum { WORKERS = 23, PAGES = 8, WRITTEN = 4, FORKS = 10000 };
enum { WATCH = 32 }; /* the first worker looks at the kernel's figures once in so many forks */

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

/* Figures of the kernel's texts, and their names where it has counted again. */
static const struct {
    const char *line, *figure, *again;
} figures[] = {
    {"pid ", "resident ", "leaves "},
    {"pid ", "working_set ", "working "},
    {"user ", "user ", "frames "},
    {"swap ", "swap ", "slots "},
    {"cache struct mapping ", "objects ", "further "},
    {"cache struct region ", "objects ", "regions "},
};

/* All of it is one text, and so of one moment. */
static bool figures_agree(void)
{
    static char text[3 * FL_PAGE];
    long size = fl_proc("all", text, sizeof text - 1);
    if (size <= 0)
        return false;
    text[size] = '\0';
    bool agree = fl_figure(text, "recount ", "frames ") > 0;
    for (unsigned i = 0; i < sizeof figures / sizeof figures[0]; i++)
        agree &= fl_figure(text, figures[i].line, figures[i].figure) == fl_figure(text, "recount ", figures[i].again);
    unsigned long free_pages = 0;
    for (unsigned order = 0; order < 19; order++) {
        char line[16];
        snprintf(line, sizeof line, "order %u ", order);
        free_pages += fl_figure(text, line, "blocks ") << order;
    }
    return agree && free_pages == fl_figure(text, "recount ", "free ");
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
        if (worker == 0 && i % WATCH == 0 && !figures_agree())
            return 3;
    }
    return wrong_words(0, PAGES, mark) == 0 ? 0 : 2;
}

int main(int argc, char **argv)
{
    unsigned forks = argc > 1 ? (unsigned)atoi(argv[1]) : FORKS;
    fl_begin("storm", "many processes, many forks, little memory");
    forks -= forks < WORKERS ? forks : WORKERS; /* for the workers themselves */
    fflush(stdout);
    for (unsigned worker = 0; worker < WORKERS; worker++)
        if (fl_fork() == 0)
            fl_exit(work(worker, forks / WORKERS + (worker < forks % WORKERS)));
    unsigned good = 0, ended = 0;
    for (int status; fl_wait(&status) > 0; ended++)
        good += status == 0;
    fl_check_count(ended, WORKERS, "workers", "came to an end");
    fl_check_count(good, WORKERS, "workers", "found every page right in %u forks", forks + WORKERS);
    fl_check(figures_agree(), "the kernel's figures are what it finds when it counts again");
    return fl_finish();
}
