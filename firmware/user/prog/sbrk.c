/* sbrk - the heap is a promise: growing it costs nothing until a page is touched, and fresh pages read zero. */
#include "check.h"
#include "process.h"

enum { PAGES = 100, STEP = 10, KEPT = 50 };

static unsigned count_nonzero(const volatile uint64_t *from, size_t bytes)
{
    unsigned found = 0;
    for (size_t i = 0; i < bytes / sizeof *from; i++)
        found += from[i] != 0;
    return found;
}

static int touch(void *addr)
{
    *(volatile char *)addr = 1;
    return 0;
}

/* The break moved up to a page boundary, so that the pages counted are whole. */
static char *aligned_break(void)
{
    long now = fl_sbrk(0);
    fl_sbrk((long)(-(unsigned long)now % FL_PAGE));
    return (char *)fl_sbrk(0);
}

static void check_lazy_growth(char *heap)
{
    struct fl_counters start, grown, touched;
    fl_own_counters(&grown);
    fl_own_counters(&touched);
    fl_own_counters(&start);
    fl_check((char *)fl_sbrk(PAGES * FL_PAGE) == heap, "sbrk returns the previous break");
    fl_own_counters(&grown);
    for (unsigned page = 0; page < PAGES; page += STEP)
        *(volatile uint64_t *)(heap + page * FL_PAGE) = page + 1;
    fl_own_counters(&touched);

    fl_check_count(grown.zero_fill - start.zero_fill, 0, "zero-fill faults", "growing by %u pages", (unsigned)PAGES);
    fl_check_count(touched.zero_fill - grown.zero_fill, PAGES / STEP, "zero-fill faults", "touching one page in %u",
                   (unsigned)STEP);
}

static void check_shrink(char *heap)
{
    fl_check(fl_sbrk(-(long)((PAGES - KEPT) * FL_PAGE)) >= 0, "shrinks to %u pages", (unsigned)KEPT);
    fl_check_count((uint64_t)fl_in_child(touch, heap + KEPT * FL_PAGE), FL_KILLED_ILLEGAL_ACCESS, "is the status",
                   "touching what was given back");
    fl_sbrk((PAGES - KEPT) * FL_PAGE);
    fl_check_count(count_nonzero((uint64_t *)(heap + KEPT * FL_PAGE), (PAGES - KEPT) * FL_PAGE), 0, "words",
                   "grown again, not zero");
    fl_check_count(*(volatile uint64_t *)(heap + STEP * FL_PAGE), STEP + 1, "is the value", "a page that stayed");
}

int main(void)
{
    fl_begin("sbrk", "growing and shrinking the heap");
    char *heap = aligned_break();
    check_lazy_growth(heap);
    check_shrink(heap);
    fl_check(fl_sbrk(INT64_MAX) < 0, "refuses to grow by 2^63 - 1 bytes");
    fl_check(fl_sbrk(-(1l << 40)) < 0, "refuses to shrink below its start");
    fl_check((char *)fl_sbrk(0) == heap + PAGES * FL_PAGE, "refusals move nothing");
    return fl_finish();
}
