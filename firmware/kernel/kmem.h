/* kmem.h - memory for the kernel itself: whole pages from the buddy system, and objects of one kind from slabs. */
#ifndef FAULTLINE_KERNEL_KMEM_H
#define FAULTLINE_KERNEL_KMEM_H

#include "buddy.h"
#include "layout.h"
#include "slab.h"

#include <stddef.h>

/* Hands the RAM from the kernel's end to `ram_end` (physical) to the buddy system. */
void kmem_init(uint64_t ram_end);

/* 2^order contiguous pages, not cleared; NULL if there are none but those promised. */
void *kmem_pages(unsigned order);

/* So many of the free pages are promised to user frames; and one of them, or NULL. */
void kmem_promise(uint64_t pages);
void *kmem_promised_page(void);
void kmem_free_pages(void *pages);

/* A table of so many bytes that stays for ever; not cleared, NULL if there is no room. */
void *kmem_table(uint64_t bytes);

/* Pages nobody uses; and those of them that are not promised. */
uint64_t kmem_free_count(void);
uint64_t kmem_left_count(void);

/* Objects of one type. Start with KMEM_CACHE(type). */
struct kmem_cache {
    struct fl_slab_cache slab;
    bool known;              /* in the list of all caches */
    struct kmem_cache *next; /* in that list              */
};
#define KMEM_CACHE(type)                                                                                               \
    {                                                                                                                  \
        .slab = {.name = #type, .object_size = sizeof(type) }                                                          \
    }

/* An object, zeroed unless its cache has a constructor; NULL if memory is exhausted. */
void *kmem_take(struct kmem_cache *cache);
void kmem_give(struct kmem_cache *cache, void *object);

/* Pages that all caches and their descriptors hold. */
uint64_t kmem_cache_pages(void);

/* For reports: the page allocator, and the caches used so far, the latest first. */
const struct fl_buddy *kmem_arena(void);
const struct kmem_cache *kmem_caches(void);

#endif
