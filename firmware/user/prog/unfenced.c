/* unfenced - what a forgotten fence behind the clearing of reference bits costs (Privileged 4.3.1).
 *
 * One hot page is used before every step of a scan over cold pages, in eight frames under second chance. With the
 * fence the hot page's bit is set again by its next use, and it never leaves. Without, the TLB still holds the
 * translation with A set, so the use leaves no trace: the hot page looks idle and is pushed out time and again.
 * The program checks what must hold either way, and tells the number of faults on the hot page for the reader, or a
 * test, who knows which option the kernel had (fence_on_clear=0|1) and how large the TLB is.
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

enum { FRAMES = 8, COLD = 64, STEPS = 256 };

static uint64_t page_ins(void)
{
    struct fl_counters counters;
    fl_own_counters(&counters);
    return fl_page_ins(&counters);
}

/* Reads one word and tells whether that brought the page in. Nothing is stored, so no page is ever written to disk. */
static unsigned use(char *region, unsigned page)
{
    uint64_t before = page_ins();
    (void)*(volatile char *)(region + page * FL_PAGE);
    return (unsigned)(page_ins() - before);
}

int main(void)
{
    unsigned hot = 0, cold = 0;
    fl_begin("unfenced", "a hot page under a scan, and the fence behind its reference bit");
    char *region = (char *)fl_map(NULL, (1 + COLD) * FL_PAGE);
    fl_check((long)region > 0 && fl_quota(region, FRAMES, FL_POLICY_SECOND_CHANCE) == 0, "eight frames, second chance");
    for (unsigned step = 0; step < STEPS; step++) {
        hot += use(region, 0);
        cold += use(region, 1 + step % COLD);
    }
    fl_check_count(cold, STEPS, "faults", "every step of the scan misses");
    fl_check(hot >= 1, "the hot page came in");
    printf("  hot page: %u faults in %u uses\n", hot, STEPS);
    return fl_finish();
}
