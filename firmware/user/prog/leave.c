/* leave - the first process ends, and the machine with it, while a child has stored to a shared mapping and runs on: the
 * disk has what it stored.
 */
#include <string.h>

#include "sys.h"

#define SHARED (FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED)

int main(void)
{
    volatile char *stored = (char *)fl_mmap(NULL, FL_PAGE, SHARED, -1, 0);
    if (fl_fork() == 0) {
        char *map = (char *)fl_mmap(NULL, FL_PAGE, SHARED, fl_open("etc/numbers", FL_OPEN_WRITE), 0);
        memcpy(map + 80, "durable\n", 8);
        *stored = 1;
        for (;;)
            fl_yield();
    }
    while (!*stored)
        fl_yield();
    return 0;
}
