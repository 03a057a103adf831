/* pagecache.c - a hash table of chains through the frame table.
 *
 * Invariant: a frame is in the chain of its sector if and only if its file_bytes is not 0.
 */
#include "pagecache.h"

#include <stddef.h>

#define BUCKETS 256

static uint32_t bucket[BUCKETS]; /* frame number + 1, 0: empty */

static uint32_t *chain_of(uint64_t sector)
{
    return &bucket[sector / 8 % BUCKETS];
}

struct frame *pagecache_find(uint64_t sector, uint32_t bytes)
{
    for (uint32_t at = *chain_of(sector); at; at = frame_numbered(at - 1)->cache_next) {
        struct frame *frame = frame_numbered(at - 1);
        if (frame->file_sector == sector && frame->file_bytes == bytes)
            return frame;
    }
    return NULL;
}

void pagecache_insert(struct frame *frame, uint64_t sector, uint32_t bytes)
{
    uint32_t *chain = chain_of(sector);
    frame->file_sector = sector;
    frame->file_bytes = bytes;
    frame->cache_next = *chain;
    *chain = frame_number(frame) + 1;
    frame->shared = true;
}

void pagecache_remove(struct frame *frame)
{
    if (frame->file_bytes == 0)
        return;
    uint32_t *link = chain_of(frame->file_sector);
    while (*link != frame_number(frame) + 1)
        link = &frame_numbered(*link - 1)->cache_next;
    *link = frame->cache_next;
    frame->file_bytes = 0;
    frame->shared = false;
}
