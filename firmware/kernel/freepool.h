/* freepool.h - free frames that remember: page buffering, background write-back, and frames zeroed in advance. */
#ifndef FAULTLINE_KERNEL_FREEPOOL_H
#define FAULTLINE_KERNEL_FREEPOOL_H

#include <stdbool.h>
#include <stdint.h>

struct frame;
struct pool;

/* Takes `buffered` and `zeroed` frames from the common pool's limit. False: too few would be left to it. */
bool freepool_init(uint64_t buffered, uint64_t zeroed);

/* A page that replacement has just unmapped, not under I/O and known to no policy: keeps its frame, still findable by
 * its slot or in the page cache. May sleep until another frame of the pool is free. False: it cannot be kept. */
bool freepool_keep(struct frame *frame);

/* The page is wanted back. False: not yet, because others share it and it must be on the disk first; sleeps then, and
 * what the caller knows may have changed. */
bool freepool_may_rescue(struct frame *frame);

/* Off the pool's lists, and charged to `pool`. */
void freepool_rescue(struct frame *frame, struct pool *pool);

/* Off the pool's lists, because the page is nobody's any more. */
void freepool_forget(struct frame *frame);

/* Nobody waits for the disk: a good moment to write pages back. */
void freepool_disk_idle(void);

/* Nobody wants the CPU: zeroes one frame. False: there are enough. */
bool freepool_zero_one(void);

/* Exchanges an empty frame for one that is already zero. False: there is none. */
bool freepool_take_zeroed(struct frame **frame);

/* The last process has ended: gives everything back. May sleep. */
void freepool_drain(void);

/* For checks: frames on the pool's lists, or being written; how many it pays for, and which. */
uint64_t freepool_frames(void);
uint64_t freepool_charged(void);
bool freepool_pays_for(const struct frame *frame);

#endif
