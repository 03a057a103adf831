/* two_queue.c - 2Q: a page must prove itself before it may push out pages in use.
 *
 * Theory: a page that comes in for the first time joins a FIFO and leaves through it, however often it is used
 * meanwhile; its identity is remembered for a while after it left. A page that comes back while it is remembered joins
 * the main list, which is LRU. A long scan flows through the FIFO and leaves the main list alone.
 *
 *   new page -> [ FIFO, a quarter of the frames ] -> [ remembered, as many as half the frames ] -> forgotten
 *                                                       | comes back
 *                                                       v
 *                                                    [ main list, LRU ] -> leaves
 *
 * Ties: none. Cost: constant time but for the search among what is remembered, at most FL_GHOSTS identities. Uses are
 * needed only for the main list; without exact tracking that list is in order of faults seen.
 */
#include "queue.h"

enum { FIRST_TIME, PROVEN };

static uint32_t at_least_one(uint32_t number)
{
    return number > 0 ? number : 1;
}

static uint32_t remembered_at_most(const struct fl_replacer *policy)
{
    uint32_t half = at_least_one(policy->count / 2);
    return half < FL_GHOSTS ? half : FL_GHOSTS;
}

static void remember(struct fl_replacer *policy, uint32_t page)
{
    policy->ghost[policy->ghosts++ % FL_GHOSTS] = policy->pages->identity(policy->pages->env, page);
}

/* Was the page remembered?  It is no longer then. */
static bool recall(struct fl_replacer *policy, uint32_t page)
{
    uint64_t identity = policy->pages->identity(policy->pages->env, page);
    uint32_t most = remembered_at_most(policy);
    for (uint32_t back = 1; identity != FL_ANONYMOUS && back <= most && back <= policy->ghosts; back++) {
        uint64_t *ghost = &policy->ghost[(policy->ghosts - back) % FL_GHOSTS];
        if (*ghost == identity) {
            *ghost = FL_ANONYMOUS;
            return true;
        }
    }
    return false;
}

static void two_queue_insert(struct fl_replacer *policy, uint32_t page)
{
    fl_queue_append_to(policy, recall(policy, page) ? PROVEN : FIRST_TIME, page);
}

static void two_queue_accessed(struct fl_replacer *policy, uint32_t page)
{
    if (policy->pages->link[page].list == PROVEN)
        fl_queue_renew(policy, page);
}

static uint32_t two_queue_victim(struct fl_replacer *policy)
{
    const struct fl_page_list *first_time = &policy->list[FIRST_TIME], *proven = &policy->list[PROVEN];
    uint32_t share = at_least_one(policy->count / 4);
    if (first_time->count == 0 || (first_time->count <= share && proven->count > 0))
        return fl_queue_take(policy, proven->oldest);
    remember(policy, first_time->oldest);
    return fl_queue_take(policy, first_time->oldest);
}

const struct fl_policy_ops fl_policy_two_queue = {
    .name = "2q",
    .insert = two_queue_insert,
    .remove = fl_queue_remove,
    .accessed = two_queue_accessed,
    .tick = fl_policy_ignore_tick,
    .victim = two_queue_victim,
};
