/* object.h - what can be mapped and outlives the mapping: a file, or a piece of shared memory.
 *
 * An object is in use while a descriptor or a region refers to it. Its pages are frames marked `shared`, found in the
 * page cache (files) or through their swap slots (shared memory), and kept while the object is in use.
 */
#ifndef FAULTLINE_KERNEL_OBJECT_H
#define FAULTLINE_KERNEL_OBJECT_H

#include "outcome.h"
#include "swap.h"

#include <stdint.h>

/* Where the content of a page without an entry comes from: a swap slot, or `bytes` from this sector of the disk on, with
 * zero behind them. */
struct page_source {
    uint64_t sector;
    uint32_t bytes;
    uint32_t slot; /* SWAP_NONE: none */
};

extern const struct page_source page_source_zero;
struct page_source page_source_disk(uint64_t sector, uint64_t bytes);

struct object;

struct object_kind {
    struct page_source (*source)(const struct object *object, uint64_t offset);
    /* A frame of zeroes becomes the page at `offset`, which has no source yet. NULL: every page has one. */
    enum outcome (*adopt)(struct object *object, uint64_t offset, struct frame *frame);
    /* Dirty pages of [start, end) go to where they last for ever; may sleep. */
    enum outcome (*sync)(struct object *object, uint64_t start, uint64_t end);
    /* The last user has gone; may sleep. */
    enum outcome (*unused)(struct object *object);
};

struct object {
    const struct object_kind *kind;
    uint64_t size; /* bytes */
    uint32_t users;
};

void object_hold(struct object *object);

/* DONE, or IO_ERROR if some of its pages could not be written back. */
enum outcome object_release(struct object *object);

#endif
