/* build - what compiling a project does to memory: many short programs, a few at a time.
 *
 * Each job is a fork and an exec of this file: it fills a heap, works through it, and ends with a checksum as status.
 * Text is shared and stays in the page cache; heaps come and go, and nothing may stay behind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "process.h"

enum { JOBS = 24, AT_ONCE = 3, SYMBOLS = 600 };

struct symbol {
    struct symbol *next;
    char name[56];
};

/* A job: a symbol table in the heap, as a compiler has one. */
static int compile(unsigned unit)
{
    struct symbol *symbols = NULL;
    for (unsigned i = 0; i < SYMBOLS; i++) {
        struct symbol *symbol = malloc(sizeof *symbol);
        if (!symbol)
            return 127;
        snprintf(symbol->name, sizeof symbol->name, "unit_%u_symbol_%u", unit, i);
        symbol->next = symbols;
        symbols = symbol;
    }
    unsigned sum = unit;
    for (const struct symbol *s = symbols; s; s = s->next)
        sum += (unsigned)strlen(s->name);
    return (int)(sum % 100);
}

static int expected(unsigned unit)
{
    unsigned sum = unit;
    for (unsigned i = 0; i < SYMBOLS; i++) {
        char name[56];
        sum += (unsigned)snprintf(name, sizeof name, "unit_%u_symbol_%u", unit, i);
    }
    return (int)(sum % 100);
}

static unsigned long wanted, got;

static void start(unsigned unit)
{
    char number[8];
    snprintf(number, sizeof number, "%u", unit);
    const char *const argv[] = {"bin/build", number, NULL};
    wanted += (unsigned long)expected(unit);
    fl_spawn(argv);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return compile((unsigned)atoi(argv[1]));
    fl_begin("build", "a project of many short programs");
    fflush(stdout);
    unsigned started = 0, ended = 0;
    int status;
    while (started < AT_ONCE)
        start(started++);
    for (; fl_wait(&status) > 0; ended++) {
        got += (unsigned long)status;
        if (started < JOBS)
            start(started++);
    }
    fl_check_count(ended, JOBS, "jobs", "came to an end, %u at once", (unsigned)AT_ONCE);
    fl_check_count(got, wanted, "is the sum", "their checksums");
    return fl_finish();
}
