/* reclaim.h - where a frame comes from when a page needs one. */
#ifndef FAULTLINE_KERNEL_RECLAIM_H
#define FAULTLINE_KERNEL_RECLAIM_H

#include "frame.h"
#include "outcome.h"
#include "pool.h"

/* Sets *frame to a frame of `pool` that holds nothing, evicting if the pool is full. May sleep. */
enum outcome reclaim_take(struct pool *pool, struct frame **frame);

/* Makes an evictable frame forget its page: every mapping is removed, dirty content is written to swap or
 * to its file. May sleep.
 * When DONE the frame is free, or in the pool of free frames (freepool.h). After NO_SWAP nothing has changed
 * but the policy's order; after IO_ERROR the page is in memory without a mapping and will be found there. */
enum outcome reclaim_evict(struct frame *frame);

/* Evicts until the pool's use is within its limit. */
enum outcome reclaim_shrink(struct pool *pool);

/* If nothing maps the frame any more, nor keeps it: frees it, with its place in swap and page cache. */
void reclaim_drop_unmapped(struct frame *frame);

/* A page-table entry that named this slot is gone. */
void reclaim_release_slot(uint32_t slot);

#endif
