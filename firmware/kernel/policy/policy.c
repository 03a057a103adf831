/* policy.c - the table of replacement policies. */
#include "policy.h"

#include <stddef.h>

/* In the order of enum fl_policy (firmware/include/abi.h). */
static const struct fl_policy_ops *const policies[] = {
    &fl_policy_fifo,    &fl_policy_second_chance, &fl_policy_enhanced, &fl_policy_aging,     &fl_policy_lru,
    &fl_policy_mru,     &fl_policy_lfu,           &fl_policy_mfu,      &fl_policy_two_queue, &fl_policy_working_set,
    &fl_policy_wsclock, &fl_policy_random,        &fl_policy_opt,
};

static bool same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

const struct fl_policy_ops *fl_policy_by_number(uint64_t number)
{
    return number < sizeof(policies) / sizeof(policies[0]) ? policies[number] : NULL;
}

const struct fl_policy_ops *fl_policy_by_name(const char *name)
{
    for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
        if (same(policies[i]->name, name))
            return policies[i];
    return NULL;
}

void fl_policy_init(struct fl_replacer *policy, const struct fl_policy_ops *ops, const struct fl_policy_pages *pages)
{
    static const struct fl_page_list empty = {.oldest = FL_NO_PAGE, .newest = FL_NO_PAGE};
    *policy = (struct fl_replacer){
        .ops = ops, .pages = pages, .parameters = FL_POLICY_DEFAULTS, .list = {empty, empty}, .random = 0};
}
