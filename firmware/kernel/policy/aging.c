/* aging.c - additional reference bits: eight of them, one for each of the last eight ticks.
 *
 * Theory: at every tick each page's history moves right by one and its reference bit enters on top, then the bit is
 * cleared. Read as a number, a history is smaller the longer ago the page was used; the smallest goes. Uses within one
 * tick cannot be told apart, nor can those more than eight ticks ago.
 * Ties: equal histories, by arrival as the parameters say. A new page starts with its newest bit set, since it was
 * loaded for a use. Cost: tick() and victim() are linear in the pages.
 */
#include "queue.h"

#define NEWEST_BIT 0x80

static void aging_insert(struct fl_replacer *policy, uint32_t page)
{
    policy->pages->link[page].history = NEWEST_BIT;
    fl_queue_append(policy, page);
}

static void aging_tick(struct fl_replacer *policy)
{
    const struct fl_policy_pages *pages = policy->pages;
    for (uint32_t page = policy->list[0].oldest; page != FL_NO_PAGE; page = pages->link[page].newer) {
        uint8_t *history = &pages->link[page].history;
        *history = (uint8_t)(*history >> 1 | (pages->referenced(pages->env, page) ? NEWEST_BIT : 0));
    }
}

static uint64_t history_of(const struct fl_replacer *policy, uint32_t page)
{
    return policy->pages->link[page].history;
}

static uint32_t aging_victim(struct fl_replacer *policy)
{
    return fl_queue_take(policy, fl_queue_least(policy, history_of));
}

const struct fl_policy_ops fl_policy_aging = {
    .name = "aging",
    .insert = aging_insert,
    .remove = fl_queue_remove,
    .accessed = fl_policy_ignore_page,
    .tick = aging_tick,
    .victim = aging_victim,
};
