#include "tell.h"

#include <stdio.h>

void directed_tell(const char *layer, const char *number, const char *verdict, const char *title)
{
    if (layer)
        printf("case %s %s %s %s\n", number, layer, verdict, title);
}
