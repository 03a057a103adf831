/* libc.c - what picolibc asks of its platform: a console that takes whole lines, memory, and an end.
 *
 * A line leaves in one system call, so lines of processes that run at the same time never mix.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "sys.h"

enum { LINE = 256 };

static char line[LINE];
static size_t used;

static int flush(FILE *file)
{
    size_t len = used;
    (void)file;
    used = 0;
    return len == 0 || fl_write(1, line, len) == (long)len ? 0 : EOF;
}

static int put(char c, FILE *file)
{
    line[used++] = c;
    return (c == '\n' || used == LINE) && flush(file) != 0 ? EOF : (unsigned char)c;
}

static FILE console = FDEV_SETUP_STREAM(put, NULL, flush, __SWR);
FILE *const stdout = &console;
FILE *const stderr = &console;

void *sbrk(ptrdiff_t delta)
{
    long old = fl_sbrk(delta);
    if (old < 0) {
        errno = ENOMEM;
        return (void *)-1;
    }
    return (void *)old;
}

void _exit(int status)
{
    fl_exit(status);
}

void exit(int status)
{
    fflush(stdout);
    fl_exit(status);
}
