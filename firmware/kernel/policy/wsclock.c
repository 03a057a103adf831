/* wsclock.c - the working set found by a clock's hand, from reference bits and ticks.
 *
 * Theory: time is counted in ticks. A page whose reference bit is set was used just now: it is stamped and spared. A
 * page not used for more than the window's ticks is outside the working set: it goes if clean. If it is dirty, the
 * hand looks on for a clean one, and comes back to the first dirty one it passed. If every page is inside the working
 * set, the one with the oldest stamp goes.
 * Ties: equal stamps, by the hand's order. Cost: victim() looks at each page once.
 */
#include "queue.h"

static void wsclock_insert(struct fl_replacer *policy, uint32_t page)
{
    policy->pages->link[page].stamp = policy->now;
    fl_queue_append(policy, page);
}

static void wsclock_tick(struct fl_replacer *policy)
{
    policy->now++;
}

static uint64_t stamp_of(const struct fl_replacer *policy, uint32_t page)
{
    return policy->pages->link[page].stamp;
}

static uint32_t wsclock_victim(struct fl_replacer *policy)
{
    const struct fl_policy_pages *pages = policy->pages;
    uint32_t dirty = FL_NO_PAGE;
    for (uint32_t left = policy->count; left > 0; left--) {
        uint32_t page = policy->list[0].oldest;
        if (pages->referenced(pages->env, page)) {
            pages->link[page].stamp = policy->now;
        } else if (policy->now - pages->link[page].stamp > policy->parameters.window) {
            if (!(pages->use(pages->env, page) & FL_PAGE_DIRTY))
                return fl_queue_take(policy, page);
            if (dirty == FL_NO_PAGE)
                dirty = page;
        }
        fl_queue_renew(policy, page);
    }
    return fl_queue_take(policy, dirty != FL_NO_PAGE ? dirty : fl_queue_least(policy, stamp_of));
}

const struct fl_policy_ops fl_policy_wsclock = {
    .name = "wsclock",
    .insert = wsclock_insert,
    .remove = fl_queue_remove,
    .accessed = fl_policy_ignore_page,
    .tick = wsclock_tick,
    .victim = wsclock_victim,
};
