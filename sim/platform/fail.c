/* fail.c - one line of explanation for a failure. */
#include "platform/fail.h"

#include <stdarg.h>
#include <stdio.h>

bool fl_fail(const struct fl_error *error, const char *format, ...)
{
    if (!error->text || !error->size)
        return false;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, error->size, format, arguments);
    va_end(arguments);
    return false;
}
