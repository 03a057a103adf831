/* memcalls.c - system calls on regions: heap, anonymous maps, quotas, eviction on request. All of them are about the
 * running process's address space, and none brings in a page: that is left to the fault handler.
 */
#include "memcalls.h"

#include "abi.h"
#include "frame.h"
#include "future.h"
#include "layout.h"
#include "pool.h"
#include "process.h"
#include "reclaim.h"
#include "region.h"

#include <stddef.h>

static struct region *heap_of(struct process *process)
{
    for (struct region *r = process->regions; r; r = r->next)
        if (r->kind == &region_heap)
            return r;
    return NULL;
}

int64_t memory_sbrk(int64_t delta)
{
    struct process *process = process_space();
    struct region *heap = heap_of(process);
    uint64_t old = process->brk, brk = old + (uint64_t)delta;
    if (!heap || brk < heap->start || brk > USER_TOP || (delta > 0) != (brk > old))
        return delta == 0 ? (int64_t)old : -FL_ENOMEM;
    uint64_t end = page_up(brk);
    if (end > heap->end && !region_is_room(process, heap->end, end, heap))
        return -FL_ENOMEM;
    if (end < heap->end)
        process_drop_pages(process, end, heap->end);
    heap->end = end;
    process->brk = brk;
    return (int64_t)old;
}

bool memory_range(uint64_t address, uint64_t size, uint64_t *end)
{
    if ((address & PAGE_MASK) || size == 0 || size > USER_TOP || address > USER_TOP)
        return false;
    *end = address + page_up(size);
    return *end <= USER_TOP;
}

int64_t memory_place(struct region *region, uint64_t size)
{
    struct process *process = process_space();
    if (!memory_range(region->start, size, &region->end))
        return -FL_EINVAL;
    if (region->start == 0)
        region->start = region_find_room(process, MAP_BASE, page_up(size));
    else if (!region_is_room(process, region->start, region->end, NULL))
        return -FL_EINVAL;
    region->end = region->start + page_up(size);
    return region->start ? 0 : -FL_ENOMEM;
}

int64_t memory_map(uint64_t address, uint64_t size)
{
    struct region region = {.start = address, .rights = PTE_R | PTE_W, .kind = &region_anonymous};
    int64_t error = memory_place(&region, size);
    if (error)
        return error;
    return region_add(process_space(), &region) ? (int64_t)region.start : -FL_ENOMEM;
}

int64_t memory_unmap(uint64_t address, uint64_t size)
{
    struct process *process = process_space();
    uint64_t end;
    if (!memory_range(address, size, &end) || !region_any(process, address, end))
        return -FL_EINVAL;
    if (!region_split(process, address) || !region_split(process, end))
        return -FL_ENOMEM;
    process_drop_pages(process, address, end);
    return region_remove(process, address, end) == DONE ? 0 : -FL_EIO;
}

/* The frame of the first resident page in [*va, end) that replacement may take. */
static struct frame *next_evictable(struct process *process, uint64_t *va, uint64_t end)
{
    pte_t pte;
    for (; pagetable_next(&process->pagetable, va, end, &pte); *va += PAGE_SIZE)
        if ((pte & PTE_V) && frame_at(pte_pa(pte))->evictable)
            return frame_at(pte_pa(pte));
    return NULL;
}

static int64_t error_of(enum outcome outcome)
{
    return outcome == DONE ? 0 : outcome == IO_ERROR ? -FL_EIO : -FL_ENOMEM;
}

/* Resident pages change sides; those that do not fit any more go out. */
static enum outcome move_pages(struct process *process, struct region *region, struct pool *pool)
{
    enum outcome outcome = DONE;
    struct frame *frame;
    for (uint64_t va = region->start; outcome == DONE && (frame = next_evictable(process, &va, region->end));
         va += PAGE_SIZE) {
        if (pool->used < pool->limit) {
            frame_move(frame, pool);
        } else {
            outcome = reclaim_evict(frame);
        }
    }
    return outcome;
}

int64_t memory_quota(uint64_t address, uint64_t frames, uint64_t policy)
{
    const struct fl_policy_ops *ops = fl_policy_by_number(policy & 0xff);
    uint64_t window = policy >> 16;
    struct process *process = process_space();
    struct region *region = region_find(process, address);
    if (!region || frames == 0 || !ops || (ops == &fl_policy_opt && !future_is_known()))
        return -FL_EINVAL;
    struct pool *old = region->pool, *pool = pool_open(frames, ops);
    if (!pool)
        return -FL_ENOMEM;
    if (policy & FL_POLICY_TRACKED)
        pool->tracked = true;
    if (window > 0)
        pool->policy.parameters.window = (uint32_t)window;
    region->pool = pool;
    enum outcome outcome = move_pages(process, region, pool);
    if (old != process->pool)
        pool_close(old);
    track_hide_all(process, region->start, region->end);
    if (outcome == DONE)
        outcome = reclaim_shrink(&common_pool);
    return error_of(outcome);
}

int64_t memory_evict(uint64_t address, uint64_t size)
{
    struct process *process = process_space();
    uint64_t end;
    if (!memory_range(page_down(address), size + (address & PAGE_MASK), &end) ||
        !region_any(process, page_down(address), end))
        return -FL_EINVAL;
    int64_t pages = 0;
    struct frame *frame;
    for (uint64_t va = page_down(address); (frame = next_evictable(process, &va, end)); va += PAGE_SIZE) {
        enum outcome outcome = reclaim_evict(frame);
        if (outcome != DONE)
            return error_of(outcome);
        pages++;
    }
    return pages;
}

void memory_swap_out(struct process *process)
{
    struct frame *frame;
    for (uint64_t va = 0; process->pagetable.root && (frame = next_evictable(process, &va, USER_TOP)); va += PAGE_SIZE)
        if (frame->mappings == 1)
            reclaim_evict(frame);
}
