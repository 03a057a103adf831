/* policy.c - the table of replacement policies. */
#include "policy.h"

#include <stddef.h>

static const struct fl_policy_ops *const policies[] = {&fl_policy_fifo, &fl_policy_second_chance};

static bool same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
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
    *policy = (struct fl_replacer){.ops = ops, .pages = pages, .oldest = FL_NO_PAGE, .newest = FL_NO_PAGE, .count = 0};
}
