/* policy_pages.c - the questions that policies ask, answered from page tables and frame table.
 *
 * The reference bit is A of all the frame's mappings together or, where every use is tracked, a bit in the frame, which
 * is clear after loading. Clearing A must be followed by a fence, or the hart goes on using a translation that it read
 * with A set and never sets it again (Privileged 4.3.1): the page looks unused and is pushed out while in use.
 * fence_on_clear=0 leaves the fence out, to measure that.
 */
#include "policy_pages.h"

#include "frame.h"
#include "future.h"
#include "kmem.h"
#include "options.h"
#include "pagetable.h"
#include "process.h"

static bool referenced(void *env, uint32_t number)
{
    (void)env;
    struct frame *frame = frame_numbered(number);
    bool any = (frame->pool->tracked && frame->touched) || frame->sampled;
    frame->sampled = false;
    frame->touched = false;
    for (struct mapping *m = frame->mappings && !frame->pool->tracked ? &frame->first : NULL; m; m = m->next) {
        if (!(pagetable_get(&m->process->pagetable, m->va) & PTE_A))
            continue;
        pagetable_clear_accessed(&m->process->pagetable, m->va, options.fence_on_clear);
        any = true;
    }
    return any;
}

static unsigned use(void *env, uint32_t number)
{
    (void)env;
    const struct frame *frame = frame_numbered(number);
    unsigned bits = (frame->dirty ? FL_PAGE_DIRTY : 0) | (frame->touched || frame->sampled ? FL_PAGE_REFERENCED : 0);
    for (const struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next) {
        pte_t pte = pagetable_get(&m->process->pagetable, m->va);
        bits |= pte & PTE_D ? FL_PAGE_DIRTY : 0;
        bits |= (pte & PTE_A) && !frame->pool->tracked ? FL_PAGE_REFERENCED : 0;
    }
    return bits;
}

/* A page is the same page again if it is at the same place of the same process. */
static uint64_t identity(void *env, uint32_t number)
{
    (void)env;
    const struct frame *frame = frame_numbered(number);
    return frame->mappings ? frame->first.va | (uint64_t)frame->first.process->pid << 40 : FL_ANONYMOUS;
}

static bool needed(void *env, uint32_t number)
{
    (void)env;
    const struct frame *frame = frame_numbered(number);
    for (const struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next)
        if (track_needs(m->process, m->va))
            return true;
    return false;
}

struct fl_policy_pages policy_pages = {
    .referenced = referenced, .use = use, .identity = identity, .next_use = future_next_use, .needed = needed};

bool policy_pages_init(uint64_t ram_end)
{
    policy_pages.link = kmem_table(((ram_end - RAM_BASE) >> PAGE_SHIFT) * sizeof(struct fl_policy_link));
    return policy_pages.link != NULL;
}
