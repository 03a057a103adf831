/* freepool.c - the pool of free frames.
 *
 *   replaced page -> modified --written when the disk is idle--> clean -> (oldest first) free
 *                        \______________ wanted back: rescued, no I/O ______________/
 *
 * Page buffering (`pool=N`): up to N frames of replaced pages stay as they are. The page that needs a frame gets a free
 * one at once, and does not wait until the victim is written. A fault on a page that is still here takes it back.
 * Only when all N are waiting to be written does a fault wait for the writer.
 * Zero-fill on demand (`zeroed=M`): up to M frames are zeroed while the CPU idles.
 * Both numbers are taken from the common pool's limit. Pages of files and shared objects that can be written are not
 * buffered: their objects keep track of them.
 * Cost: a rescue looks through the pool. Invariant: a frame is on a list if and only if `buffered` says so; it is mapped
 * nowhere, known to no policy, and charged to one of the pools here.
 */
#include "freepool.h"

#include "counters.h"
#include "frame.h"
#include "invariants.h"
#include "print.h"
#include "process.h"
#include "reclaim.h"
#include "sched.h"
#include "string.h"
#include "swap.h"
#include "virtio_blk.h"

struct list {
    struct frame *oldest, *newest;
    uint64_t count;
};

static struct list lists[BUFFER_LISTS];
static struct pool buffer_pool, zero_pool; /* they pay for the frames; no policy is asked */
static struct frame *writing;
static struct blk_request request; /* the one write in the background */

static void append(enum buffer_list which, struct frame *frame)
{
    struct list *list = &lists[which];
    frame->buffered = which;
    frame->buffer_next = NULL;
    if (list->newest)
        list->newest->buffer_next = frame;
    else
        list->oldest = frame;
    list->newest = frame;
    list->count++;
}

void freepool_forget(struct frame *frame)
{
    if (frame->buffered == NOT_BUFFERED)
        return;
    struct list *list = &lists[frame->buffered];
    struct frame *before = NULL;
    for (struct frame *f = list->oldest; f != frame; f = f->buffer_next)
        before = f;
    if (before)
        before->buffer_next = frame->buffer_next;
    else
        list->oldest = frame->buffer_next;
    if (list->newest == frame)
        list->newest = before;
    list->count--;
    frame->buffered = NOT_BUFFERED;
}

static void charge_to(struct frame *frame, struct pool *pool)
{
    struct pool *old = frame->pool;
    frame->pool = pool;
    pool_charge(pool);
    pool_uncharge(old);
}

bool freepool_init(uint64_t buffered, uint64_t zeroed)
{
    if (common_pool.limit < POOL_MIN_COMMON + buffered + zeroed)
        return false;
    common_pool.limit -= buffered + zeroed;
    buffer_pool.limit = buffered;
    zero_pool.limit = zeroed;
    return true;
}

static void write_next(void);

/* The disk's interrupt. A page whose write failed goes back to its owners' side: it waits in memory (reclaim.h). */
static void written(struct blk_request *done)
{
    struct frame *frame = writing;
    writing = NULL;
    frame->busy = false;
    if (done->error) {
        frame->unwritten = true;
        frame_move(frame, &common_pool);
    } else {
        counters_count(NULL, COUNTER(page_writes));
        frame->dirty = false;
        append(BUFFERED_CLEAN, frame);
    }
    sched_wake(frame);
    sched_wake(&buffer_pool);
    if (swap_references(frame->slot) == 1) /* its owners went while it was being written */
        reclaim_drop_unmapped(frame);
    write_next();
}

static void write_next(void)
{
    struct frame *frame = lists[BUFFERED_MODIFIED].oldest;
    bool must = lists[BUFFERED_CLEAN].count == 0 && buffer_pool.used >= buffer_pool.limit;
    if (writing || !frame || (blk_in_flight() > 0 && !must))
        return;
    freepool_forget(frame);
    invariants_note_clean(frame);
    frame->busy = true;
    writing = frame;
    request = (struct blk_request){.write = true,
                                   .sector = swap_sector(frame->slot),
                                   .data = frame_page(frame),
                                   .bytes = PAGE_SIZE,
                                   .arrived = written};
    blk_submit(&request);
}

void freepool_disk_idle(void)
{
    write_next();
}

/* Frees the oldest clean frames until the pool is within its limit. */
static void make_room(void)
{
    while (buffer_pool.used > buffer_pool.limit) {
        write_next();
        struct frame *oldest = lists[BUFFERED_CLEAN].oldest;
        if (oldest) {
            invariants_check_clean(oldest);
            reclaim_drop_unmapped(oldest);
        } else {
            sched_sleep(&buffer_pool);
        }
    }
}

bool freepool_keep(struct frame *frame)
{
    if (buffer_pool.limit == 0 || frame->shared || frame->unwritten ||
        (frame->slot == SWAP_NONE && frame->file_bytes == 0))
        return false;
    charge_to(frame, &buffer_pool);
    append(frame->dirty ? BUFFERED_MODIFIED : BUFFERED_CLEAN, frame);
    write_next();
    make_room();
    return true;
}

/* Two holders: the entry that faults and the frame. More would read the slot, and its content is still to come. */
bool freepool_may_rescue(struct frame *frame)
{
    if (frame->buffered != BUFFERED_MODIFIED || swap_references(frame->slot) <= 2)
        return true;
    write_next();
    sched_sleep(&buffer_pool);
    return false;
}

void freepool_rescue(struct frame *frame, struct pool *pool)
{
    freepool_forget(frame);
    charge_to(frame, pool);
}

bool freepool_zero_one(void)
{
    if (zero_pool.used >= zero_pool.limit)
        return false;
    struct frame *frame = frame_new(&zero_pool);
    if (!frame)
        return false;
    memset(frame_page(frame), 0, PAGE_SIZE);
    append(BUFFERED_ZERO, frame);
    return true;
}

bool freepool_take_zeroed(struct frame **frame)
{
    struct frame *zero = lists[BUFFERED_ZERO].oldest;
    if (!zero)
        return false;
    freepool_forget(zero);
    charge_to(zero, (*frame)->pool);
    frame_free(*frame);
    *frame = zero;
    return true;
}

void freepool_drain(void)
{
    while (writing)
        sched_sleep(writing);
    for (unsigned i = NOT_BUFFERED + 1; i < BUFFER_LISTS; i++)
        while (lists[i].oldest)
            reclaim_drop_unmapped(lists[i].oldest);
    common_pool.limit += buffer_pool.limit + zero_pool.limit;
    buffer_pool.limit = zero_pool.limit = 0;
}

uint64_t freepool_frames(void)
{
    uint64_t frames = writing != NULL;
    for (unsigned i = 0; i < BUFFER_LISTS; i++)
        frames += lists[i].count;
    return frames;
}

uint64_t freepool_charged(void)
{
    return buffer_pool.used + zero_pool.used;
}

bool freepool_pays_for(const struct frame *frame)
{
    return frame->pool == &buffer_pool || frame->pool == &zero_pool;
}
