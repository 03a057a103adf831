#include "cli/number.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

bool fl_parse_number(const char *text, uint64_t *number)
{
    char digits[64], *end;
    size_t length = 0;
    for (; *text; text++) {
        if (*text != '_' && *text != ',') {
            if (length == sizeof digits - 1) {
                return false;
            }
            digits[length++] = *text;
        }
    }
    digits[length] = '\0';
    errno = 0;
    *number = strtoull(digits, &end, 0);
    return digits[0] >= '0' && digits[0] <= '9' && *end == '\0' && errno == 0;
}
