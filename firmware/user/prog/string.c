/* string - any reference string under any policy, fault by fault: `string POLICY FRAMES PAGES [FAULTS]`.
 *
 *   string fifo 3 123412512345 9        pages are digits; the last word is how many faults there must be
 *   string ws:4 5 123412512345          a working set of the last four uses
 *
 * The region that is walked has so many frames of its own, so the program's other pages do not compete. Each page keeps
 * what the first use stored there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "process.h"

enum { PAGES = 10, MOST_USES = 100, USAGE = 64 };

static const char *const policies[] = {[FL_POLICY_FIFO] = "fifo",         [FL_POLICY_SECOND_CHANCE] = "clock",
                                       [FL_POLICY_ENHANCED] = "enhanced", [FL_POLICY_AGING] = "aging",
                                       [FL_POLICY_LRU] = "lru",           [FL_POLICY_MRU] = "mru",
                                       [FL_POLICY_LFU] = "lfu",           [FL_POLICY_MFU] = "mfu",
                                       [FL_POLICY_TWO_QUEUE] = "2q",      [FL_POLICY_WORKING_SET] = "ws",
                                       [FL_POLICY_WSCLOCK] = "wsclock",   [FL_POLICY_RANDOM] = "random"};

/* The policy that `name` says, with its window behind a colon; -1: there is none. */
static long find_policy(const char *name)
{
    size_t length = strcspn(name, ":");
    for (unsigned i = 0; i < sizeof policies / sizeof policies[0]; i++)
        if (strlen(policies[i]) == length && memcmp(policies[i], name, length) == 0)
            return (long)(i | (name[length] ? FL_POLICY_WINDOW(strtoul(name + length + 1, NULL, 10)) : 0));
    return -1;
}

static _Noreturn void refuse(const char *why)
{
    printf("string: %s\nusage: string POLICY FRAMES PAGES [FAULTS], as in: string fifo 3 123412512345\npolicies:", why);
    for (unsigned i = 0; i < sizeof policies / sizeof policies[0]; i++)
        printf(" %s", policies[i]);
    printf("\n");
    exit(USAGE);
}

/* One use of a page; did it bring the page in? */
static bool use(volatile char *at, char page)
{
    struct fl_counters before, after;
    fl_own_counters(&after);
    fl_own_counters(&before);
    if (*at != page && *at != 0)
        fl_check(false, "page %c reads '%c'", page, *at);
    *at = page;
    fl_own_counters(&after);
    return fl_page_ins(&after) > fl_page_ins(&before);
}

static unsigned walk(char *region, const char *pages)
{
    char line[2 * MOST_USES + 1];
    unsigned faults = 0;
    size_t length = 0;
    for (const char *page = pages; *page; page++) {
        bool fault = use(region + (*page - '0') * (long)FL_PAGE, *page);
        faults += fault;
        line[length++] = fault ? '*' : ' ';
        line[length++] = ' ';
    }
    line[length] = '\0';
    printf("  fault  %s\n", line);
    return faults;
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 5)
        refuse("three or four words are wanted");
    const char *pages = argv[3];
    long policy = find_policy(argv[1]), frames = strtol(argv[2], NULL, 10);
    if (policy < 0)
        refuse("no such policy");
    if (strspn(pages, "0123456789") != strlen(pages) || strlen(pages) > MOST_USES || !*pages)
        refuse("pages are 1 to 100 digits");
    char *region = (char *)fl_map(NULL, PAGES * FL_PAGE);
    if (frames < 1 || fl_quota(region, (size_t)frames, (unsigned long)policy) < 0)
        refuse("so many frames there are not");
    printf("string: %s, %ld frames\n  page  ", argv[1], frames);
    for (const char *page = pages; *page; page++)
        printf(" %c", *page);
    printf("\n");
    unsigned faults = walk(region, pages);
    if (argc == 4)
        return printf("  %u faults\n", faults) < 0;
    return fl_check_count(faults, strtoul(argv[4], NULL, 10), "faults", "%s %ld frames", argv[1], frames) ? 0 : 1;
}
