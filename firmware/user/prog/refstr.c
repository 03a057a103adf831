/* refstr - the textbook's reference strings, counted on the machine itself (docs/scenarios.md, rows 1 to 3 and 5 to 11).
 *
 * Each string walks a fresh region whose quota is its number of frames, so code, stack and page tables do not
 * compete. The first touch of a page stores its tag; every later reference reads the tag back: the counts come with
 * proof that each page went out and came back whole. OPT needs two runs and has a program of its own (optimal).
 */
#include "check.h"
#include "process.h"

#define B  "123412512345"
#define S  "70120304230321201701"
#define G5 "12342156212376321236"
#define ST "232152453252"
#define G7 "72312534677105462301"
#define T  "012301401234"
#define O  "01201303121"
#define L  "0123012301230123012301230123012301230123"

#define FIFO          FL_POLICY_FIFO
#define SECOND_CHANCE FL_POLICY_SECOND_CHANCE
#define LRU           FL_POLICY_LRU
#define MRU           FL_POLICY_MRU

#define MOST_COUNTS 8

/* faults[i] belongs to frames_from + i frames; 0 ends the list. */
static const struct row {
    const char *name, *string, *policy_name;
    unsigned long policy;
    unsigned frames_from, faults[MOST_COUNTS];
} rows[] = {
    {"row 1 B", B, "fifo", FIFO, 3, {9, 10}}, /* Belady: one frame more, one fault more */
    {"row 1 B", B, "second chance", SECOND_CHANCE, 3, {9, 10}},
    {"row 1 B", B, "lru", LRU, 3, {10, 8}},
    {"row 2 S", S, "fifo", FIFO, 3, {15}},
    {"row 2 S", S, "second chance", SECOND_CHANCE, 3, {14}}, /* reference bit set on load */
    {"row 2 S", S, "second chance, bit clear on load", SECOND_CHANCE | FL_POLICY_TRACKED, 3, {11}},
    {"row 2 S", S, "lru", LRU, 3, {12}},
    {"row 3 S", S, "fifo", FIFO, 1, {20, 15, 15, 10, 9, 6}},
    {"row 3 S", S, "lru", LRU, 1, {20, 17, 12, 8, 7, 6}},
    {"row 5 G5", G5, "fifo", FIFO, 1, {20, 18, 16, 14, 10, 10, 7}},
    {"row 5 G5", G5, "lru", LRU, 1, {20, 18, 15, 10, 8, 7, 7}},
    {"row 6 ST", ST, "lru", LRU, 3, {7}},
    {"row 6 ST", ST, "second chance", SECOND_CHANCE, 3, {8}},
    {"row 6 ST", ST, "fifo", FIFO, 3, {9}},
    {"row 7 G7", G7, "fifo", FIFO, 3, {17}},
    {"row 7 G7", G7, "lru", LRU, 3, {18}},
    {"row 8 T", T, "fifo", FIFO, 3, {9, 10}},
    {"row 8 T", T, "lru", LRU, 3, {10, 8}},
    {"row 9 O", O, "fifo", FIFO, 3, {7}},
    {"row 9 O", O, "lru", LRU, 3, {5}},
    {"row 10 L", L, "fifo", FIFO, 3, {40}},
    {"row 10 L", L, "lru", LRU, 3, {40}},
    {"row 10 L", L, "second chance", SECOND_CHANCE, 3, {40}},
    {"row 10 L", L, "mru", MRU, 3, {16}},
};

/* Row 11: frames enough for all; the working set's window decides. */
static const unsigned working_set_faults[] = {12, 12, 10, 8, 7, 7, 5}; /* windows 1 to 7 */

enum { REGION_PAGES = 10, PAGES_OF_B = 5 };

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

/* Faults of the string in so many frames, or a negative error. */
static long count_faults(const char *string, unsigned frames, unsigned long policy)
{
    struct fl_counters before, after;
    long region = fl_map(NULL, REGION_PAGES * FL_PAGE);
    long set = region < 0 ? region : fl_quota((void *)region, frames, policy);
    if (set < 0)
        return set;
    fl_own_counters(&before);
    unsigned wrong = walk(string, (char *)region);
    fl_own_counters(&after);
    if (wrong > 0)
        fl_check(false, "%u references read a wrong value", wrong);
    fl_unmap((void *)region, REGION_PAGES * FL_PAGE);
    return (long)(fl_page_ins(&after) - fl_page_ins(&before));
}

static void run(const struct row *row)
{
    for (unsigned i = 0; i < MOST_COUNTS && row->faults[i]; i++) {
        unsigned frames = row->frames_from + i;
        fl_check_count((uint64_t)count_faults(row->string, frames, row->policy), row->faults[i], "faults",
                       "%s %s %u frames", row->name, row->policy_name, frames);
    }
}

static void run_working_set(void)
{
    for (unsigned window = 1; window <= sizeof working_set_faults / sizeof working_set_faults[0]; window++)
        fl_check_count((uint64_t)count_faults(B, PAGES_OF_B, FL_POLICY_WORKING_SET | FL_POLICY_WINDOW(window)),
                       working_set_faults[window - 1], "faults", "row 11 B working set of the last %u uses", window);
}

int main(void)
{
    fl_begin("refstr", "reference strings against the textbook's fault counts");
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        run(&rows[i]);
    run_working_set();
    return fl_finish();
}
