#include "lockstep/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Copy `digits` to `to` with `mark` before every full group, counted from the right. */
static void group(char *to, const char *digits, size_t size, char mark)
{
    size_t length = strlen(digits);
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % size == 0) {
            *to++ = mark;
        }
        *to++ = digits[i];
    }
    *to = '\0';
}

struct fl_number fl_hex(uint64_t value)
{
    struct fl_number number = {"0x"};
    char digits[20];
    snprintf(digits, sizeof digits, "%" PRIx64, value);
    group(number.text + 2, digits, 4, '_');
    return number;
}

struct fl_number fl_decimal(uint64_t value)
{
    struct fl_number number;
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, value);
    group(number.text, digits, 3, ',');
    return number;
}
