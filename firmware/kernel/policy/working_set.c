/* working_set.c - the working-set policy: a page is resident if and only if it was used in the last T uses.
 *
 * Theory: the set of pages used in the last T references approximates the program's locality. Its size varies, so
 * pages leave although nobody wants their frames: surplus() hands them out after each use. Too small a T cuts
 * localities, too large a one joins several.
 * If frames run out before the window does, the page unused for longest goes.
 * Ties: none, every use has a time of its own. Cost: the list is in order of use, so every verb takes constant time.
 */
#include "queue.h"

static void used_now(struct fl_replacer *policy, uint32_t page)
{
    policy->pages->link[page].stamp = ++policy->now;
}

static void working_set_insert(struct fl_replacer *policy, uint32_t page)
{
    fl_queue_append(policy, page);
    used_now(policy, page);
}

static void working_set_accessed(struct fl_replacer *policy, uint32_t page)
{
    fl_queue_renew(policy, page);
    used_now(policy, page);
}

static uint32_t working_set_victim(struct fl_replacer *policy)
{
    return fl_queue_take(policy, policy->list[0].oldest);
}

/* The last T uses are those at now - T + 1 to now. */
static uint32_t working_set_surplus(struct fl_replacer *policy)
{
    uint32_t page = policy->list[0].oldest;
    if (page == FL_NO_PAGE || policy->now - policy->pages->link[page].stamp < policy->parameters.window)
        return FL_NO_PAGE;
    return fl_queue_take(policy, page);
}

const struct fl_policy_ops fl_policy_working_set = {
    .name = "ws",
    .exact = true,
    .insert = working_set_insert,
    .remove = fl_queue_remove,
    .accessed = working_set_accessed,
    .tick = fl_policy_ignore_tick,
    .victim = working_set_victim,
    .surplus = working_set_surplus,
};
