/* kmem.c - the one buddy arena over RAM, and the slab caches on top of it.
 *
 * Frames that a pool may still ask for are promised to it: whatever the kernel needs for itself (page tables above all,
 * of which a process can demand any number) ends before them. So a fault whose pool is within its limit finds a frame.
 * A table names the slab that each page belongs to. Slabs' descriptors have pages of their own, which stay.
 * Invariant: every page of the arena is free, or one of: a user page, a page table, a table, a slab's
 * page, a page of descriptors.
 */
#include "kmem.h"

#include "print.h"
#include "string.h"

extern char kernel_end[];

static struct fl_buddy arena;
static uint64_t arena_start;    /* physical address of page 0 */
static struct fl_slab **owners; /* by page; valid only for pages of slabs */
static struct fl_slab *spare;   /* descriptors not in use */
static struct kmem_cache *caches;
static uint64_t cache_pages;
static uint64_t promised;

static uint32_t page_number(const void *address)
{
    return (uint32_t)((virtual_to_physical(address) - arena_start) >> PAGE_SHIFT);
}

void kmem_init(uint64_t ram_end)
{
    uint64_t table = page_up(virtual_to_physical(kernel_end));
    uint32_t pages = (uint32_t)((ram_end - RAM_BASE) >> PAGE_SHIFT);
    uint64_t owner_table = page_up(table + pages * sizeof(struct fl_buddy_page));
    uint64_t start = page_up(owner_table + pages * sizeof(struct fl_slab *));
    if (start >= ram_end)
        panic("%lu pages of memory are too few", (uint64_t)pages);
    arena_start = RAM_BASE; /* so that blocks are aligned in physical memory, too */
    owners = physical_to_virtual(owner_table);
    fl_buddy_init(&arena, physical_to_virtual(table), pages);
    fl_buddy_add(&arena, (uint32_t)((start - RAM_BASE) >> PAGE_SHIFT), pages);
}

void kmem_promise(uint64_t pages)
{
    promised = pages;
}

uint64_t kmem_left_count(void)
{
    return arena.free > promised ? arena.free - promised : 0;
}

static void *take_block(unsigned order)
{
    uint32_t page = fl_buddy_alloc(&arena, order);
    return page == FL_BUDDY_NONE ? NULL : physical_to_virtual(arena_start + (uint64_t)page * PAGE_SIZE);
}

void *kmem_pages(unsigned order)
{
    return kmem_left_count() >> order ? take_block(order) : NULL;
}

void *kmem_promised_page(void)
{
    return take_block(0);
}

void *kmem_table(uint64_t bytes)
{
    return kmem_pages(fl_buddy_order(bytes, PAGE_SIZE));
}

void kmem_free_pages(void *pages)
{
    if (!fl_buddy_free(&arena, page_number(pages)))
        panic("freeing 0x%lx, which is no block in use", (uint64_t)pages);
}

uint64_t kmem_free_count(void)
{
    return arena.free;
}

static void *take_pages(void *env, size_t bytes)
{
    (void)env;
    unsigned order = fl_buddy_order(bytes, PAGE_SIZE);
    void *memory = kmem_pages(order);
    if (memory)
        cache_pages += 1u << order;
    return memory;
}

static void give_pages(void *env, void *memory, size_t bytes)
{
    (void)env;
    cache_pages -= 1u << fl_buddy_order(bytes, PAGE_SIZE);
    kmem_free_pages(memory);
}

static void free_slab(void *env, struct fl_slab *slab)
{
    (void)env;
    slab->cache = NULL;
    slab->next = spare;
    spare = slab;
}

static struct fl_slab *new_slab(void *env)
{
    struct fl_slab *slab = spare ? NULL : kmem_pages(0);
    if (slab) {
        cache_pages++;
        for (size_t i = 0; i < PAGE_SIZE / sizeof(*slab); i++)
            free_slab(env, slab + i);
    }
    slab = spare;
    if (slab)
        spare = slab->next;
    return slab;
}

static void set_owner(void *env, struct fl_slab *slab, size_t bytes)
{
    (void)env;
    for (size_t at = 0; at < bytes; at += PAGE_SIZE)
        owners[page_number(slab->memory + at)] = slab;
}

static struct fl_slab *owner(void *env, const void *object)
{
    (void)env;
    return owners[page_number(object)];
}

static const struct fl_slab_source source = {NULL, take_pages, give_pages, new_slab, free_slab, set_owner, owner};

void *kmem_take(struct kmem_cache *cache)
{
    if (!cache->known) {
        cache->known = true;
        cache->next = caches;
        caches = cache;
    }
    void *object = fl_slab_take(&cache->slab, &source);
    return object && !cache->slab.construct ? memset(object, 0, cache->slab.object_size) : object;
}

void kmem_give(struct kmem_cache *cache, void *object)
{
    if (!fl_slab_give(&cache->slab, &source, object))
        panic("giving back 0x%lx, which is no %s in use", (uint64_t)object, cache->slab.name);
}

uint64_t kmem_cache_pages(void)
{
    return cache_pages;
}

const struct fl_buddy *kmem_arena(void)
{
    return &arena;
}

const struct kmem_cache *kmem_caches(void)
{
    return caches;
}
