/* optimal - the optimal policy on the machine itself (docs/scenarios.md, rows 1 to 3, 5 to 7, 9 and 10).
 *
 * It is run twice. The first run, with the kernel option record=1, only walks the strings while the kernel prints each
 * use; the second gets that recording with opt=PATH, and its faults must be the textbook's. Until all strings are
 * walked the program looks at no counter, so that both runs retire the same instructions.
 */
#include "check.h"
#include "process.h"

#define MOST_COUNTS 7

static const struct row {
    const char *name, *string;
    unsigned frames_from, faults[MOST_COUNTS];
} rows[] = {
    {"row 1 B", "123412512345", 3, {7, 6}},
    {"row 3 S", "70120304230321201701", 1, {20, 13, 9, 8, 7, 6}}, /* with three frames: row 2 */
    {"row 5 G5", "12342156212376321236", 1, {20, 15, 11, 8, 7, 7, 7}},
    {"row 6 ST", "232152453252", 3, {6}},
    {"row 7 G7", "72312534677105462301", 3, {13}},
    {"row 9 O", "01201303121", 3, {5}},
    {"row 10 L", "0123012301230123012301230123012301230123", 3, {16}},
};

enum { ROWS = sizeof rows / sizeof rows[0], REGION_PAGES = 8 };

/* One walk: the counters around it, looked into when all is over. */
static struct walk {
    struct fl_counters before, after;
    long error;
} walks[ROWS][MOST_COUNTS];

static void walk(struct walk *walk, const char *string, unsigned frames)
{
    long region = fl_map(NULL, REGION_PAGES * FL_PAGE);
    walk->error = region < 0 ? region : fl_quota((void *)region, frames, FL_POLICY_OPT);
    if (walk->error < 0)
        return;
    fl_own_counters(&walk->before);
    for (; *string; string++)
        *(volatile char *)(region + (*string - '0') * (long)FL_PAGE) = *string;
    fl_own_counters(&walk->after);
    fl_unmap((void *)region, REGION_PAGES * FL_PAGE);
}

int main(void)
{
    fl_begin("optimal", "OPT from a recording of the same program");
    for (unsigned r = 0; r < ROWS; r++)
        for (unsigned i = 0; i < MOST_COUNTS && rows[r].faults[i]; i++)
            walk(&walks[r][i], rows[r].string, rows[r].frames_from + i);
    for (unsigned r = 0; r < ROWS; r++)
        for (unsigned i = 0; i < MOST_COUNTS && rows[r].faults[i]; i++) {
            const struct walk *w = &walks[r][i];
            unsigned frames = rows[r].frames_from + i;
            if (w->error < 0)
                fl_check(false, "%s: a region with %u frames under OPT: error %ld", rows[r].name, frames, w->error);
            else
                fl_check_count(fl_page_ins(&w->after) - fl_page_ins(&w->before), rows[r].faults[i], "faults",
                               "%s opt %u frames", rows[r].name, frames);
        }
    return fl_finish();
}
