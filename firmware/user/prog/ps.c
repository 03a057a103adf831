/* ps - prints what the kernel says of itself: `ps [name]...`, all of it without a name. */
#include <stdio.h>

#include "sys.h"

enum { SIZE = 8192 };

static int show(const char *name)
{
    static char text[SIZE];
    long size = fl_proc(name, text, SIZE - 1);
    if (size < 0) {
        printf("ps: there is no \"%s\"; there are processes memory buddy slab faults recount\n", name);
        return 1;
    }
    printf("%s\n", name);
    text[size] = '\0';
    for (char *line = text, *at = text; *at; at++) {
        if (*at != '\n')
            continue;
        *at = '\0';
        printf("  %s\n", line);
        line = at + 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const char *const all[] = {"processes", "memory", "buddy", "slab", "faults", "recount"};
    int status = 0;
    for (int i = 1; i < argc; i++)
        status |= show(argv[i]);
    for (unsigned i = 0; argc < 2 && i < sizeof all / sizeof all[0]; i++)
        status |= show(all[i]);
    return status;
}
