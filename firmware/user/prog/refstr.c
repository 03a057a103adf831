/* refstr - the textbook's reference strings, counted on the machine itself (docs/scenarios.md, rows 1 to 3).
 *
 * Each string walks a fresh region whose quota is its number of frames, so code, stack and page tables do not
 * compete. The first touch of a page stores its tag; every later reference reads the tag back: the counts come with
 * proof that each page went out and came back whole.
 */
#include "check.h"
#include "process.h"

#define B "123412512345"
#define S "70120304230321201701"

static const struct row {
    const char *name, *string, *policy_name;
    enum fl_policy policy;
    unsigned frames, faults;
} rows[] = {
    {"row 1 B", B, "fifo", FL_POLICY_FIFO, 3, 9},
    {"row 1 B", B, "fifo", FL_POLICY_FIFO, 4, 10}, /* Belady: one frame more, one fault more */
    {"row 1 B", B, "second chance", FL_POLICY_SECOND_CHANCE, 3, 9},
    {"row 1 B", B, "second chance", FL_POLICY_SECOND_CHANCE, 4, 10},
    {"row 2 S", S, "fifo", FL_POLICY_FIFO, 3, 15},
    {"row 2 S", S, "second chance", FL_POLICY_SECOND_CHANCE, 3, 14}, /* reference bit set on load */
    {"row 3 S", S, "fifo", FL_POLICY_FIFO, 1, 20},
    {"row 3 S", S, "fifo", FL_POLICY_FIFO, 2, 15},
    {"row 3 S", S, "fifo", FL_POLICY_FIFO, 3, 15},
    {"row 3 S", S, "fifo", FL_POLICY_FIFO, 4, 10},
    {"row 3 S", S, "fifo", FL_POLICY_FIFO, 5, 9},
    {"row 3 S", S, "fifo", FL_POLICY_FIFO, 6, 6},
};

enum { REGION_PAGES = 10 };

static uint64_t tag(unsigned page)
{
    return 0x5eed0000u + page;
}

/* Walk the string over the region; returns how many references read something else than the page's tag. */
static unsigned walk(const char *string, char *region)
{
    bool seen[REGION_PAGES] = {false};
    unsigned wrong = 0;

    for (const char *ref = string; *ref; ref++) {
        unsigned page = (unsigned)(*ref - '0');
        volatile uint64_t *word = (volatile uint64_t *)(region + page * FL_PAGE);
        if (seen[page])
            wrong += *word != tag(page);
        else
            *word = tag(page);
        seen[page] = true;
    }
    return wrong;
}

static void run(const struct row *row)
{
    struct fl_counters before, after;
    long region = fl_map(NULL, REGION_PAGES * FL_PAGE);
    long set = region < 0 ? region : fl_quota((void *)region, row->frames, row->policy);
    if (set < 0) {
        fl_check(false, "%s: a region with %u frames of its own: error %ld", row->name, row->frames, set);
        return;
    }
    fl_own_counters(&before);
    unsigned wrong = walk(row->string, (char *)region);
    fl_own_counters(&after);

    fl_check_count(fl_page_ins(&after) - fl_page_ins(&before), row->faults, "faults", "%s %s %u frames", row->name,
                   row->policy_name, row->frames);
    if (wrong > 0)
        fl_check(false, "%s: %u references read a wrong value", row->name, wrong);
    fl_unmap((void *)region, REGION_PAGES * FL_PAGE);
}

int main(void)
{
    fl_begin("refstr", "reference strings against the textbook's fault counts");
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        run(&rows[i]);
    return fl_finish();
}
