/* pool.h - a number of frames, and the policy that chooses who leaves when all of them are in use.
 *
 * One pool serves everybody; a region may get a pool of its own, so that its pages and all others do not compete.
 */
#ifndef FAULTLINE_KERNEL_POOL_H
#define FAULTLINE_KERNEL_POOL_H

#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

struct pool {
    uint64_t limit, used;
    struct fl_replacer policy; /* knows the frames that may be evicted                              */
    bool tracked;              /* every use of its pages traps (track.h)                            */
    struct pool *next;         /* of all but the common one                                        */
    bool closed;               /* its region is gone: the limit goes back when the last frame does  */
};

extern struct pool common_pool;

/* What the common pool keeps: one instruction can need four pages, and there is room for two processes. */
#define POOL_MIN_COMMON 8

/* Sizes the common pool: `frames`, or with 0 what memory holds. False if memory holds fewer. */
bool pool_init(uint64_t ram_end, uint64_t frames, const struct fl_policy_ops *ops);

/* The frames of all pools together. */
uint64_t pool_frames_total(void);

/* The frames that all pools charge for. */
uint64_t pool_frames_charged(void);

/* A pool of `frames` taken from the common pool's limit; NULL if that would leave too few, or memory is exhausted. */
struct pool *pool_open(uint64_t frames, const struct fl_policy_ops *ops);

/* The region that the pool served is gone; its frames may live on in a child's mappings. */
void pool_close(struct pool *pool);

/* One frame more, or less, is in use. */
void pool_charge(struct pool *pool);
void pool_uncharge(struct pool *pool);

/* A timer tick has passed: tells every pool's policy. */
void pool_tick(void);

/* Something changed: those who sleep on the pool for want of a frame look again. */
void pool_wake(struct pool *pool);

#endif
