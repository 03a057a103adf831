/* check.c - one line for each check, one for the sum. */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>

static const char *name = "?";
static unsigned checks, wrong;

void fl_begin(const char *program, const char *what)
{
    name = program;
    printf("%s: %s\n", program, what);
}

static void verdict(bool right)
{
    checks++;
    wrong += !right;
    printf("%s ", right ? "  ok   " : "  WRONG");
}

bool fl_check(bool right, const char *format, ...)
{
    va_list args;
    verdict(right);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    return right;
}

bool fl_check_count(uint64_t got, uint64_t want, const char *what, const char *format, ...)
{
    va_list args;
    verdict(got == want);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf(": %lu %s (expected %lu)\n", got, what, want);
    return got == want;
}

int fl_finish(void)
{
    if (wrong == 0 && checks > 0)
        printf("%s: %u checks passed\n", name, checks);
    else
        printf("%s: %u of %u checks FAILED\n", name, wrong, checks);
    return wrong == 0 && checks > 0 ? 0 : 1;
}
