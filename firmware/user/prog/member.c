/* member - one of several processes among which frames are divided: `member PAGES PRIORITY`.
 *
 * It makes itself exactly so many pages big, touches them all, and stays until it has been looked at (alloc.c).
 */
#include <stdlib.h>

#include "process.h"

enum { TURNS = 200 };

int main(int argc, char **argv)
{
    struct fl_counters own;
    unsigned long pages = argc > 2 ? (unsigned long)atoi(argv[1]) : 0;
    if (argc < 3 || fl_priority(atoi(argv[2])) != 0)
        return 2;
    fl_own_counters(&own);
    if (own.size > pages)
        return 3;
    unsigned long more = pages - own.size;
    volatile char *region = more ? (volatile char *)fl_map(NULL, more * FL_PAGE) : NULL;
    for (unsigned turn = 0; turn < TURNS; turn++) {
        for (unsigned long page = 0; turn == 0 && page < more; page++)
            region[page * FL_PAGE] = 1;
        fl_yield();
    }
    return 0;
}
