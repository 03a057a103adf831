/* stack - the stack grows by faulting below itself; a guard gap tells growth from a wild pointer.
 *
 * docs/scenarios.md, row 33.
 */
#include <stdlib.h>

#include "check.h"
#include "process.h"

enum { DEPTH = 64 };

static uint64_t frame_word(unsigned depth, unsigned word)
{
    return (uint64_t)depth << 32 | word;
}

/* One frame of more than a page a call: each call touches fresh stack. Returns the words that did not keep. */
static unsigned __attribute__((noinline)) descend(unsigned depth)
{
    volatile uint64_t frame[FL_PAGE / sizeof(uint64_t)];
    unsigned words = sizeof frame / sizeof frame[0], wrong = 0;

    for (unsigned word = 0; word < words; word++)
        frame[word] = frame_word(depth, word);
    if (depth > 1)
        wrong = descend(depth - 1);
    for (unsigned word = 0; word < words; word++)
        wrong += frame[word] != frame_word(depth, word);
    return wrong;
}

/* Touch the stack `pages` pages below the stack pointer. */
static int touch_below(void *pages)
{
    char here;
    *(volatile char *)(&here - (uintptr_t)pages * FL_PAGE) = 1;
    return 0;
}

static int recurse_for_ever(void *unused)
{
    (void)unused;
    return (int)descend(UINT32_MAX);
}

int main(void)
{
    struct fl_counters before, after;
    fl_begin("stack", "growth, guard gap and end of the stack");
    /* First, while the stack is a page or two: a reference within the 16 pages below it is growth, beyond is not. */
    fl_check_count((uint64_t)fl_in_child(touch_below, (void *)12), 0, "is the status", "12 pages below a small stack");
    fl_check_count((uint64_t)fl_in_child(touch_below, (void *)20), FL_KILLED_ILLEGAL_ACCESS, "is the status",
                   "20 pages below a small stack");
    fl_own_counters(&before);
    unsigned wrong = descend(DEPTH);
    fl_own_counters(&after);

    fl_check_count(wrong, 0, "wrong words", "%u calls, a page each", (unsigned)DEPTH);
    fl_check(after.zero_fill - before.zero_fill >= DEPTH, "the stack grew by at least %u zero-filled pages",
             (unsigned)DEPTH);
    fl_check_count((uint64_t)fl_in_child(touch_below, (void *)1), 0, "is the status", "a page below the stack");
    fl_check_count((uint64_t)fl_in_child(touch_below, (void *)(1ul << 20)), FL_KILLED_ILLEGAL_ACCESS, "is the status",
                   "4 GiB below the stack");
    fl_check_count((uint64_t)fl_in_child(recurse_for_ever, NULL), FL_KILLED_ILLEGAL_ACCESS, "is the status",
                   "endless recursion");
    return fl_finish();
}
