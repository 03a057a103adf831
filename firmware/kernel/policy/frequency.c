/* frequency.c - least, and most, frequently used.
 *
 * Theory: count the uses since the page came in. LFU takes the smallest count: a page used much will be used more. It
 * keeps pages that were busy once and are done. MFU takes the largest: a page with a small count has probably just
 * come and has its use before it. Neither comes near OPT on real programs.
 * Ties: equal counts, by arrival as the parameters say. A count starts at 1 and is forgotten when the page leaves.
 * Cost: victim() is linear in the pages, the other verbs constant, but they must be told of every use.
 */
#include "queue.h"

static void frequency_insert(struct fl_replacer *policy, uint32_t page)
{
    policy->pages->link[page].uses = 1;
    fl_queue_append(policy, page);
}

static void frequency_accessed(struct fl_replacer *policy, uint32_t page)
{
    uint32_t *uses = &policy->pages->link[page].uses;
    if (*uses < UINT32_MAX)
        ++*uses;
}

static uint64_t few_uses(const struct fl_replacer *policy, uint32_t page)
{
    return policy->pages->link[page].uses;
}

static uint64_t many_uses(const struct fl_replacer *policy, uint32_t page)
{
    return UINT32_MAX - policy->pages->link[page].uses;
}

static uint32_t lfu_victim(struct fl_replacer *policy)
{
    return fl_queue_take(policy, fl_queue_least(policy, few_uses));
}

static uint32_t mfu_victim(struct fl_replacer *policy)
{
    return fl_queue_take(policy, fl_queue_least(policy, many_uses));
}

const struct fl_policy_ops fl_policy_lfu = {
    .name = "lfu",
    .exact = true,
    .insert = frequency_insert,
    .remove = fl_queue_remove,
    .accessed = frequency_accessed,
    .tick = fl_policy_ignore_tick,
    .victim = lfu_victim,
};

const struct fl_policy_ops fl_policy_mfu = {
    .name = "mfu",
    .exact = true,
    .insert = frequency_insert,
    .remove = fl_queue_remove,
    .accessed = frequency_accessed,
    .tick = fl_policy_ignore_tick,
    .victim = mfu_victim,
};
