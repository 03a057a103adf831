/* writeerror - the disk fails while a dirty page is written: nobody ever reads anything but what was stored last.
 *
 * `writeerror stores`, `looks`, `ends`: parent and child share pages copy-on-write when some of them cannot be written to
 * swap. Such a page stays in memory; whoever stores to it gets a copy, and the other one still finds the old content, however
 * often the page is pushed out again. The parent stores at once, or looks first, or the child ends. `writeerror file`: a page of a file cannot be written: msync and close say so, and the pages beside it
 * are on the disk. tests/firmware/test_write_error.sh chooses the bad sectors.
 */
#include <string.h>

#include "check.h"
#include "process.h"

enum { PAGES = 40, OLD = 1000, PARENTS = 2000, CHILDS = 3000 };

static volatile uint64_t *region;
static volatile uint32_t *turn; /* shared memory: whose turn it is */

static volatile uint64_t *word_of(unsigned page)
{
    return region + page * FL_PAGE / sizeof *region;
}

static void store_all(uint64_t base)
{
    for (unsigned page = 0; page < PAGES; page++)
        *word_of(page) = base + page;
}

static unsigned count_all(uint64_t base)
{
    unsigned right = 0;
    for (unsigned page = 0; page < PAGES; page++)
        right += *word_of(page) == base + page;
    return right;
}

/* Pages that could not be pushed out. */
static unsigned evict_all(void)
{
    unsigned failed = 0;
    for (unsigned page = 0; page < PAGES; page++)
        failed += fl_evict((char *)region + page * FL_PAGE, FL_PAGE) == -FL_EIO;
    return failed;
}

static void wait_for_turn(uint32_t number)
{
    while (*turn != number)
        fl_yield();
}

static int child(bool looks)
{
    wait_for_turn(1);
    if (!looks)
        return 0;
    unsigned right = count_all(OLD);
    *turn = 2;
    wait_for_turn(3);
    right += count_all(OLD);
    store_all(CHILDS);
    right += count_all(CHILDS);
    return right == 3 * PAGES ? 0 : 1;
}

/* The parent stores before or after it has looked; the child looks, or just ends. */
static void share(bool load_first, bool child_looks)
{
    region = (volatile uint64_t *)fl_map(NULL, PAGES * FL_PAGE);
    turn = (volatile uint32_t *)fl_mmap(NULL, FL_PAGE, FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED, -1, 0);
    *turn = 0;
    store_all(OLD);
    long pid = fl_fork();
    if (pid == 0)
        fl_exit(child(child_looks));
    fl_check(evict_all() > 0, "some pages cannot be written");
    if (load_first) {
        fl_check_count(count_all(OLD), PAGES, "pages", "the parent looks first");
        fl_check(evict_all() > 0, "some still cannot");
    }
    store_all(PARENTS);
    *turn = 1;
    if (child_looks) {
        wait_for_turn(2);
        evict_all();
        *turn = 3;
    }
    fl_check_count((uint64_t)fl_wait_for(pid), 0, "is the status", "the child finds the old content");
    fl_check_count(count_all(PARENTS), PAGES, "pages", "the parent finds its own");
}

static void stores(void)
{
    share(false, true);
}

static void looks(void)
{
    share(true, true);
}

static void ends(void)
{
    share(false, false);
}

static void file(void)
{
    long fd = fl_open("etc/field", FL_OPEN_WRITE);
    char *map = (char *)fl_mmap(NULL, 16 * FL_PAGE, FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED, fd, 0);
    for (unsigned page = 4; page <= 6; page++)
        map[page * FL_PAGE] = 'x';
    fl_check(fl_msync(map + 4 * FL_PAGE, FL_PAGE) == 0, "msync of the page before it");
    fl_check(fl_msync(map + 5 * FL_PAGE, FL_PAGE) == -FL_EIO, "msync says that the disk failed");
    fl_check(fl_msync(map, 16 * FL_PAGE) == -FL_EIO, "and so it does for all pages");
    fl_check(fl_evict(map + 5 * FL_PAGE, FL_PAGE) == -FL_EIO, "the page cannot be pushed out");
    fl_check(map[5 * FL_PAGE] == 'x', "and is still there");
    fl_check(fl_unmap(map, 16 * FL_PAGE) == 0, "the file is open: nothing is lost yet");
    fl_check(fl_close(fd) == -FL_EIO, "close says that it is lost");
    fd = fl_open("etc/field", FL_OPEN_READ);
    char byte[3] = "";
    for (unsigned page = 4; page <= 6; page++) {
        fl_lseek(fd, page * FL_PAGE, FL_SEEK_SET);
        fl_read((int)fd, &byte[page - 4], 1);
    }
    fl_check(byte[0] == 'x' && byte[1] != 'x' && byte[2] == 'x', "the disk has the pages beside it");
    fl_close(fd);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } stories[] = {{"stores", stores}, {"looks", looks}, {"ends", ends}, {"file", file}};
    fl_begin("writeerror", "the disk fails while a page is written");
    for (unsigned i = 0; i < sizeof stories / sizeof stories[0]; i++)
        if (argc > 1 && strcmp(argv[1], stories[i].name) == 0)
            stories[i].run();
    return fl_finish();
}
