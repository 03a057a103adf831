/* pool.c - who may use how many frames.
 *
 * Invariant: the limits of all pools sum to the machine's frames.
 */
#include "pool.h"

#include "frame.h"
#include "kmem.h"
#include "pagetable.h"
#include "print.h"
#include "process.h"
#include "sched.h"

#define MIN_COMMON_FRAMES 8 /* one instruction can need four pages; leave room for two processes */

struct pool common_pool;
static struct kmem_cache pool_cache = KMEM_CACHE(struct pool);
static uint64_t frames_total;

/* Was the page used through any of its mappings since the last look?  Clearing A fences, or the TLB would go on
 * hitting. */
static bool referenced(void *env, uint32_t number)
{
    (void)env;
    struct frame *frame = frame_numbered(number);
    bool any = false;
    for (struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next) {
        pte_t pte = pagetable_get(&m->process->pagetable, m->va);
        if (pte & PTE_A) {
            pagetable_put(&m->process->pagetable, m->va, pte & ~PTE_A);
            any = true;
        }
    }
    return any;
}

static unsigned use(void *env, uint32_t number)
{
    (void)env;
    const struct frame *frame = frame_numbered(number);
    unsigned bits = frame->dirty ? FL_PAGE_DIRTY : 0;
    for (const struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next) {
        pte_t pte = pagetable_get(&m->process->pagetable, m->va);
        bits |= (pte & PTE_A ? FL_PAGE_REFERENCED : 0) | (pte & PTE_D ? FL_PAGE_DIRTY : 0);
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

static struct fl_policy_pages pages = {.referenced = referenced, .use = use, .identity = identity};

bool pool_init(uint64_t ram_end, uint64_t frames, const struct fl_policy_ops *ops)
{
    uint64_t ram_frames = (ram_end - RAM_BASE) >> PAGE_SHIFT;
    pages.link = kmem_table(ram_frames * sizeof(struct fl_policy_link));
    if (!pages.link)
        panic("no memory for the links of %lu frames", ram_frames);
    uint64_t most = kmem_free_count() - kmem_free_count() / 8; /* the rest is for page tables and kernel stacks */
    frames_total = frames ? frames : most;
    common_pool.limit = frames_total;
    fl_policy_init(&common_pool.policy, ops, &pages);
    return frames_total <= most;
}

uint64_t pool_frames_total(void)
{
    return frames_total;
}

struct pool *pool_open(uint64_t frames, const struct fl_policy_ops *ops)
{
    if (frames > common_pool.limit || common_pool.limit - frames < MIN_COMMON_FRAMES)
        return NULL;
    struct pool *pool = kmem_take(&pool_cache);
    if (!pool)
        return NULL;
    common_pool.limit -= frames;
    pool->limit = frames;
    fl_policy_init(&pool->policy, ops, &pages);
    return pool;
}

static void dissolve_if_done(struct pool *pool)
{
    if (!pool->closed || pool->used > 0)
        return;
    common_pool.limit += pool->limit;
    kmem_give(&pool_cache, pool);
    pool_wake(&common_pool);
}

void pool_close(struct pool *pool)
{
    pool->closed = true;
    dissolve_if_done(pool);
}

void pool_charge(struct pool *pool)
{
    pool->used++;
}

void pool_uncharge(struct pool *pool)
{
    pool->used--;
    pool_wake(pool);
    dissolve_if_done(pool);
}

void pool_wake(struct pool *pool)
{
    sched_wake(pool);
}
