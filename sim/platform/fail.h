/* fail.h - how this library says that something cannot be used: one line for people, then `return false`. */
#ifndef FAULTLINE_PLATFORM_FAIL_H
#define FAULTLINE_PLATFORM_FAIL_H

#include <stdbool.h>
#include <stddef.h>

/* Where the line goes; `text` may be NULL: nobody wants it. */
struct fl_error {
    char *text;
    size_t size;
};

/* Always false, so that a caller can write `return fl_fail(error, "...")`. */
bool fl_fail(const struct fl_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
