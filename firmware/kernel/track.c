/* track.c - every use of a page seen, for the textbook's exact LRU and whoever else needs it.
 *
 * A reference bit says that a page was used, not when. In a tracked pool resident pages are kept hidden: V is off in
 * memory while a software bit keeps the rest, so the first use traps, costs no disk I/O, and is reported to the policy.
 * The page then stays visible until another instruction uses a tracked page. What belongs together stays together: an
 * access across a page boundary, or an instruction and its data, needs all its pages visible at once, or it would
 * fault for ever. So a pool whose pages may be used that way needs two frames at least, four if code is in it.
 * An instruction is known by its position, the number of user-mode instructions its process retired before it. All
 * that a system call uses counts as one instruction's.
 *
 * Cost: a trap for each change from one tracked page to another (docs/kernel.md has cycles). Uses of the page that was
 * used last are not seen, so a run of uses counts as one.
 * Invariant: of the running process's tracked pages, only the open ones are visible.
 */
#include "track.h"

#include "frame.h"
#include "future.h"
#include "layout.h"
#include "pagetable.h"
#include "process.h"

static struct frame *tracked_frame(const struct process *process, uint64_t page)
{
    pte_t pte = pagetable_get(&process->pagetable, page);
    struct frame *frame = pte & PTE_V ? frame_at(pte_pa(pte)) : NULL;
    return frame && frame->pool->tracked ? frame : NULL;
}

bool track_is_open(const struct process *process, uint64_t page)
{
    for (unsigned i = 0; i < process->track.open; i++)
        if (process->track.page[i] == page)
            return true;
    return false;
}

bool track_needs(const struct process *process, uint64_t page)
{
    return process->track.position == process->user_instret && track_is_open(process, page);
}

/* The first `count` open pages; pages that have left memory since stay as they are. */
static void hide_first(struct process *process, unsigned count)
{
    struct track *track = &process->track;
    for (unsigned i = 0; i < count; i++)
        if (tracked_frame(process, track->page[i]))
            pagetable_hide(&process->pagetable, track->page[i]);
    track->open -= count;
    for (unsigned i = 0; i < track->open; i++)
        track->page[i] = track->page[i + count];
}

static void open_page(struct process *process, uint64_t page)
{
    struct track *track = &process->track;
    if (track->position != process->user_instret)
        hide_first(process, track->open);
    else if (track->open == TRACK_OPEN)
        hide_first(process, 1);
    track->position = process->user_instret;
    track->page[track->open++] = page;
    pagetable_show(&process->pagetable, page);
}

/* Nobody wants their frames: a page that cannot be written stays. */
static void evict_surplus(struct pool *pool)
{
    enum outcome outcome = DONE;
    uint32_t number;
    while (outcome == DONE && pool->policy.ops->surplus &&
           (number = pool->policy.ops->surplus(&pool->policy)) != FL_NO_PAGE) {
        frame_numbered(number)->evictable = false; /* the policy has let go of it */
        outcome = reclaim_evict(frame_numbered(number));
    }
}

/* Has the page been in memory, so that its policy knows it and hears of one use more? */
static bool was_resident(enum fault_kind kind)
{
    return kind == FAULT_ACCESS_DIRTY || kind == FAULT_COW || kind == FAULT_SPURIOUS;
}

static void tell_policy(struct frame *frame)
{
    frame->touched = true;
    frame->pool->policy.ops->accessed(&frame->pool->policy, frame_number(frame));
}

/* A use of a page that need not be tracked; it may have been hidden by an earlier pool. */
static void use_untracked(struct process *process, uint64_t page, struct frame *frame, enum fault_kind kind)
{
    if (pagetable_is_hidden(&process->pagetable, page))
        pagetable_show(&process->pagetable, page);
    if (kind == FAULT_ACCESS_DIRTY)
        tell_policy(frame);
}

void track_use(struct process *process, uint64_t page, enum fault_kind kind)
{
    pte_t pte = pagetable_get(&process->pagetable, page);
    if (!(pte & PTE_V))
        return; /* gone again while the process slept: the access will fault once more */
    struct frame *frame = frame_at(pte_pa(pte));
    if (!frame->pool->tracked) {
        use_untracked(process, page, frame, kind);
        return;
    }
    if (was_resident(kind)) {
        if (!pagetable_is_hidden(&process->pagetable, page))
            return; /* seen already: the same use needed a second fault, for D or a copy */
        tell_policy(frame);
    }
    counters_count(process_running(), COUNTER(tracked));
    future_record(process, page);
    open_page(process, page);
    evict_surplus(frame->pool);
}

void track_hide_all(struct process *process, uint64_t start, uint64_t end)
{
    pte_t pte;
    for (uint64_t va = start; pagetable_next(&process->pagetable, &va, end, &pte); va += PAGE_SIZE)
        if ((pte & PTE_V) && frame_at(pte_pa(pte))->pool->tracked)
            pagetable_hide(&process->pagetable, va);
}
