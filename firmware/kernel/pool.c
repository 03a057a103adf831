/* pool.c - who may use how many frames.
 *
 * Invariant: the limits of all pools sum to the machine's frames.
 */
#include "pool.h"

#include "frame.h"
#include "kmem.h"
#include "options.h"
#include "policy_pages.h"
#include "print.h"
#include "process.h"
#include "sched.h"

struct pool common_pool;
static struct kmem_cache pool_cache = KMEM_CACHE(struct pool);
static struct pool *pools; /* but the common one */
static uint64_t frames_total;

/* Parameters of a policy that starts; whether every use must be seen. */
static void start_policy(struct pool *pool, const struct fl_policy_ops *ops)
{
    fl_policy_init(&pool->policy, ops, &policy_pages);
    pool->policy.parameters = options.policy_parameters;
    pool->tracked = ops->exact || options.track_all;
}

bool pool_init(uint64_t ram_end, uint64_t frames, const struct fl_policy_ops *ops)
{
    uint64_t ram_frames = (ram_end - RAM_BASE) >> PAGE_SHIFT;
    if (!policy_pages_init(ram_end))
        panic("no memory for the links of %lu frames", ram_frames);
    uint64_t most = kmem_free_count() - kmem_free_count() / 8; /* the rest is for page tables and kernel stacks */
    frames_total = frames ? frames : most;
    common_pool.limit = frames_total;
    kmem_promise(frames_total);
    start_policy(&common_pool, ops);
    return frames_total <= most;
}

uint64_t pool_frames_total(void)
{
    return frames_total;
}

uint64_t pool_frames_charged(void)
{
    uint64_t frames = common_pool.used;
    for (const struct pool *pool = pools; pool; pool = pool->next)
        frames += pool->used;
    return frames;
}

struct pool *pool_open(uint64_t frames, const struct fl_policy_ops *ops)
{
    if (frames > common_pool.limit || common_pool.limit - frames < POOL_MIN_COMMON)
        return NULL;
    struct pool *pool = kmem_take(&pool_cache);
    if (!pool)
        return NULL;
    pool->next = pools;
    pools = pool;
    common_pool.limit -= frames;
    pool->limit = frames;
    start_policy(pool, ops);
    return pool;
}

static void dissolve_if_done(struct pool *pool)
{
    if (!pool->closed || pool->used > 0)
        return;
    struct pool **link = &pools;
    while (*link != pool)
        link = &(*link)->next;
    *link = pool->next;
    common_pool.limit += pool->limit;
    kmem_give(&pool_cache, pool);
    pool_wake(&common_pool);
}

void pool_close(struct pool *pool)
{
    if (pool->limit > pool->used) {
        common_pool.limit += pool->limit - pool->used;
        pool->limit = pool->used;
    }
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
    if (pool->closed && pool->limit > pool->used) {
        pool->limit--;
        common_pool.limit++;
    }
    pool_wake(pool);
    dissolve_if_done(pool);
}

void pool_tick(void)
{
    common_pool.policy.ops->tick(&common_pool.policy);
    for (struct pool *pool = pools; pool; pool = pool->next)
        pool->policy.ops->tick(&pool->policy);
}

void pool_wake(struct pool *pool)
{
    sched_wake(pool);
}
