/* durable - what msync has completed is on the disk, whatever happens to the machine afterwards.
 *
 * Changes a line of etc/numbers through a shared mapping, makes it last, says so, and goes on for ever changing another
 * line without making that last. Whoever runs this ends the machine from outside and looks at the disk.
 */
#include <stdio.h>
#include <string.h>

#include "sys.h"

int main(void)
{
    long fd = fl_open("etc/numbers", FL_OPEN_WRITE);
    char *map = (char *)fl_mmap(NULL, FL_PAGE, FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED, fd, 0);
    memcpy(map + 80, "durable\n", 8);
    if (fl_msync(map, FL_PAGE) != 0)
        return 1;
    printf("durable: synced\n");
    for (volatile uint64_t *word = (uint64_t *)(map + 160);;)
        ++*word;
}
