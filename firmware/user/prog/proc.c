/* proc - the kernel's own figures follow what a process does to its memory: slabs, buddy blocks, pages.
 *
 * Nothing here names a count that a change of the kernel would move; only how figures relate, and that they come back.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "figures.h"
#include "process.h"

enum { TEXT = 8192, REGIONS = 200 };

static char text[TEXT];

static const char *read_text(const char *name)
{
    long size = fl_proc(name, text, TEXT - 1);
    text[size < 0 ? 0 : size] = '\0';
    return text;
}

static unsigned long figure(const char *name, const char *line, const char *word)
{
    return fl_figure(read_text(name), line, word);
}

static unsigned long regions(const char *word)
{
    return figure("slab", "cache struct region ", word);
}

static unsigned long slabs(void)
{
    return regions("full ") + regions("partial ") + regions("empty ");
}

/* Every page that the kernel knows of, by what it is used for. */
static unsigned long all_pages(void)
{
    return figure("memory", "", "free ") + figure("memory", "", "user ") + figure("memory", "", "page_tables ") +
           figure("memory", "", "caches ");
}

static void check_slabs(void)
{
    static long region[REGIONS];
    unsigned long objects = regions("objects "), full = regions("full "), before = slabs();
    for (unsigned i = 0; i < REGIONS; i++)
        region[i] = fl_map(NULL, FL_PAGE);
    fl_check_count(regions("objects ") - objects, REGIONS, "objects", "%u regions mapped", (unsigned)REGIONS);
    fl_check(regions("full ") > full && slabs() > before, "slabs filled up, and new ones came");
    for (unsigned i = 0; i < REGIONS; i++)
        fl_unmap((void *)region[i], FL_PAGE);
    fl_check(regions("objects ") == objects, "all of them unmapped, as many objects as before");
    fl_check(regions("full ") == full && slabs() <= before + 1, "empty slabs went back, but for one");
}

static void check_buddy(void)
{
    unsigned long sum = 0;
    for (unsigned order = 0; order < 19; order++) {
        char line[16];
        snprintf(line, sizeof line, "order %u ", order);
        sum += figure("buddy", line, "blocks ") << order;
    }
    fl_check(sum > 0 && sum == figure("buddy", "free ", "free "), "the blocks of all orders sum to the free pages");
    unsigned long splits = figure("buddy", "free ", "splits "), joins = figure("buddy", "free ", "joins ");
    fl_check(splits >= joins && splits > 0, "no more blocks were joined than had been split");
}

static int idle_child(void *unused)
{
    (void)unused;
    return (int)figure("processes", " parent 1 ", "resident ") > 0 ? 0 : 1;
}

static void check_memory(void)
{
    unsigned long pages = all_pages();
    char *region = (char *)fl_map(NULL, 64 * FL_PAGE);
    for (unsigned i = 0; i < 64; i++)
        region[i * FL_PAGE] = 1;
    fl_check(all_pages() == pages, "with 64 pages more in use, all pages are accounted for");
    fl_unmap(region, 64 * FL_PAGE);
    fl_check_count((uint64_t)fl_in_child(idle_child, NULL), 0, "is the status", "a child sees itself in the list");
    fl_check(all_pages() == pages, "and when all is as before");
}

static void check_refusals(void)
{
    fl_check_count((uint64_t)-fl_proc("colour", text, TEXT), FL_ENOENT, "is the error", "a text that is not there");
    fl_check_count((uint64_t)-fl_proc((const char *)8, text, TEXT), FL_EFAULT, "is the error", "a name from nowhere");
    fl_check_count((uint64_t)-fl_proc("slab", (char *)8, TEXT), FL_EFAULT, "is the error", "a buffer nowhere");
    fl_check_count((uint64_t)fl_proc("memory", text, 5), 5, "bytes", "of a text cut short");
}

int main(void)
{
    fl_begin("proc", "the kernel's own figures");
    memset(text, 1, TEXT); /* its pages are there from now on */
    check_slabs();
    check_buddy();
    check_memory();
    check_refusals();
    fl_check(figure("faults", "", "zero_fill ") > 0, "the faults by kind");
    return fl_finish();
}
