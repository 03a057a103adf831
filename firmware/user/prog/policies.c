/* policies - every policy on one reference string, on the machine, with the counts that the same files give on the host
 * (tests/unit/test_policy_rows.c holds both to this table).
 *
 * Uses are tracked whatever the policy needs, so that machine and host see the same. Each page's tag is read back at
 * every use: whom a policy pushes out may cost time, never content.
 */
#include "check.h"
#include "policy_counts.h"
#include "process.h"

enum { PAGES = 8 };

static uint64_t tag(unsigned page)
{
    return 0x5eed0000u + page;
}

static unsigned walk(char *region, const char *string)
{
    bool seen[PAGES] = {false};
    unsigned wrong = 0;
    for (; *string; string++) {
        unsigned page = (unsigned)(*string - '0');
        volatile uint64_t *word = (volatile uint64_t *)(region + page * FL_PAGE);
        if (seen[page])
            wrong += *word != tag(page);
        else
            *word = tag(page);
        seen[page] = true;
    }
    return wrong;
}

static void run(const struct policy_count *row)
{
    struct fl_counters before, after;
    char *region = (char *)fl_map(NULL, PAGES * FL_PAGE);
    if (fl_quota(region, POLICY_COUNT_FRAMES, row->number | FL_POLICY_TRACKED) < 0) {
        fl_check(false, "%s: no quota", row->name);
        return;
    }
    fl_own_counters(&before);
    unsigned wrong = walk(region, POLICY_COUNT_STRING);
    fl_own_counters(&after);
    fl_check_count(fl_page_ins(&after) - fl_page_ins(&before), row->faults, "faults", "%s", row->name);
    fl_check_count(after.page_writes - before.page_writes, row->writes, "page writes", "%s", row->name);
    if (wrong > 0)
        fl_check(false, "%s: %u references read a wrong value", row->name, wrong);
    fl_unmap(region, PAGES * FL_PAGE);
}

/* An access across two pages needs both at once: with two frames, no policy may take the first for the second. */
static void cross(const struct policy_count *row)
{
    struct fl_counters before, after;
    char *region = (char *)fl_map(NULL, PAGES * FL_PAGE);
    fl_quota(region, 2, row->number | FL_POLICY_TRACKED);
    fl_own_counters(&before);
    unsigned wrong = 0;
    for (uint64_t page = 1; page < PAGES; page++) {
        volatile uint64_t *word = (volatile uint64_t *)(region + page * FL_PAGE - 4);
        *word = tag((unsigned)page);
        wrong += *word != tag((unsigned)page);
    }
    fl_own_counters(&after);
    fl_check_count(wrong, 0, "wrong words", "%s: across pages, two frames", row->name);
    fl_check(after.tracked - before.tracked <= 4 * PAGES, "%s: no page was fetched in vain", row->name);
    fl_unmap(region, PAGES * FL_PAGE);
}

/* Pages that one pool kept hidden are found by the next, which does not track. */
static void change_policy(void)
{
    char *region = (char *)fl_map(NULL, PAGES * FL_PAGE);
    fl_quota(region, PAGES, FL_POLICY_LRU);
    unsigned wrong = walk(region, "01234567");
    fl_quota(region, PAGES - 2, FL_POLICY_FIFO);
    for (unsigned page = 0; page < PAGES; page++)
        wrong += *(volatile uint64_t *)(region + page * FL_PAGE) != tag(page);
    fl_check_count(wrong, 0, "wrong pages", "tracked pages, then no longer tracked");
    fl_unmap(region, PAGES * FL_PAGE);
}

int main(void)
{
    fl_begin("policies", "every policy on one reference string");
    for (unsigned i = 0; i < sizeof policy_counts / sizeof policy_counts[0]; i++)
        run(&policy_counts[i]);
    for (unsigned i = 0; i < sizeof policy_counts / sizeof policy_counts[0]; i++)
        cross(&policy_counts[i]);
    change_policy();
    return fl_finish();
}
