/* rescue - replaced pages that are still in the pool of free frames come back without the disk (docs/scenarios.md, row
 * 26). Run it with pool=32 zeroed=8.
 */
#include "check.h"
#include "process.h"

enum { POOL = 32, FEW = 16, MANY = 48, PATIENCE = 100000 };

static char *region;
static struct fl_counters before, after;

static volatile uint64_t *word_of(unsigned page)
{
    return (volatile uint64_t *)(region + page * FL_PAGE);
}

static void write_pages(unsigned pages, unsigned mark)
{
    for (unsigned page = 0; page < pages; page++)
        *word_of(page) = mark + page;
}

static void check_read(unsigned pages, unsigned mark)
{
    unsigned wrong = 0;
    for (unsigned page = 0; page < pages; page++)
        wrong += *word_of(page) != mark + page;
    fl_check_count(wrong, 0, "wrong pages", "read back");
}

/* The writer works when the disk is idle; until it has caught up, requests are under way that are not ours. */
static void wait_for_writes(uint64_t writes)
{
    for (unsigned turn = 0; turn < PATIENCE && after.page_writes < writes; turn++)
        fl_read_counters(&after, 0);
    fl_check_count(after.page_writes, writes, "pages", "written in the background");
}

static void check_modified(void)
{
    write_pages(FEW, 100);
    fl_check_count((uint64_t)fl_evict(region, FEW * FL_PAGE), FEW, "pages", "written, and replaced");
    fl_own_counters(&before);
    check_read(FEW, 100);
    fl_own_counters(&after);
    fl_check_count(after.pool_rescue - before.pool_rescue, FEW, "rescues", "wanted back at once");
    fl_check_count(after.swap_in - before.swap_in, 0, "pages read", "wanted back at once");
}

static void check_clean(void)
{
    write_pages(FEW, 200);
    fl_read_counters(&before, 0);
    fl_evict(region, FEW * FL_PAGE);
    wait_for_writes(before.page_writes + FEW);
    fl_read_counters(&before, 0);
    check_read(FEW, 200);
    fl_evict(region, FEW * FL_PAGE);
    check_read(FEW, 200);
    fl_read_counters(&after, 0);
    fl_check_count(after.pool_rescue - before.pool_rescue, 2 * FEW, "rescues", "replaced and wanted back, twice");
    fl_check_count(after.disk_requests - before.disk_requests, 0, "disk requests", "replaced and wanted back, twice");
}

/* More than the pool holds: the oldest are gone. */
static void check_overflow(void)
{
    write_pages(MANY, 300);
    fl_evict(region, MANY * FL_PAGE);
    fl_own_counters(&before);
    for (unsigned page = MANY - POOL; page < MANY; page++)
        (void)*word_of(page);
    fl_own_counters(&after);
    fl_check_count(after.pool_rescue - before.pool_rescue, POOL, "rescues", "48 replaced: the last 32");
    check_read(MANY, 300);
    fl_own_counters(&before);
    fl_check_count(before.swap_in - after.swap_in, MANY - POOL, "pages read", "48 replaced: the first 16");
}

/* A child shares pages that are in the pool; what each writes stays its own. */
static int write_own(void *unused)
{
    (void)unused;
    write_pages(FEW, 500);
    for (unsigned page = 0; page < FEW; page++)
        if (*word_of(page) != 500 + page)
            return 1;
    return 0;
}

static void check_shared(void)
{
    write_pages(FEW, 400);
    fl_evict(region, FEW * FL_PAGE);
    fl_check_count((uint64_t)fl_in_child(write_own, NULL), 0, "is the status", "a child that writes the same pages");
    check_read(FEW, 400);
}

int main(void)
{
    fl_begin("rescue", "replaced pages stay in the pool of free frames for a while");
    region = (char *)fl_map(NULL, MANY * FL_PAGE);
    write_pages(MANY, 0);
    check_modified();
    check_clean();
    check_overflow();
    check_shared();
    return fl_finish();
}
