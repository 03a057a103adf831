/* figures.c - numbers out of the kernel's texts about itself. */
#include "figures.h"

#include <stdlib.h>
#include <string.h>

unsigned long fl_figure(const char *text, const char *what, const char *word)
{
    unsigned long sum = 0;
    const char *end;
    for (const char *at = strstr(text, what); at && *at; at = strstr(end, what)) {
        const char *found = strstr(at, word);
        end = at + strcspn(at, "\n");
        if (found && found < end)
            sum += strtoul(found + strlen(word), NULL, 10);
        end += *end == '\n';
    }
    return sum;
}
