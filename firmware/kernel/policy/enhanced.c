/* enhanced.c - second chance that also asks whether the page must be written first.
 *
 * Theory: pages fall into four classes by (referenced, dirty), and the first page of the lowest class that is not empty
 * goes: (0,0) best; (0,1) costs a disk write; (1,0) and (1,1) are in use. The hand goes round: once for (0,0), changing
 * nothing; once for (0,1), clearing the reference bits it passes; then both again, where every page is unreferenced
 * now. A passed page goes to the end of the queue, as in second_chance.c.
 * Ties: the hand's order within a class. Cost: victim() looks at each page at most four times.
 */
#include "queue.h"

/* One round for a page that is unreferenced, and dirty or not as wanted. */
static uint32_t seek(struct fl_replacer *policy, unsigned wanted, bool clear)
{
    const struct fl_policy_pages *pages = policy->pages;
    for (uint32_t left = policy->count; left > 0; left--) {
        uint32_t page = policy->list[0].oldest;
        if (pages->use(pages->env, page) == wanted)
            return page;
        if (clear)
            pages->referenced(pages->env, page);
        fl_queue_renew(policy, page);
    }
    return FL_NO_PAGE;
}

static uint32_t enhanced_victim(struct fl_replacer *policy)
{
    uint32_t page = FL_NO_PAGE;
    for (int round = 0; round < 4 && page == FL_NO_PAGE; round++)
        page = seek(policy, round % 2 ? FL_PAGE_DIRTY : 0, round == 1);
    /* A bit may be set again as fast as it is cleared: then take what comes. */
    return fl_queue_take(policy, page != FL_NO_PAGE ? page : policy->list[0].oldest);
}

const struct fl_policy_ops fl_policy_enhanced = {
    .name = "enhanced",
    .insert = fl_queue_append,
    .remove = fl_queue_remove,
    .accessed = fl_policy_ignore_page,
    .tick = fl_policy_ignore_tick,
    .victim = enhanced_victim,
};
