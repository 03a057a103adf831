/* reclaim.c - page replacement: when no frame is free, the policy names a victim and its frame changes hands.
 *
 * A victim that has a copy elsewhere (a file page, a page read from swap and not written since) or was never written is
 * dropped; only a dirty one costs a disk write. Its page-table entries say where the page is now before the write
 * begins, so nobody uses the frame meanwhile; who wants the page back waits on the frame.
 * A page that cannot be written (swap is full, or the disk fails) stays in memory, and another victim is tried.
 * Invariant: a frame under I/O is known to no policy, and a page's slot holds its content whenever no frame does.
 */
#include "reclaim.h"

#include "counters.h"
#include "freepool.h"
#include "invariants.h"
#include "pagecache.h"
#include "pagetable.h"
#include "process.h"
#include "sched.h"
#include "swap.h"
#include "writeback.h"

/* Has the frame a place that it may write to?  Its file's or object's, or a slot whose old content nobody else counts on, or
 * never was there because a write before this one failed. */
static bool has_place(const struct frame *frame)
{
    return frame->shared || frame->unwritten || (frame->slot != SWAP_NONE && swap_references(frame->slot) == 1);
}

/* False: swap is full. The frame holds a reference to its slot. */
static bool claim_place(struct frame *frame)
{
    if (has_place(frame))
        return true;
    uint32_t slot = swap_take();
    if (slot == SWAP_NONE)
        return false;
    swap_detach(frame);
    frame->slot = slot;
    swap_set_frame(slot, frame);
    return true;
}

/* Every mapping becomes a note of where the page is: its slot, or nothing, which means its region's file or zero. */
static void unmap_everywhere(struct frame *frame)
{
    while (frame->mappings > 0) {
        struct process *process = frame->first.process;
        uint64_t va = frame->first.va;
        if (frame->slot != SWAP_NONE)
            swap_hold(frame->slot);
        pagetable_put(&process->pagetable, va, frame->slot != SWAP_NONE ? pte_swapped(frame->slot) : 0);
        frame_unmap(frame, process, va);
    }
}

enum outcome reclaim_evict(struct frame *frame)
{
    bool dirty = writeback_is_dirty(frame), is_file = frame->file_bytes > 0;
    if (dirty && !claim_place(frame)) {
        frame_set_evictable(frame, false);
        frame_set_evictable(frame, true); /* now the newest: let the policy try the others first */
        return NO_SWAP;
    }
    if (!dirty)
        invariants_check_clean(frame);
    frame_set_evictable(frame, false);
    unmap_everywhere(frame);
    frame->dirty = dirty;
    if (freepool_keep(frame)) {
        counters_count(process_running(), COUNTER(evictions));
        return DONE;
    }
    if (dirty && !writeback_transfer(frame)) {
        frame->unwritten = true;
        frame_set_evictable(frame, true); /* the newest, so that others are tried first */
        return IO_ERROR;
    }
    counters_count(process_running(), COUNTER(evictions));
    if (dirty && !is_file)
        counters_count(process_running(), COUNTER(page_writes));
    pagecache_remove(frame);
    swap_detach(frame);
    frame_free(frame);
    return DONE;
}

/* The pool's frames that cannot be had: swap is full, or the disk failed when they were written. */
static uint64_t count_stuck(const struct pool *pool)
{
    bool full = swap_used() == swap_slots();
    uint32_t begin, end;
    uint64_t stuck = 0;
    frame_table_range(&begin, &end);
    for (const struct frame *f = frame_numbered(begin); f < frame_numbered(end); f++)
        stuck += f->pool == pool && (f->unwritten || (full && writeback_is_dirty(f) && !has_place(f)));
    return stuck;
}

/* The reserve that lets every process go on: an instruction whose pages push out each other would never be done. A pool
 * that is smaller from the start is its owner's decision. */
static bool is_reserve_left(const struct pool *pool)
{
    uint64_t reserve = pool->limit < POOL_MIN_COMMON ? 1 : POOL_MIN_COMMON;
    return count_stuck(pool) + reserve <= pool->limit;
}

/* One turn: DONE if it is worth looking again. */
static enum outcome evict_one(struct pool *pool, uint64_t *tries)
{
    uint32_t victim = pool->policy.ops->victim(&pool->policy);
    if (victim == FL_NO_PAGE) {
        if (pool->used == 0)
            return NO_MEMORY;
        sched_sleep(pool); /* all frames are under I/O */
        return DONE;
    }
    frame_numbered(victim)->evictable = false; /* the policy has let go of it */
    enum outcome outcome = reclaim_evict(frame_numbered(victim));
    bool stays = outcome == NO_SWAP || outcome == IO_ERROR;
    if (stays && (*tries > 0 || is_reserve_left(pool)) && ++*tries < pool->policy.count)
        return DONE;
    return outcome;
}

enum outcome reclaim_take(struct pool *pool, struct frame **frame)
{
    uint64_t tries = 0;
    enum outcome outcome = DONE;
    *frame = NULL;
    while (outcome == DONE && !*frame) {
        if (pool->used < pool->limit)
            *frame = frame_new(pool);
        if (!*frame)
            outcome = evict_one(pool, &tries);
    }
    return outcome;
}

enum outcome reclaim_shrink(struct pool *pool)
{
    uint64_t tries = 0;
    enum outcome outcome = DONE;
    while (outcome == DONE && pool->used > pool->limit)
        outcome = evict_one(pool, &tries);
    return outcome;
}

void reclaim_drop_unmapped(struct frame *frame)
{
    bool awaited =
        frame->unwritten && !frame->shared && swap_references(frame->slot) > 1; /* by entries that name its slot */
    if (frame->mappings > 0 || frame->kept || awaited)
        return;
    frame_set_evictable(frame, false);
    freepool_forget(frame);
    pagecache_remove(frame);
    swap_detach(frame);
    frame_free(frame);
}

void reclaim_release_slot(uint32_t slot)
{
    struct frame *frame = swap_frame(slot);
    swap_release(slot);
    /* A page whose write failed waits in memory for its owner: without one it goes as well. */
    if (frame && !frame->busy && swap_references(slot) == 1)
        reclaim_drop_unmapped(frame);
}
