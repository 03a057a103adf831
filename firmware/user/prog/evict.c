/* evict - replacing k clean and m dirty pages writes m pages to disk, not k + m (docs/scenarios.md, row 25). */
#include "check.h"
#include "process.h"

enum { PAGES = 24, DIRTY = 7 };

static const char file_backed[4 * FL_PAGE] __attribute__((aligned(4096))) = {1, 2, 3};

static volatile uint64_t *word_of(char *region, unsigned page)
{
    return (volatile uint64_t *)(region + page * FL_PAGE);
}

/* Push out `pages` pages of the region; check how many went and how many were written. */
static void evict(char *region, unsigned pages, unsigned writes, const char *what)
{
    struct fl_counters before, after;
    fl_own_counters(&after);
    fl_own_counters(&before);
    long gone = fl_evict(region, pages * FL_PAGE);
    fl_own_counters(&after);

    fl_check_count((uint64_t)gone, pages, "pages", "%s: pushed out", what);
    fl_check_count(after.page_writes - before.page_writes, writes, "page writes", "%s", what);
}

static unsigned count_wrong(char *region, unsigned from, unsigned mark)
{
    unsigned wrong = 0;
    for (unsigned page = from; page < PAGES; page++)
        wrong += *word_of(region, page) != mark + page;
    return wrong;
}

static void check_dirty_then_clean(char *region)
{
    for (unsigned page = 0; page < PAGES; page++)
        *word_of(region, page) = 100 + page;
    evict(region, PAGES, PAGES, "all written");
    fl_check_count(count_wrong(region, 0, 100), 0, "wrong pages", "read back from swap");
    evict(region, PAGES, 0, "read since, not written");
}

static void check_mixed(char *region)
{
    for (unsigned page = 0; page < PAGES; page++)
        if (page < DIRTY)
            *word_of(region, page) = 200 + page;
        else
            (void)*word_of(region, page);
    evict(region, PAGES, DIRTY, "17 clean and 7 dirty");
    unsigned wrong = count_wrong(region, DIRTY, 100);
    for (unsigned page = 0; page < DIRTY; page++)
        wrong += *word_of(region, page) != 200 + page;
    fl_check_count(wrong, 0, "wrong pages", "read back");
}

static void check_untouched(void)
{
    char *region = (char *)fl_map(NULL, PAGES * FL_PAGE);
    unsigned wrong = 0;
    for (unsigned page = 0; page < PAGES; page++)
        (void)*word_of(region, page);
    evict(region, PAGES, 0, "zero-filled, never written");
    for (unsigned page = 0; page < PAGES; page++)
        wrong += *word_of(region, page) != 0;
    fl_check_count(wrong, 0, "wrong pages", "read zero again");
}

static void check_file(void)
{
    volatile const char *constants = file_backed;
    for (unsigned page = 0; page < sizeof file_backed / FL_PAGE; page++)
        (void)constants[page * FL_PAGE];
    evict((char *)file_backed, sizeof file_backed / FL_PAGE, 0, "constants of the program file");
    fl_check(constants[0] == 1 && constants[2] == 3 && constants[FL_PAGE] == 0, "constants read the same again");
}

int main(void)
{
    fl_begin("evict", "clean pages leave without a write, dirty ones are written once");
    char *region = (char *)fl_map(NULL, PAGES * FL_PAGE);
    check_dirty_then_clean(region);
    check_mixed(region);
    check_untouched();
    check_file();
    return fl_finish();
}
