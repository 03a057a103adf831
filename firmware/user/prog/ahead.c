/* ahead - a file read through a mapping, page after page, and what prepaging (`prepage=N`) changes about it.
 *
 * With a page that is waited for come the next N; so 16 pages cost 16 waits for the disk, or 16 / (N + 1). A page that came
 * on a guess has A = D = 0: without hardware that sets them, its first load and its first store are one trap each
 * (docs/scenarios.md, row 27).
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

enum { PAGES = 16, FIRST = 7000 };
#define SHARED (FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED)

static char *map;

static struct fl_counters now(void)
{
    struct fl_counters counters;
    fl_own_counters(&counters);
    return counters;
}

/* Traps of a load, then of a store, to a page that nobody has used; it is in memory once it is counted. */
static void use_fresh_page(void)
{
    uint64_t prepaged = now().prepaged;
    volatile char *page = map + FL_PAGE;
    (void)*(volatile char *)map;
    for (unsigned turn = 0; turn < 1000 && now().prepaged == prepaged; turn++)
        fl_yield();
    struct fl_counters before = now();
    if (before.prepaged == prepaged)
        return; /* without prepaging there is none */
    char byte = *page;
    struct fl_counters loaded = now();
    *page = byte;
    struct fl_counters stored = now();
    printf("extra traps of a load and a store to a fresh page: %lu %lu\n",
           (unsigned long)(loaded.access_dirty - before.access_dirty),
           (unsigned long)(stored.access_dirty - loaded.access_dirty));
    fl_check_count(stored.file, before.file, "page-ins in all", "neither waited for the disk");
}

static void read_all(void)
{
    struct fl_counters before = now();
    uint64_t right = 0;
    for (unsigned page = 0; page < PAGES; page++)
        right += *(volatile uint64_t *)(map + page * FL_PAGE) == FIRST + page;
    struct fl_counters after = now();
    printf("waits for the disk, and pages that came ahead: %lu %lu\n", (unsigned long)(after.file - before.file),
           (unsigned long)(after.prepaged - before.prepaged));
    fl_check_count(right, PAGES, "pages", "read what was written to the file");
    fl_check_count(after.file + after.prepaged - before.file - before.prepaged, PAGES, "pages", "came, each once");
}

/* Each page gets a number of its own; closing the file puts all of them on the disk, and none stays in memory. */
static void number_pages(void)
{
    long fd = fl_open("etc/field", FL_OPEN_WRITE);
    for (uint64_t page = 0; page < PAGES; page++) {
        uint64_t number = FIRST + page;
        fl_lseek(fd, (long)(page * FL_PAGE), FL_SEEK_SET);
        fl_write((int)fd, &number, sizeof number);
    }
    fl_check(fl_close(fd) == 0, "wrote the file");
}

static int leave_at_once(void *unused)
{
    (void)unused;
    long fd = fl_open("etc/field", FL_OPEN_READ);
    map = (char *)fl_mmap(NULL, PAGES * FL_PAGE, FL_MAP_READ, fd, 0);
    (void)*(volatile char *)map;
    return 0;
}

/* The pages that are on their way find nobody; with check=1 the kernel looks for what they leave behind. */
static void leave_early(void)
{
    struct fl_counters before = now();
    fl_check_count((uint64_t)fl_in_child(leave_at_once, NULL), 0, "is the status", "a child that does not wait");
    (void)*(volatile char *)fl_map(NULL, FL_PAGE); /* one fault more, and its check */
    fl_check(now().resident <= before.resident + 2, "left no page behind");
}

/* What was guessed for the file must not turn up in the memory that took its place. */
static void map_something_else(void)
{
    long fd = fl_open("etc/field", FL_OPEN_READ);
    map = (char *)fl_mmap(NULL, PAGES * FL_PAGE, FL_MAP_READ, fd, 0);
    (void)*(volatile char *)map;
    fl_unmap(map, PAGES * FL_PAGE);
    fl_map(map, PAGES * FL_PAGE);
    for (unsigned turn = 0; turn < 1000; turn++)
        fl_yield();
    unsigned zero = 0;
    for (unsigned page = 0; page < PAGES; page++)
        zero += *(volatile uint64_t *)(map + page * FL_PAGE) == 0;
    fl_check_count(zero, PAGES, "pages", "of new memory in the file's place are zero");
    fl_unmap(map, PAGES * FL_PAGE);
    fl_close(fd);
}

static void open_and(void (*use)(void))
{
    long fd = fl_open("etc/field", FL_OPEN_WRITE);
    map = (char *)fl_mmap(NULL, PAGES * FL_PAGE, SHARED, fd, 0);
    use();
    fl_check(fl_unmap(map, PAGES * FL_PAGE) == 0 && fl_close(fd) == 0, "unmapped and closed");
}

int main(void)
{
    fl_begin("ahead", "a file read page after page");
    number_pages();
    now(); /* its pages are there from now on */
    open_and(read_all);
    open_and(use_fresh_page);
    leave_early();
    map_something_else();
    return fl_finish();
}
