/* region.c - the process's own table of what is legal where (the textbook's "internal table, kept with the process").
 *
 * Invariant: regions are sorted, page-aligned, disjoint, and inside the user's half.
 */
#include "region.h"

#include "kmem.h"
#include "pool.h"
#include "process.h"

/* How the stack grows: a reference this near below it means growth, farther away it is a wild pointer. */
#define STACK_GUARD (16 * PAGE_SIZE)
#define STACK_MAX   (2048 * PAGE_SIZE)

/* Between regions whose place the kernel chooses, so that running out of one is noticed. */
#define GUARD_PAGE PAGE_SIZE

static struct kmem_cache region_cache = KMEM_CACHE(struct region);

static struct page_source source_zero(const struct region *region, uint64_t page)
{
    (void)region;
    (void)page;
    return page_source_zero;
}

static struct page_source source_file(const struct region *region, uint64_t page)
{
    uint64_t offset = page - region->start;
    if (offset >= region->file_bytes)
        return page_source_zero;
    uint64_t left = region->file_bytes - offset;
    return page_source_disk(region->file_sector + offset / 512, left < PAGE_SIZE ? left : PAGE_SIZE);
}

static struct page_source source_object(const struct region *region, uint64_t page)
{
    return region->object->kind->source(region->object, region->offset + (page - region->start));
}

static bool stack_may_grow(const struct region *region, uint64_t va, uint64_t below)
{
    return region->start - va <= STACK_GUARD && region->end - va <= STACK_MAX && page_down(va) >= below + STACK_GUARD;
}

const struct region_kind region_anonymous = {"anonymous", source_zero, NULL};
const struct region_kind region_file = {"file", source_file, NULL};
const struct region_kind region_heap = {"heap", source_zero, NULL};
const struct region_kind region_stack = {"stack", source_zero, stack_may_grow};
const struct region_kind region_mapped = {"mapped", source_object, NULL};

bool region_is_room(const struct process *process, uint64_t start, uint64_t end, const struct region *except)
{
    if (start < USER_LOWEST || end > USER_TOP || start > end)
        return false;
    for (const struct region *r = process->regions; r; r = r->next)
        if (r != except && start < r->end && r->start < end)
            return false;
    return true;
}

bool region_any(const struct process *process, uint64_t start, uint64_t end)
{
    for (const struct region *r = process->regions; r; r = r->next)
        if (start < r->end && r->start < end)
            return true;
    return false;
}

struct region *region_add(struct process *process, const struct region *like)
{
    if (!region_is_room(process, like->start, like->end, NULL))
        return NULL;
    struct region *region = kmem_take(&region_cache);
    if (!region)
        return NULL;
    struct region **link = &process->regions;
    while (*link && (*link)->start < like->start)
        link = &(*link)->next;
    *region = *like;
    region->pool = process->pool;
    if (region->object)
        object_hold(region->object);
    region->next = *link;
    *link = region;
    return region;
}

struct region *region_find(struct process *process, uint64_t va)
{
    uint64_t below = 0;
    for (struct region *r = process->regions; r; r = r->next) {
        if (va >= r->start && va < r->end)
            return r;
        if (va < r->start) {
            if (!r->kind->may_grow || !r->kind->may_grow(r, va, below))
                return NULL;
            r->start = page_down(va);
            return r;
        }
        below = r->end;
    }
    return NULL;
}

uint64_t region_find_room(const struct process *process, uint64_t from, uint64_t size)
{
    uint64_t at = from;
    for (const struct region *r = process->regions; r; r = r->next) {
        if (r->end <= at)
            continue;
        if (r->start >= at && r->start - at >= size + GUARD_PAGE)
            break;
        at = r->end + GUARD_PAGE;
    }
    return region_is_room(process, at, at + size, NULL) && at + size > at ? at : 0;
}

static enum outcome free_region(const struct process *process, struct region *region)
{
    if (region->pool != process->pool)
        pool_close(region->pool);
    enum outcome outcome = region->object ? object_release(region->object) : DONE;
    kmem_give(&region_cache, region);
    return outcome;
}

static void cut_head(struct region *region, uint64_t end)
{
    uint64_t gone = end - region->start;
    region->file_sector += gone / 512;
    region->file_bytes = region->file_bytes > gone ? region->file_bytes - gone : 0;
    region->offset += gone;
    region->start = end;
}

/* A quota stays with the lower part. */
bool region_split(struct process *process, uint64_t at)
{
    struct region *lower = process->regions;
    while (lower && lower->end <= at)
        lower = lower->next;
    if (!lower || lower->start >= at)
        return true;
    struct region *upper = kmem_take(&region_cache);
    if (!upper)
        return false;
    *upper = *lower;
    upper->pool = process->pool;
    if (upper->object)
        object_hold(upper->object);
    cut_head(upper, at);
    lower->end = at;
    lower->next = upper;
    return true;
}

enum outcome region_remove(struct process *process, uint64_t start, uint64_t end)
{
    enum outcome outcome = DONE;
    struct region **link = &process->regions;
    while (*link) {
        struct region *r = *link;
        if (start > r->start || r->end > end) {
            link = &r->next;
            continue;
        }
        *link = r->next;
        if (free_region(process, r) != DONE)
            outcome = IO_ERROR;
    }
    return outcome;
}

bool region_copy_all(const struct process *from, struct process *to)
{
    struct region **link = &to->regions;
    for (const struct region *r = from->regions; r; r = r->next) {
        struct region *copy = kmem_take(&region_cache);
        if (!copy)
            return false;
        *copy = *r;
        if (copy->object)
            object_hold(copy->object);
        copy->pool = to->pool;
        copy->next = NULL;
        *link = copy;
        link = &copy->next;
    }
    return true;
}

void region_free_all(struct process *process)
{
    while (process->regions) {
        struct region *first = process->regions;
        process->regions = first->next;
        free_region(process, first);
    }
}
