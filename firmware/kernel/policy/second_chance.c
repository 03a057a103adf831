/* second_chance.c - FIFO that spares pages in use; the clock algorithm.
 *
 * Theory: the longest resident page goes, unless its reference bit is set. Then the bit is cleared and the page starts
 * again as the newest; if all pages have it set, the first one looked at goes after one round. Moving a spared page to
 * the end of the queue is the clock's hand passing over it: the new page takes the victim's place just behind the
 * hand, which is the end of the queue as well.
 * The bit is set when the page is loaded, by the access that asked for it; where every use is tracked, the caller may
 * let it start clear (reference string 7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1 with three frames: 14 or 11 faults).
 * Ties: none. Cost: victim() looks at each page at most twice, the other verbs take constant time.
 */
#include "queue.h"

static uint32_t second_chance_victim(struct fl_replacer *policy)
{
    for (uint32_t spared = 0; policy->list[0].oldest != FL_NO_PAGE; spared++) {
        uint32_t page = policy->list[0].oldest;
        fl_queue_remove(policy, page);
        /* After a full round take what comes: a reference bit may be set again as fast as it is cleared. */
        if (spared > policy->count || !policy->pages->referenced(policy->pages->env, page))
            return page;
        fl_queue_append(policy, page);
    }
    return FL_NO_PAGE;
}

const struct fl_policy_ops fl_policy_second_chance = {
    .name = "clock",
    .insert = fl_queue_append,
    .remove = fl_queue_remove,
    .accessed = fl_policy_ignore_page,
    .tick = fl_policy_ignore_tick,
    .victim = second_chance_victim,
};
