/* seek - eight processes read pages scattered over the swap area at the same time.
 *
 * Run it with diskq=fcfs, sstf and scan: the pages read are the same, the way of the disk's arm (counter disk_travel)
 * is not. The parent writes its pages and pushes them out, so that page i is in the i-th slot; each child reads its
 * own eighth of them in an order that jumps over the whole area.
 */
#include "check.h"
#include "process.h"

enum { READERS = 8, PAGES_EACH = 32, PAGES = READERS * PAGES_EACH, STRIDE = 101 /* odd: visits all pages */ };

static char *region;

static volatile uint64_t *word_of(unsigned page)
{
    return (volatile uint64_t *)(region + page * FL_PAGE);
}

/* Reader k takes the pages k, k + 8, k + 16 ... of one long jumping tour, so that no two readers share a page. */
static int read_scattered(unsigned reader)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < PAGES_EACH; i++) {
        unsigned page = (i * READERS + reader) * STRIDE % PAGES;
        wrong += *word_of(page) != 1000 + page;
    }
    return wrong == 0 ? 0 : 1;
}

int main(void)
{
    struct fl_counters before, after;
    int status, good = 0;
    fl_begin("seek", "eight readers and one disk");
    region = (char *)fl_map(NULL, PAGES * FL_PAGE);
    for (unsigned page = 0; page < PAGES; page++)
        *word_of(page) = 1000 + page;
    fl_check_count((uint64_t)fl_evict(region, PAGES * FL_PAGE), PAGES, "pages", "pushed out");

    fl_read_counters(&before, 0);
    for (unsigned reader = 0; reader < READERS; reader++)
        if (fl_fork() == 0)
            fl_exit(read_scattered(reader));
    while (fl_wait(&status) > 0)
        good += status == 0;
    fl_read_counters(&after, 0);
    fl_check_count((uint64_t)good, READERS, "read well", "readers");
    fl_check_count(after.swap_in - before.swap_in, PAGES, "pages", "read from swap, each once");
    return fl_finish();
}
