/* kmem.c - the one buddy arena over RAM, and caches of equal objects on top.
 *
 * Invariant: every page of the arena is free, or one of: a user page, a page table, a kernel stack, a table, a cache's
 * page.
 */
#include "kmem.h"

#include "buddy.h"
#include "print.h"
#include "string.h"

extern char kernel_end[];

static struct fl_buddy arena;
static uint64_t arena_start; /* physical address of page 0 */
static struct kmem_cache *caches;

void kmem_init(uint64_t ram_end)
{
    uint64_t table = page_up(virtual_to_physical(kernel_end));
    uint32_t pages = (uint32_t)((ram_end - RAM_BASE) >> PAGE_SHIFT);
    uint64_t start = page_up(table + pages * sizeof(struct fl_buddy_page));
    if (start >= ram_end)
        panic("%lu pages of memory are too few", (uint64_t)pages);
    arena_start = RAM_BASE; /* so that blocks are aligned in physical memory, too */
    fl_buddy_init(&arena, physical_to_virtual(table), pages);
    fl_buddy_add(&arena, (uint32_t)((start - RAM_BASE) >> PAGE_SHIFT), pages);
}

void *kmem_pages(unsigned order)
{
    uint32_t page = fl_buddy_alloc(&arena, order);
    return page == FL_BUDDY_NONE ? NULL : physical_to_virtual(arena_start + (uint64_t)page * PAGE_SIZE);
}

void *kmem_table(uint64_t bytes)
{
    return kmem_pages(fl_buddy_order(bytes, PAGE_SIZE));
}

void kmem_free_pages(void *pages)
{
    if (!fl_buddy_free(&arena, (uint32_t)((virtual_to_physical(pages) - arena_start) >> PAGE_SHIFT)))
        panic("freeing 0x%lx, which is no block in use", (uint64_t)pages);
}

uint64_t kmem_free_count(void)
{
    return arena.free;
}

static int grow(struct kmem_cache *cache)
{
    char *page = kmem_pages(0);
    if (!page)
        return 0;
    if (cache->pages++ == 0) {
        cache->next = caches;
        caches = cache;
    }
    for (size_t at = 0; at + cache->size <= PAGE_SIZE; at += cache->size)
        kmem_give(cache, page + at);
    return 1;
}

void *kmem_take(struct kmem_cache *cache)
{
    if (!cache->free && !grow(cache))
        return NULL;
    void *object = cache->free;
    cache->free = *(void **)object;
    return memset(object, 0, cache->size);
}

void kmem_give(struct kmem_cache *cache, void *object)
{
    *(void **)object = cache->free;
    cache->free = object;
}

uint64_t kmem_cache_pages(void)
{
    uint64_t pages = 0;
    for (struct kmem_cache *cache = caches; cache; cache = cache->next)
        pages += cache->pages;
    return pages;
}
