/* random.c - any page, each as likely as another.
 *
 * Theory: it needs no knowledge of use at all, and it cannot be fooled by a pattern: on a loop a little larger than
 * memory it beats LRU, which misses every time. What the other policies are worth shows in comparison with it.
 * The generator is Marsaglia's xorshift with 64 bits, so one seed gives one sequence of victims, everywhere.
 * Ties: none. Cost: victim() walks to the chosen page, linear in the pages.
 */
#include "queue.h"

static uint64_t next_random(struct fl_replacer *policy)
{
    uint64_t x = policy->random ? policy->random : policy->parameters.seed * 2 + 1; /* never 0, where it would stay */
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return policy->random = x;
}

static uint32_t random_victim(struct fl_replacer *policy)
{
    if (policy->count == 0)
        return FL_NO_PAGE;
    uint32_t page = policy->list[0].oldest;
    for (uint64_t steps = (next_random(policy) >> 32) % policy->count; steps > 0; steps--)
        page = policy->pages->link[page].newer;
    return fl_queue_take(policy, page);
}

const struct fl_policy_ops fl_policy_random = {
    .name = "random",
    .insert = fl_queue_append,
    .remove = fl_queue_remove,
    .accessed = fl_policy_ignore_page,
    .tick = fl_policy_ignore_tick,
    .victim = random_victim,
};
