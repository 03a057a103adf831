/* queue.c - a doubly linked list over the pages' links; every operation takes constant time. */
#include "queue.h"

void fl_queue_append(struct fl_replacer *policy, uint32_t page)
{
    struct fl_policy_link *link = policy->pages->link;
    link[page] = (struct fl_policy_link){.older = policy->newest, .newer = FL_NO_PAGE};
    if (policy->newest == FL_NO_PAGE)
        policy->oldest = page;
    else
        link[policy->newest].newer = page;
    policy->newest = page;
    policy->count++;
}

void fl_queue_remove(struct fl_replacer *policy, uint32_t page)
{
    struct fl_policy_link *link = policy->pages->link;
    uint32_t older = link[page].older, newer = link[page].newer;
    if (older == FL_NO_PAGE)
        policy->oldest = newer;
    else
        link[older].newer = newer;
    if (newer == FL_NO_PAGE)
        policy->newest = older;
    else
        link[newer].older = older;
    policy->count--;
}

void fl_policy_ignore_page(struct fl_replacer *policy, uint32_t page)
{
    (void)policy;
    (void)page;
}

void fl_policy_ignore_tick(struct fl_replacer *policy)
{
    (void)policy;
}
