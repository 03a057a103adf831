/* opt.c - the optimal policy: the page whose next use is farthest in the future goes.
 *
 * Theory: no policy has fewer faults on any reference string, and it has no Belady anomaly. It needs the future, so it
 * serves as the measure of the others: the caller answers next_use() from a recording of the same program.
 * Ties: pages that are never used again, by arrival as the parameters say; the number of faults does not depend on it.
 * Cost: victim() asks once for each page.
 */
#include "queue.h"

static uint64_t nearness(const struct fl_replacer *policy, uint32_t page)
{
    return FL_NEVER - policy->pages->next_use(policy->pages->env, page);
}

static uint32_t opt_victim(struct fl_replacer *policy)
{
    return fl_queue_take(policy, fl_queue_least(policy, nearness));
}

const struct fl_policy_ops fl_policy_opt = {
    .name = "opt",
    .exact = true,
    .insert = fl_queue_append,
    .remove = fl_queue_remove,
    .accessed = fl_policy_ignore_page,
    .tick = fl_policy_ignore_tick,
    .victim = opt_victim,
};
