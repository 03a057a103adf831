/* prepage.c - prepaging: with a page that a process waits for come the next ones of its file, on a guess.
 *
 * Theory: a process that starts, or reads a file, uses its pages in order. Bringing in N of them while it waits for the
 * first saves up to N waits; the guess costs memory and disk time for each page that is then not used. Pure demand
 * paging (`prepage=0`) never does that.
 * A guess takes a free frame within its pool's limit or is not made, so it replaces no page, and nobody waits for it. Its
 * leaf has A = D = 0: whether the page is used is still to be seen. Where every use is tracked nothing is guessed.
 * Invariant: a guess under way belongs to an address space and a page of it that has no entry, or to nobody.
 */
#include "prepage.h"

#include "counters.h"
#include "frame.h"
#include "invariants.h"
#include "kmem.h"
#include "options.h"
#include "pagecache.h"
#include "pagetable.h"
#include "process.h"
#include "reclaim.h"
#include "sched.h"
#include "string.h"
#include "virtio_blk.h"

struct guess {
    struct blk_request request;
    struct process *process; /* NULL: nobody's any more */
    uint64_t page;
    struct frame *frame;
    struct guess *next;
};

static struct kmem_cache guess_cache = KMEM_CACHE(struct guess);
static struct guess *guesses; /* under way */

static const struct region *region_at(const struct process *process, uint64_t page)
{
    const struct region *r = process->regions;
    while (r && r->end <= page)
        r = r->next;
    return r && r->start <= page ? r : NULL;
}

/* Only pages that several may share are guessed; a private one to be written would have to be copied next. */
static bool is_shareable(const struct region *region)
{
    return !(region->rights & PTE_W) || region->shared || region->object;
}

/* Maps the page of a file, unused as yet. False: no memory for that. */
static bool map(struct process *process, const struct region *region, uint64_t page, struct frame *frame)
{
    uint64_t flags = PTE_U | region->rights;
    if ((flags & PTE_W) && !region->shared)
        flags = (flags & ~PTE_W) | PTE_COW;
    if (!pagetable_reserve(&process->pagetable, page) || !frame_map(frame, process, page))
        return false;
    frame->kept = frame->kept || region->object;
    pagetable_put(&process->pagetable, page, pte_leaf(frame_pa(frame), flags));
    frame_set_evictable(frame, true);
    counters_count(process, COUNTER(prepaged));
    return true;
}

static void forget(struct guess *guess)
{
    struct guess **link = &guesses;
    while (*link != guess)
        link = &(*link)->next;
    *link = guess->next;
    kmem_give(&guess_cache, guess);
    sched_wake(&guesses);
}

/* The disk's interrupt. Who has faulted on the page meanwhile sleeps on the frame, and finds it mapped, or gone. */
static void arrived(struct blk_request *request)
{
    struct guess *guess = request->context;
    struct frame *frame = guess->frame;
    struct process *process = guess->process;
    const struct region *region = process ? region_at(process, guess->page) : NULL;
    frame->busy = false;
    sched_wake(frame);
    if (request->error) {
        pagecache_remove(frame);
    } else {
        memset((char *)frame_page(frame) + frame->file_bytes, 0, PAGE_SIZE - frame->file_bytes);
        invariants_note_clean(frame);
        if (region && pagetable_get(&process->pagetable, guess->page) == 0)
            map(process, region, guess->page, frame);
    }
    reclaim_drop_unmapped(frame);
    forget(guess);
}

/* False: no frame or no memory to spare. */
static bool fetch(struct process *process, const struct region *region, uint64_t page, const struct page_source *source)
{
    struct pool *pool = region->pool;
    struct guess *guess = pool->used < pool->limit ? kmem_take(&guess_cache) : NULL;
    struct frame *frame = guess ? frame_new(pool) : NULL;
    if (!frame) {
        if (guess)
            kmem_give(&guess_cache, guess);
        return false;
    }
    pagecache_insert(frame, source->sector, source->bytes);
    frame->busy = true;
    *guess = (struct guess){.process = process, .page = page, .frame = frame, .next = guesses};
    guess->request = (struct blk_request){.sector = source->sector,
                                          .data = frame_page(frame),
                                          .bytes = (source->bytes + 511) / 512 * 512,
                                          .arrived = arrived,
                                          .context = guess};
    guesses = guess;
    blk_submit(&guess->request);
    return true;
}

/* False: nothing behind this page is worth a look. */
static bool guess_one(struct process *process, const struct region *region, uint64_t page)
{
    struct page_source source = region->kind->source(region, page);
    if (source.bytes == 0)
        return false;
    if (pagetable_get(&process->pagetable, page) != 0)
        return true;
    struct frame *frame = pagecache_find(source.sector, source.bytes);
    if (!frame)
        return fetch(process, region, page, &source);
    return frame->busy || frame->buffered || map(process, region, page, frame);
}

void prepage_from(struct process *process, const struct region *region, uint64_t page)
{
    if (options.prepage == 0 || region->pool->tracked || !is_shareable(region))
        return;
    for (uint64_t i = 0; i < options.prepage && page < region->end; i++, page += PAGE_SIZE)
        if (!guess_one(process, region, page))
            return;
}

void prepage_cancel(const struct process *process, uint64_t start, uint64_t end)
{
    for (struct guess *guess = guesses; guess; guess = guess->next)
        if (guess->process == process && guess->page >= start && guess->page < end)
            guess->process = NULL;
}

void prepage_drain(void)
{
    while (guesses)
        sched_sleep(&guesses);
}
