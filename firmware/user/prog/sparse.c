/* sparse - a hole costs nothing: 1 GiB touched once every 64 pages zero-fills 4,096 pages, no more.
 *
 * docs/scenarios.md, row 22.
 */
#include "check.h"
#include "process.h"

enum { STEP = 64, TOUCHES = 4096 };

int main(void)
{
    struct fl_counters before, after;
    fl_begin("sparse", "1 GiB, one page in 64 touched");
    fl_own_counters(&after);
    fl_own_counters(&before);
    char *region = (char *)fl_map(NULL, (size_t)TOUCHES * STEP * FL_PAGE);
    unsigned wrong = 0;
    for (unsigned i = 0; i < TOUCHES; i++) {
        volatile uint64_t *word = (volatile uint64_t *)(region + (size_t)i * STEP * FL_PAGE);
        wrong += *word != 0;
        *word = i;
    }
    fl_own_counters(&after);
    for (unsigned i = 0; i < TOUCHES; i++)
        wrong += *(volatile uint64_t *)(region + (size_t)i * STEP * FL_PAGE) != i;

    fl_check_count(after.zero_fill - before.zero_fill, TOUCHES, "zero-fill faults", "touching %u pages",
                   (unsigned)TOUCHES);
    fl_check_count(after.resident - before.resident, TOUCHES, "pages more", "resident");
    fl_check_count(wrong, 0, "wrong values", "reading them");
    fl_check_count((uint64_t)fl_unmap(region, (size_t)TOUCHES * STEP * FL_PAGE), 0, "is the result", "unmap");
    fl_own_counters(&after);
    fl_check_count(after.resident - before.resident, 0, "pages more", "resident after unmap");
    return fl_finish();
}
