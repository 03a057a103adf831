/* fail.c - one line of explanation for a failure. */
#include "platform/fail.h"

#include <stdarg.h>
#include <stdio.h>

bool fl_fail(const struct fl_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (error->text) /* clang-tidy 14 does not see va_start in a function nobody in this file calls */
        vsnprintf(error->text, error->size, format, arguments); // NOLINT(clang-analyzer-valist.Uninitialized)
    va_end(arguments);
    return false;
}
