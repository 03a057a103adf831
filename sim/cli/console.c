#include "cli/console.h"

#include <inttypes.h>
#include <string.h>

static void end_line(struct fl_console *console)
{
    struct fl_counter counter;
    char rest;
    console->line[console->length] = '\0';
    console->length = 0;
    if (console->counters < FL_COUNTERS_MAX &&
        sscanf(console->line, "counter %31s %" SCNu64 "%c", counter.name, &counter.value, &rest) == 2) {
        console->counter[console->counters++] = counter;
    }
}

void fl_console_put(struct fl_console *console, char c)
{
    if (console->stream) {
        putc(c, console->stream);
    }
    if (console->file) {
        putc(c, console->file);
    }
    if (c == '\n') {
        end_line(console);
        if (console->stream) {
            fflush(console->stream);
        }
    } else if (c != '\r' && console->length < sizeof console->line - 1) {
        console->line[console->length++] = c;
    }
}

const struct fl_counter *fl_console_counter(const struct fl_console *console, const char *name)
{
    for (unsigned i = 0; i < console->counters; i++) {
        if (strcmp(console->counter[i].name, name) == 0) {
            return &console->counter[i];
        }
    }
    return NULL;
}
