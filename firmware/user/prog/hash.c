/* hash - an open hash table larger than its memory: every access is to a random page, the worst there is for paging. */
#include "check.h"
#include "process.h"

enum { PAGES = 32, FRAMES = 12, SLOTS = PAGES * FL_PAGE / 16, KEYS = SLOTS / 8 };

struct entry {
    uint64_t key, value; /* key 0: free */
};

static struct entry *table;

static uint64_t key_of(unsigned i)
{
    return (i + 1) * 0x9e3779b97f4a7c15u;
}

static struct entry *find(uint64_t key)
{
    uint64_t at = key >> 40;
    while (table[at % SLOTS].key != 0 && table[at % SLOTS].key != key)
        at++;
    return &table[at % SLOTS];
}

static void insert_all(void)
{
    for (unsigned i = 0; i < KEYS; i++)
        *find(key_of(i)) = (struct entry){key_of(i), i};
}

static unsigned count_found(unsigned from, unsigned to)
{
    unsigned found = 0;
    for (unsigned i = from; i < to; i++) {
        const struct entry *entry = find(key_of(i));
        found += entry->key == key_of(i) && entry->value == i;
    }
    return found;
}

int main(void)
{
    struct fl_counters before, after;
    fl_begin("hash", "a hash table larger than its memory");
    table = (struct entry *)fl_map(NULL, PAGES * FL_PAGE);
    fl_quota(table, FRAMES, FL_POLICY_SECOND_CHANCE);
    insert_all();
    fl_own_counters(&before);
    unsigned found = count_found(0, KEYS);
    fl_own_counters(&after);
    fl_check_count(found, KEYS, "keys", "found again");
    fl_check_count(count_found(KEYS, 2 * KEYS), 0, "keys", "found that were never put in");
    unsigned long faults = fl_page_ins(&after) - fl_page_ins(&before);
    fl_check(faults > KEYS / 3, "more than a third of the look-ups faulted, with three eighths of the pages in memory");
    return fl_finish();
}
