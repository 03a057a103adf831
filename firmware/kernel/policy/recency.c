/* recency.c - least recently used, and its opposite, most recently used.
 *
 * Theory: the list is kept in order of last use. LRU takes the page unused for longest, guessing that the near future
 * is like the near past; its pages with n frames are always among those with n + 1, so it has no Belady anomaly. MRU
 * takes the page used last, which is right for a loop larger than memory: that page is the one needed last.
 * Ties: none, use is a total order. Cost: constant time for each verb (MRU looks past the few pages that an
 * instruction under way needs), but it must be told of every use.
 */
#include "queue.h"

static uint32_t lru_victim(struct fl_replacer *policy)
{
    return fl_queue_take(policy, policy->list[0].oldest);
}

static uint32_t mru_victim(struct fl_replacer *policy)
{
    uint32_t page = policy->list[0].newest;
    while (page != FL_NO_PAGE && fl_queue_needed(policy, page))
        page = policy->pages->link[page].older;
    return fl_queue_take(policy, page != FL_NO_PAGE ? page : policy->list[0].newest);
}

const struct fl_policy_ops fl_policy_lru = {
    .name = "lru",
    .exact = true,
    .insert = fl_queue_append,
    .remove = fl_queue_remove,
    .accessed = fl_queue_renew,
    .tick = fl_policy_ignore_tick,
    .victim = lru_victim,
};

const struct fl_policy_ops fl_policy_mru = {
    .name = "mru",
    .exact = true,
    .insert = fl_queue_append,
    .remove = fl_queue_remove,
    .accessed = fl_queue_renew,
    .tick = fl_policy_ignore_tick,
    .victim = mru_victim,
};
