/* buddy.c - the buddy system: split a block until it fits, join free buddies again.
 *
 *   order 3   |               8 pages                |
 *   order 2   |      0..3        |      4..7         |     the buddy of a block is its number with bit `order` flipped
 *   order 1   |  0..1  |  2..3   |  4..5   |  6..7   |
 *
 * Invariant: no two free buddies of one order exist (they would have been joined), and the free lists' sizes sum to
 * `free`.
 */
#include "buddy.h"

static void list_push(struct fl_buddy *buddy, uint32_t first, unsigned order)
{
    uint32_t next = buddy->first_free[order];
    buddy->page[first] =
        (struct fl_buddy_page){.previous = FL_BUDDY_NONE, .next = next, .order = (uint8_t)order, .starts_free = true};
    if (next != FL_BUDDY_NONE)
        buddy->page[next].previous = first;
    buddy->first_free[order] = first;
    buddy->blocks[order]++;
    buddy->free += 1u << order;
}

static void list_take(struct fl_buddy *buddy, uint32_t first)
{
    struct fl_buddy_page *page = &buddy->page[first];
    if (page->previous == FL_BUDDY_NONE)
        buddy->first_free[page->order] = page->next;
    else
        buddy->page[page->previous].next = page->next;
    if (page->next != FL_BUDDY_NONE)
        buddy->page[page->next].previous = page->previous;
    page->starts_free = false;
    buddy->blocks[page->order]--;
    buddy->free -= 1u << page->order;
}

void fl_buddy_init(struct fl_buddy *buddy, struct fl_buddy_page *page, uint32_t pages)
{
    *buddy = (struct fl_buddy){.page = page, .pages = pages};
    for (unsigned order = 0; order < FL_BUDDY_ORDERS; order++)
        buddy->first_free[order] = FL_BUDDY_NONE;
    for (uint32_t i = 0; i < pages; i++)
        page[i] = (struct fl_buddy_page){.previous = FL_BUDDY_NONE, .next = FL_BUDDY_NONE};
}

void fl_buddy_add(struct fl_buddy *buddy, uint32_t first, uint32_t end)
{
    while (first < end) {
        unsigned order = 0;
        while (order + 1 < FL_BUDDY_ORDERS && first % (2u << order) == 0 && end - first >= 2u << order)
            order++;
        list_push(buddy, first, order);
        first += 1u << order;
    }
}

uint32_t fl_buddy_alloc(struct fl_buddy *buddy, unsigned order)
{
    unsigned larger = order;
    while (larger < FL_BUDDY_ORDERS && buddy->first_free[larger] == FL_BUDDY_NONE)
        larger++;
    if (larger >= FL_BUDDY_ORDERS)
        return FL_BUDDY_NONE;
    uint32_t first = buddy->first_free[larger];
    list_take(buddy, first);
    while (larger > order) {
        larger--;
        buddy->splits++;
        list_push(buddy, first + (1u << larger), larger);
    }
    buddy->page[first].order = (uint8_t)order;
    buddy->page[first].starts_used = true;
    return first;
}

bool fl_buddy_free(struct fl_buddy *buddy, uint32_t first)
{
    if (first >= buddy->pages || !buddy->page[first].starts_used)
        return false;
    unsigned order = buddy->page[first].order;
    buddy->page[first].starts_used = false;
    while (order + 1 < FL_BUDDY_ORDERS) {
        uint32_t other = first ^ 1u << order;
        if (other >= buddy->pages || !buddy->page[other].starts_free || buddy->page[other].order != order)
            break;
        list_take(buddy, other);
        buddy->joins++;
        first &= ~(1u << order);
        order++;
    }
    list_push(buddy, first, order);
    return true;
}

uint32_t fl_buddy_unusable(const struct fl_buddy *buddy, unsigned order)
{
    uint32_t pages = 0;
    for (unsigned smaller = 0; smaller < order && smaller < FL_BUDDY_ORDERS; smaller++)
        pages += buddy->blocks[smaller] << smaller;
    return pages;
}

unsigned fl_buddy_order(uint64_t bytes, uint64_t page_size)
{
    unsigned order = 0;
    while (page_size << order < bytes)
        order++;
    return order;
}
