/* fork.c - copy-on-write: parent and child share every page, and the first to write one gets a copy.
 *
 * Only pages that may be written are marked; code stays simply shared. A page in swap is shared through its slot.
 * A page of a region that is mapped shared stays shared.
 * Invariant: a page with more than one mapping is writable in none, unless it belongs to a file or object.
 */
#include "fork.h"

#include "descriptor.h"
#include "frame.h"
#include "naming.h"
#include "process.h"
#include "sched.h"
#include "swap.h"
#include "trap.h"

extern char trap_return[];

/* Both entries lose W and D; that the page was written is noted in its frame. */
static bool share_frame(struct process *parent, struct process *child, uint64_t va, pte_t pte)
{
    struct frame *frame = frame_at(pte_pa(pte));
    if (!frame_map(frame, child, va))
        return false;
    if (pte & PTE_D)
        frame->dirty = true;
    if (frame->shared && (pte & PTE_W)) {
        pte &= ~PTE_D; /* the region is shared: both go on writing the same page */
    } else if (pte & PTE_W) {
        pte = (pte & ~(PTE_W | PTE_D)) | PTE_COW;
        pagetable_put(&parent->pagetable, va, pte);
    }
    pagetable_put(&child->pagetable, va, pte);
    if (frame->pool->tracked)
        pagetable_hide(&child->pagetable, va);
    return true;
}

static bool share_region(struct process *parent, struct process *child, const struct region *region)
{
    pte_t pte;
    for (uint64_t va = region->start; pagetable_next(&parent->pagetable, &va, region->end, &pte); va += PAGE_SIZE) {
        if (!pagetable_reserve(&child->pagetable, va))
            return false;
        if (pte & PTE_V) {
            if (!share_frame(parent, child, va, pte))
                return false;
        } else {
            swap_hold(pte_slot(pte));
            pagetable_put(&child->pagetable, va, pte);
        }
    }
    return true;
}

/* All pages are in regions, which are a small part of the address space. */
static bool share_pages(struct process *parent, struct process *child)
{
    for (const struct region *r = parent->regions; r; r = r->next)
        if (!share_region(parent, child, r))
            return false;
    return true;
}

void fork_start(const struct process *parent, struct process *child)
{
    descriptors_copy(parent, child);
    struct trap_frame *frame = process_user_frame(child);
    *frame = *process_user_frame(parent);
    frame->x[REG_A0] = 0;
    child->context.ra = (uint64_t)trap_return;
    child->context.sp = (uint64_t)frame;
    sched_ready(child);
}

int fork_running(void)
{
    struct process *parent = process_running(), *space = process_space();
    struct process *child = process_create(parent->name);
    if (!child)
        return -FL_EAGAIN;
    if (!region_copy_all(space, child) || !share_pages(space, child)) {
        process_discard(child);
        return -FL_ENOMEM;
    }
    child->brk = space->brk;
    naming_tell(child);
    fork_start(parent, child);
    return child->pid;
}
