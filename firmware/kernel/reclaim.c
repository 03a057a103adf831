/* reclaim.c - page replacement: when no frame is free, the policy names a victim and its frame changes hands.
 *
 * A victim that has a copy elsewhere (a file page, a page read from swap and not written since) or was never written is
 * dropped; only a dirty one costs a disk write. Its page-table entries say where the page is now before the write
 * begins, so nobody uses the frame meanwhile; who wants the page back waits on the frame.
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

/* A place that the frame may write to: its file's or object's, or a slot whose old content nobody else counts on. The
 * frame holds a reference. */
static bool claim_place(struct frame *frame)
{
    bool failed = frame->mappings == 0; /* a write before this one: entries name the slot and wait for it */
    if (frame->shared || (frame->slot != SWAP_NONE && (failed || swap_references(frame->slot) == 1)))
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
        frame_set_evictable(frame, true);
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
    if (outcome == NO_SWAP && ++*tries < pool->policy.count)
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
    if (frame->mappings > 0 || frame->kept)
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
