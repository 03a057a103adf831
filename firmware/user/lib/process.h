/* process.h - children and counters, as the programs use them. */
#ifndef FAULTLINE_PROCESS_H
#define FAULTLINE_PROCESS_H

#include "sys.h"

/* In a child: become the program at `path`, or end with 127. Out of line, as vfork needs. */
_Noreturn void fl_become(const char *path, const char *const argv[]);

/* Fork and exec `argv[0]`; returns the child's pid or a negative error. A failed exec ends the child with 127. */
long fl_spawn(const char *const argv[]);

/* Wait until `pid` has ended and return its status; other children that end meanwhile are forgotten.
 * Returns a negative error when there is no such child. */
long fl_wait_for(long pid);

/* Run body(arg) in a child to its end and return the child's exit status, or a negative error. */
long fl_in_child(int (*body)(void *), void *arg);

/* This process's counters. Reading them touches `out` first, so that the reading itself faults nowhere. */
void fl_own_counters(struct fl_counters *out);

/* Faults that brought a page in: zero-fill, and back from swap. */
static inline uint64_t fl_page_ins(const struct fl_counters *c)
{
    return c->zero_fill + c->swap_in;
}

#endif
