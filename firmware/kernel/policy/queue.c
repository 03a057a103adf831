/* queue.c - doubly linked lists over the pages' links; every operation but the search takes constant time. */
#include "queue.h"

void fl_queue_append_to(struct fl_replacer *policy, uint32_t which, uint32_t page)
{
    struct fl_policy_link *link = policy->pages->link;
    struct fl_page_list *list = &policy->list[which];
    link[page].older = list->newest;
    link[page].newer = FL_NO_PAGE;
    link[page].list = (uint8_t)which;
    if (list->newest == FL_NO_PAGE)
        list->oldest = page;
    else
        link[list->newest].newer = page;
    list->newest = page;
    list->count++;
    policy->count++;
}

void fl_queue_append(struct fl_replacer *policy, uint32_t page)
{
    fl_queue_append_to(policy, 0, page);
}

void fl_queue_remove(struct fl_replacer *policy, uint32_t page)
{
    struct fl_policy_link *link = policy->pages->link;
    struct fl_page_list *list = &policy->list[link[page].list];
    uint32_t older = link[page].older, newer = link[page].newer;
    if (older == FL_NO_PAGE)
        list->oldest = newer;
    else
        link[older].newer = newer;
    if (newer == FL_NO_PAGE)
        list->newest = older;
    else
        link[newer].older = older;
    list->count--;
    policy->count--;
}

void fl_queue_renew(struct fl_replacer *policy, uint32_t page)
{
    uint32_t list = policy->pages->link[page].list;
    fl_queue_remove(policy, page);
    fl_queue_append_to(policy, list, page);
}

uint32_t fl_queue_take(struct fl_replacer *policy, uint32_t page)
{
    if (page != FL_NO_PAGE)
        fl_queue_remove(policy, page);
    return page;
}

bool fl_queue_needed(const struct fl_replacer *policy, uint32_t page)
{
    const struct fl_policy_pages *pages = policy->pages;
    return pages->needed && pages->needed(pages->env, page);
}

uint32_t fl_queue_least(const struct fl_replacer *policy,
                        uint64_t (*rank)(const struct fl_replacer *policy, uint32_t page))
{
    uint32_t best = FL_NO_PAGE;
    uint64_t least = 0;
    bool best_needed = false;
    for (uint32_t page = policy->list[0].oldest; page != FL_NO_PAGE; page = policy->pages->link[page].newer) {
        uint64_t r = rank(policy, page);
        bool needed = fl_queue_needed(policy, page);
        bool better = r < least || (r == least && policy->parameters.tie == FL_TIE_NEWEST);
        if (best == FL_NO_PAGE || (needed == best_needed ? better : best_needed)) {
            best = page;
            least = r;
            best_needed = needed;
        }
    }
    return best;
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
