/* slab.c - the slab allocator: a slab moves between three lists as its objects are taken and given back.
 *
 *              take                      take (last one)
 *    empty  ---------->  partial  ------------------------>  full
 *           <----------           <------------------------
 *          give (last one)                give
 *
 * Taking and giving cost a look at one bitmap; no object is initialised twice, and none is searched for.
 * Invariant: a slab is in exactly the list that its number of used objects says.
 */
#include "slab.h"

#define SMALLEST_PAGE 4096

uint32_t fl_slab_objects(const struct fl_slab_cache *cache)
{
    size_t fit = cache->slab_bytes / cache->object_size;
    return fit < FL_SLAB_MAX_OBJECTS ? (uint32_t)fit : FL_SLAB_MAX_OBJECTS;
}

static struct fl_slab_list *list_of(struct fl_slab_cache *cache, const struct fl_slab *slab)
{
    if (slab->used == 0)
        return &cache->empty;
    return slab->used < fl_slab_objects(cache) ? &cache->partial : &cache->full;
}

static void push(struct fl_slab_list *list, struct fl_slab *slab)
{
    slab->previous = NULL;
    slab->next = list->first;
    if (list->first)
        list->first->previous = slab;
    list->first = slab;
    list->slabs++;
}

static void unlink_slab(struct fl_slab_list *list, struct fl_slab *slab)
{
    if (slab->previous)
        slab->previous->next = slab->next;
    else
        list->first = slab->next;
    if (slab->next)
        slab->next->previous = slab->previous;
    list->slabs--;
}

/* One more or one less of the slab's objects is in use: it changes lists if its state changes. */
static void set_used(struct fl_slab_cache *cache, struct fl_slab *slab, uint32_t used)
{
    struct fl_slab_list *before = list_of(cache, slab);
    slab->used = used;
    struct fl_slab_list *after = list_of(cache, slab);
    if (before == after)
        return;
    unlink_slab(before, slab);
    push(after, slab);
}

static struct fl_slab *grow(struct fl_slab_cache *cache, const struct fl_slab_source *source)
{
    if (cache->slab_bytes == 0)
        cache->slab_bytes = (cache->object_size + SMALLEST_PAGE - 1) / SMALLEST_PAGE * SMALLEST_PAGE;
    struct fl_slab *slab = source->new_slab(source->env);
    if (!slab)
        return NULL;
    *slab = (struct fl_slab){.cache = cache, .memory = source->take(source->env, cache->slab_bytes)};
    if (!slab->memory) {
        slab->cache = NULL;
        source->free_slab(source->env, slab);
        return NULL;
    }
    source->set_owner(source->env, slab, cache->slab_bytes);
    for (uint32_t i = 0; cache->construct && i < fl_slab_objects(cache); i++)
        cache->construct(slab->memory + i * cache->object_size);
    push(&cache->empty, slab);
    return slab;
}

static uint32_t first_free(const struct fl_slab *slab)
{
    uint32_t word = 0;
    while (slab->taken[word] == UINT64_MAX)
        word++;
    uint32_t bit = 0;
    while (slab->taken[word] >> bit & 1)
        bit++;
    return word * 64 + bit;
}

void *fl_slab_take(struct fl_slab_cache *cache, const struct fl_slab_source *source)
{
    struct fl_slab *slab = cache->partial.first ? cache->partial.first : cache->empty.first;
    if (!slab)
        slab = grow(cache, source);
    if (!slab)
        return NULL;
    uint32_t index = first_free(slab);
    slab->taken[index / 64] |= 1ull << index % 64;
    set_used(cache, slab, slab->used + 1);
    cache->objects_used++;
    return slab->memory + index * cache->object_size;
}

static void give_slab_back(struct fl_slab_cache *cache, const struct fl_slab_source *source, struct fl_slab *slab)
{
    unlink_slab(&cache->empty, slab);
    slab->cache = NULL;
    source->give(source->env, slab->memory, cache->slab_bytes);
    source->free_slab(source->env, slab);
}

bool fl_slab_give(struct fl_slab_cache *cache, const struct fl_slab_source *source, void *object)
{
    struct fl_slab *slab = source->owner(source->env, object);
    if (!slab || slab->cache != cache)
        return false;
    size_t offset = (size_t)((char *)object - slab->memory);
    size_t index = offset / cache->object_size;
    if (offset % cache->object_size != 0 || index >= fl_slab_objects(cache) ||
        !(slab->taken[index / 64] >> index % 64 & 1))
        return false;
    slab->taken[index / 64] &= ~(1ull << index % 64);
    cache->objects_used--;
    set_used(cache, slab, slab->used - 1);
    if (slab->used == 0 && cache->empty.slabs > 1)
        give_slab_back(cache, source, slab);
    return true;
}

uint32_t fl_slab_reap(struct fl_slab_cache *cache, const struct fl_slab_source *source)
{
    uint32_t slabs = 0;
    for (; cache->empty.first; slabs++)
        give_slab_back(cache, source, cache->empty.first);
    return slabs;
}
