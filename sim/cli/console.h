/* console.h - what the guest says: to a stream, to a file, and its final counters picked up on the way. */
#ifndef FAULTLINE_CONSOLE_H
#define FAULTLINE_CONSOLE_H

#include <stdint.h>
#include <stdio.h>

#define FL_COUNTERS_MAX 64

struct fl_counter {
    char name[32];
    uint64_t value;
};

struct fl_console {
    FILE *stream, *file; /* borrowed; NULL: not there */
    char line[128];      /* the current line, cut off when longer */
    unsigned length;
    struct fl_counter counter[FL_COUNTERS_MAX]; /* lines of the form "counter NAME VALUE" */
    unsigned counters;
};

void fl_console_put(struct fl_console *console, char c);

/* The counter of this name; NULL when the guest printed none. */
const struct fl_counter *fl_console_counter(const struct fl_console *console, const char *name);

#endif
