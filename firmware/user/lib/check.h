/* check.h - how a program shows what it saw and whether that was right.
 *
 * Each check prints one line that begins with "ok" or "WRONG"; the program ends with `return fl_finish()`,
 * which prints the sum and returns the exit status, 0 or 1. A program that made no check has not passed.
 */
#ifndef FAULTLINE_CHECK_H
#define FAULTLINE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

/* Name the program; `what` is one line that says what it is about to show. */
void fl_begin(const char *program, const char *what);

/* The line reads "ok    <text>" or "WRONG <text>". Returns `right`. */
bool fl_check(bool right, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "<got> <what> (expected <want>)" after the text; right when they are equal. */
bool fl_check_count(uint64_t got, uint64_t want, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

int fl_finish(void);

#endif
