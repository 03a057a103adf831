/* kmem.h - memory for the kernel itself: whole pages from the buddy system, and small objects of one size carved from
 * them. */
#ifndef FAULTLINE_KERNEL_KMEM_H
#define FAULTLINE_KERNEL_KMEM_H

#include "layout.h"

#include <stddef.h>

/* Hands the RAM from the kernel's end to `ram_end` (physical) to the buddy system. */
void kmem_init(uint64_t ram_end);

/* 2^order contiguous pages, not cleared; NULL if there are none. */
void *kmem_pages(unsigned order);
void kmem_free_pages(void *pages);

/* A table of so many bytes that stays for ever; not cleared, NULL if there is no room. */
void *kmem_table(uint64_t bytes);

/* Pages nobody uses. */
uint64_t kmem_free_count(void);

/* Objects of one size. Start with KMEM_CACHE(type); a free object's first word links it to the next.
 * Pages once taken by a cache stay with it. */
struct kmem_cache {
    size_t size;
    void *free;
    uint64_t pages;
    struct kmem_cache *next; /* of the caches that hold pages */
};
#define KMEM_CACHE(type)                                                                                               \
    {                                                                                                                  \
        sizeof(type), NULL, 0, NULL                                                                                    \
    }

/* A zeroed object; NULL if memory is exhausted. */
void *kmem_take(struct kmem_cache *cache);
void kmem_give(struct kmem_cache *cache, void *object);

/* Pages that all caches hold. */
uint64_t kmem_cache_pages(void);

#endif
