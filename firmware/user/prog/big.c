/* big - a program bigger than the memory it may use: `big [frames [quiet]]`.
 *
 * It writes, reads, changes and sums an array of 64 pages, in an order that jumps from page to page, so pages go out
 * to swap and come back. Every word it uses is a function of its place and pass, so nothing that is lost stays unseen.
 * With `frames` the array gets that many frames of its own; without, it competes for the system's.
 */
#include <stdlib.h>

#include "check.h"
#include "process.h"

enum {
    PAGES = 64,
    STRIDE = 37, /* odd: visits all of 64 pages */
    WORDS = FL_PAGE / sizeof(uint64_t),
    WORD_STEP = 8, /* one word in 64 bytes is enough to tell a page's content */
    PASSES = 3
};

static uint64_t value(unsigned page, unsigned word, unsigned pass)
{
    uint64_t x = ((uint64_t)page << 40 | (uint64_t)word << 8 | pass) * 0x9e3779b97f4a7c15u;
    return x ^ x >> 29;
}

/* One pass over the array: check what the pass before left, leave this pass's values. Returns the wrong words. */
static unsigned sweep(uint64_t (*array)[WORDS], unsigned pass)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < PAGES; i++) {
        unsigned page = i * STRIDE % PAGES;
        for (unsigned word = 0; word < WORDS; word += WORD_STEP) {
            wrong += array[page][word] != (pass == 0 ? 0 : value(page, word, pass - 1));
            array[page][word] = value(page, word, pass);
        }
    }
    return wrong;
}

static uint64_t sum_memory(uint64_t (*array)[WORDS])
{
    uint64_t sum = 0;
    for (unsigned page = 0; page < PAGES; page++)
        for (unsigned word = 0; word < WORDS; word += WORD_STEP)
            sum = sum * 31 + array[page][word];
    return sum;
}

static uint64_t sum_expected(void)
{
    uint64_t sum = 0;
    for (unsigned page = 0; page < PAGES; page++)
        for (unsigned word = 0; word < WORDS; word += WORD_STEP)
            sum = sum * 31 + value(page, word, PASSES - 1);
    return sum;
}

/* The work without a word, for a run beside another process: the exit status alone tells. */
static int run_quietly(uint64_t (*array)[WORDS])
{
    unsigned wrong = 0;
    for (unsigned pass = 0; pass < PASSES; pass++)
        wrong += sweep(array, pass);
    return wrong == 0 && sum_memory(array) == sum_expected() ? 0 : 1;
}

static int run_aloud(uint64_t (*array)[WORDS], unsigned frames)
{
    struct fl_counters before, after;
    fl_begin("big", "a program bigger than its frames");
    fl_own_counters(&before);
    for (unsigned pass = 0; pass < PASSES; pass++)
        fl_check_count(sweep(array, pass), 0, "wrong words", "pass %u over %u pages", pass, (unsigned)PAGES);
    uint64_t sum = sum_memory(array);
    fl_own_counters(&after);

    fl_check(sum == sum_expected(), "checksum %016lx (expected %016lx)", sum, sum_expected());
    if (frames > 0 && frames < PAGES) {
        fl_check(after.swap_in - before.swap_in >= PAGES - frames, "with %u frames, pages came back from swap", frames);
        fl_check(after.zero_fill - before.zero_fill >= PAGES, "every page was zero-filled on its first touch");
    }
    return fl_finish();
}

int main(int argc, char **argv)
{
    unsigned frames = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
    long array = fl_map(NULL, PAGES * FL_PAGE);
    if (array < 0 || (frames > 0 && fl_quota((void *)array, frames, FL_POLICY_SECOND_CHANCE) < 0)) {
        fl_begin("big", "no memory");
        return 1;
    }
    if (argc > 2)
        return run_quietly((uint64_t(*)[WORDS])array);
    return run_aloud((uint64_t(*)[WORDS])array, frames);
}
