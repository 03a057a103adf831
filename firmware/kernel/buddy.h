/* buddy.h - physically contiguous pages in powers of two; the same file runs in the kernel and on the host.
 *
 * Pages are numbers from 0; a block of order k is 2^k pages, its first page's number a multiple of 2^k. All state lies
 * in the struct and in one `struct fl_buddy_page` per page, which the caller owns; the pages themselves are never
 * touched.
 */
#ifndef FAULTLINE_KERNEL_BUDDY_H
#define FAULTLINE_KERNEL_BUDDY_H

#include <stdbool.h>
#include <stdint.h>

#define FL_BUDDY_ORDERS 19 /* largest block 2^18 pages = 1 GiB of 4 KiB pages */
#define FL_BUDDY_NONE   UINT32_MAX

struct fl_buddy_page {
    uint32_t previous, next; /* in the free list of its order            */
    uint8_t order;           /* of the block that starts here            */
    bool starts_free;        /* a free block starts here                 */
    bool starts_used;        /* a block in use starts here               */
};

struct fl_buddy {
    struct fl_buddy_page *page;
    uint32_t pages;                       /* size of the arena   */
    uint32_t free;                        /* pages in free lists */
    uint32_t first_free[FL_BUDDY_ORDERS]; /* FL_BUDDY_NONE: none */
    uint32_t blocks[FL_BUDDY_ORDERS];     /* free blocks of each order */
    uint64_t splits, joins;               /* since the start */
};

/* An arena with nothing free; release ranges into it with fl_buddy_add(). */
void fl_buddy_init(struct fl_buddy *buddy, struct fl_buddy_page *page, uint32_t pages);

/* Makes the pages [first, end) free. They must be inside the arena and not known yet. */
void fl_buddy_add(struct fl_buddy *buddy, uint32_t first, uint32_t end);

/* Takes a block; the lowest-numbered half of a split is used, so allocation order is deterministic.
 * FL_BUDDY_NONE if no block is large enough. */
uint32_t fl_buddy_alloc(struct fl_buddy *buddy, unsigned order);

/* Gives back a block that fl_buddy_alloc() returned; free buddies join. False if `first` starts no block in use. */
bool fl_buddy_free(struct fl_buddy *buddy, uint32_t first);

/* External fragmentation as an allocation of this order sees it: free pages that lie in blocks too small for it. */
uint32_t fl_buddy_unusable(const struct fl_buddy *buddy, unsigned order);

/* Smallest order whose block holds `bytes`. */
unsigned fl_buddy_order(uint64_t bytes, uint64_t page_size);

#endif
