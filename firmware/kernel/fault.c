/* fault.c - the page-fault handler: from the reference that failed to the page that is there.
 *
 *   Is the reference legal?  If not, the process ends.                            step 4
 *   Find where the page is, and a free frame if it needs one.                     step 4
 *   If its content is on the disk, read it, while somebody else runs.             steps 5 to 9
 *   Correct the page table and the other tables.                                  step 10
 *   The process waits for its turn, and the instruction is made again.            steps 11 and 12
 *
 * Getting a frame can mean sleeping, and while this process sleeps another may bring in the page they share, or push
 * out the page it was about to copy. So what the fault is gets decided anew after every sleep.
 * A fault is counted once, by what served it in the end, for the process that ran: a vfork child's faults are its own,
 * though the space is its parent's.
 */
#include "fault.h"

#include "counters.h"
#include "freepool.h"
#include "frequency.h"
#include "invariants.h"
#include "layout.h"
#include "pagecache.h"
#include "pagetable.h"
#include "prepage.h"
#include "process.h"
#include "sched.h"
#include "steps.h"
#include "string.h"
#include "swap.h"
#include "virtio_blk.h"

struct fault {
    struct process *process;
    enum access access;
    uint64_t page; /* address */
    struct region *region;
    enum fault_kind kind;
    pte_t pte;                 /* the entry as found                                  */
    struct page_source source; /* where the content of an absent page is              */
    struct frame *found;       /* that holds the page already, or shares it           */
    struct frame *fresh;       /* an empty one, if the fault needs it                 */
};

static bool is_legal(struct fault *f, uint64_t va, const char **why)
{
    static const struct {
        uint64_t right;
        const char *missing;
    } rule[] = {
        [ACCESS_LOAD] = {PTE_R, "the region is not readable"},
        [ACCESS_STORE] = {PTE_W, "the region is not writable"},
        [ACCESS_FETCH] = {PTE_X, "the region is not executable"},
    };
    f->region = region_find(f->process, va);
    *why = !f->region ? "no region holds it" : rule[f->access].missing;
    return f->region && (f->region->rights & rule[f->access].right);
}

/* A valid entry: why did it refuse?  The region allows the access, so a missing W means copy-on-write. */
static enum fault_kind classify_present(struct fault *f)
{
    f->found = frame_at(pte_pa(f->pte));
    if (f->access == ACCESS_STORE && !(f->pte & PTE_W))
        return FAULT_COW;
    if (!(f->pte & PTE_A) || (f->access == ACCESS_STORE && !(f->pte & PTE_D)) ||
        pagetable_is_hidden(&f->process->pagetable, f->page))
        return FAULT_ACCESS_DIRTY;
    return FAULT_SPURIOUS;
}

/* In memory, though this process does not map it: somebody else uses it, or it was replaced and is not yet forgotten. */
static enum fault_kind kind_of_found(const struct fault *f)
{
    return f->found->buffered ? FAULT_POOL_RESCUE : FAULT_CACHE_HIT;
}

/* Where is the page?  In its entry, in its swap slot, or, untouched, in its region's file or nowhere (zero). */
static enum fault_kind classify(struct fault *f)
{
    f->pte = pagetable_get(&f->process->pagetable, f->page);
    if (f->pte & PTE_V)
        return classify_present(f);
    f->source = pte_is_swapped(f->pte) ? (struct page_source){.slot = pte_slot(f->pte)}
                                       : f->region->kind->source(f->region, f->page);
    if (f->source.slot != SWAP_NONE) {
        f->found = swap_frame(f->source.slot);
        return f->found ? kind_of_found(f) : FAULT_SWAP_IN;
    }
    f->found = f->source.bytes ? pagecache_find(f->source.sector, f->source.bytes) : NULL;
    if (f->source.bytes == 0)
        return FAULT_ZERO_FILL;
    return f->found ? kind_of_found(f) : FAULT_FILE;
}

/* Is the content this one mapping's alone?  Not if another mapping, another holder of its slot, or a file counts on it. */
static bool is_exclusive(const struct frame *frame)
{
    return !frame->shared && frame->mappings == 1 && (frame->slot == SWAP_NONE || swap_references(frame->slot) == 1);
}

/* May the last one to map the page have it?  Other holders of its slot keep what is on the disk, if it is there. */
static bool may_be_taken(const struct frame *frame)
{
    return !frame->shared && frame->mappings == 1 && (!frame->unwritten || is_exclusive(frame));
}

/* It becomes this mapping's alone, and is about to be written. */
static void take_over(struct frame *frame)
{
    if (is_exclusive(frame))
        return;
    swap_detach(frame); /* others keep the old content on the disk */
    frame->dirty = true;
}

static bool needs_frame(const struct fault *f)
{
    return f->kind == FAULT_ZERO_FILL || f->kind == FAULT_FILE || f->kind == FAULT_SWAP_IN ||
           f->kind == FAULT_POOL_RESCUE || /* its own will do, but there must be room for one more */
           (f->kind == FAULT_COW && !may_be_taken(f->found));
}

/* Decides what the fault is, with no page under way and a frame at hand if one is needed. */
static enum outcome settle(struct fault *f)
{
    f->kind = classify(f);
    fault_step(f->process->token, 4);
    if (!pagetable_reserve(&f->process->pagetable, f->page))
        return NO_MEMORY;
    for (;; f->kind = classify(f)) {
        if (f->found && f->found->busy) {
            sched_sleep(f->found); /* somebody reads it in, or writes it out */
            continue;
        }
        if (f->kind == FAULT_POOL_RESCUE && !freepool_may_rescue(f->found))
            continue;
        if (f->fresh || !needs_frame(f))
            return DONE;
        enum outcome outcome = reclaim_take(f->region->pool, &f->fresh);
        if (outcome != DONE)
            return outcome;
    }
}

/* Step 10. The access that asked is about to be made, so A, and D for a store, are set on its behalf. */
static enum outcome install(struct fault *f, struct frame *frame)
{
    if (!frame_map(frame, f->process, f->page))
        return NO_MEMORY;
    uint64_t flags = PTE_U | PTE_A | f->region->rights;
    bool store = f->access == ACCESS_STORE;
    if (frame->shared && f->region->object)
        frame->kept = true;
    if (store && may_be_taken(frame))
        take_over(frame);
    if ((flags & PTE_W) && !f->region->shared && !is_exclusive(frame))
        flags = (flags & ~PTE_W) | PTE_COW;
    if (store && (flags & PTE_W))
        flags |= PTE_D;
    pagetable_put(&f->process->pagetable, f->page, pte_leaf(frame_pa(frame), flags));
    frame_set_evictable(frame, true);
    fault_step(f->process->token, 10);
    return DONE;
}

static struct frame *use_fresh(struct fault *f)
{
    struct frame *frame = f->fresh;
    f->fresh = NULL;
    return frame;
}

/* The disk's interrupt: the page's content is in the frame. */
static void page_arrived(struct blk_request *request)
{
    struct fault *f = request->context;
    f->fresh->busy = false;
    sched_wake(f->fresh);
    if (request->error)
        return;
    if (f->kind == FAULT_FILE)
        memset((char *)frame_page(f->fresh) + f->source.bytes, 0, PAGE_SIZE - f->source.bytes);
    invariants_note_clean(f->fresh);
    install(f, use_fresh(f)); /* cannot fail: the table is reserved, and a first mapping needs no memory */
}

static enum outcome read_page(struct fault *f, uint64_t sector, uint64_t bytes)
{
    struct blk_request request = {
        .sector = sector,
        .data = frame_page(f->fresh),
        .bytes = (uint32_t)(bytes + 511) / 512 * 512,
        .arrived = page_arrived,
        .context = f,
    };
    f->fresh->busy = true;
    blk_transfer(&request);
    return request.error ? IO_ERROR : DONE;
}

static enum outcome serve_zero_fill(struct fault *f)
{
    struct object *object = f->region->object;
    if (freepool_take_zeroed(&f->fresh))
        counters_count(process_running(), COUNTER(zeroed_used));
    else
        memset(frame_page(f->fresh), 0, PAGE_SIZE);
    invariants_note_clean(f->fresh);
    if (object && object->kind->adopt) {
        enum outcome outcome = object->kind->adopt(object, f->region->offset + (f->page - f->region->start), f->fresh);
        if (outcome != DONE)
            return outcome;
    }
    return install(f, use_fresh(f));
}

/* Pages that several may want are shared through the page cache: those of mapped files, and those nobody may write. */
static bool goes_to_cache(const struct fault *f)
{
    if (!(f->region->rights & PTE_W) || f->region->shared)
        return true;
    return f->region->object && f->access != ACCESS_STORE;
}

static enum outcome serve_file(struct fault *f)
{
    if (goes_to_cache(f))
        pagecache_insert(f->fresh, f->source.sector, f->source.bytes);
    enum outcome outcome = read_page(f, f->source.sector, f->source.bytes);
    if (outcome == DONE)
        prepage_from(f->process, f->region, f->page + PAGE_SIZE);
    else
        pagecache_remove(f->fresh);
    return outcome;
}

/* The entry's reference to the slot passes to the frame, which holds the same content until it is written. Without an
 * entry the page is a shared object's, which keeps its own reference. */
static enum outcome serve_swap_in(struct fault *f)
{
    uint32_t slot = f->source.slot;
    f->fresh->slot = slot;
    f->fresh->shared = f->region->shared;
    swap_set_frame(slot, f->fresh);
    if (!pte_is_swapped(f->pte))
        swap_hold(slot);
    enum outcome outcome = read_page(f, swap_sector(slot), PAGE_SIZE);
    if (outcome != DONE) {
        swap_set_frame(slot, NULL);
        f->fresh->slot = SWAP_NONE;
        if (!pte_is_swapped(f->pte))
            swap_release(slot);
    }
    return outcome;
}

/* The last holder of a shared page writes in place; anybody else gets a copy. */
static enum outcome serve_cow(struct fault *f)
{
    struct frame *frame = f->found;
    if (may_be_taken(frame)) {
        take_over(frame);
        pte_t pte = (f->pte & ~PTE_COW) | PTE_W | PTE_A | PTE_D;
        pagetable_put(&f->process->pagetable, f->page, pte);
        fault_step(f->process->token, 10);
        return DONE;
    }
    memcpy(frame_page(f->fresh), frame_page(frame), PAGE_SIZE);
    frame_unmap(frame, f->process, f->page);
    reclaim_drop_unmapped(frame);
    counters_count(process_running(), COUNTER(cow_copies));
    return install(f, use_fresh(f));
}

static enum outcome serve_access_dirty(struct fault *f)
{
    pte_t pte = f->pte | PTE_A | (f->access == ACCESS_STORE ? PTE_D : 0);
    pagetable_put(&f->process->pagetable, f->page, pte);
    fault_step(f->process->token, 10);
    return DONE;
}

static enum outcome serve_cache_hit(struct fault *f)
{
    enum outcome outcome = install(f, f->found);
    if (outcome == DONE && pte_is_swapped(f->pte))
        swap_release(pte_slot(f->pte));
    return outcome;
}

/* The page's own frame replaces the empty one, which made sure that there is room. The entry's reference to the slot goes
 * first, so that a sole owner is seen to be one. */
static enum outcome serve_pool_rescue(struct fault *f)
{
    frame_free(use_fresh(f));
    freepool_rescue(f->found, f->region->pool);
    if (pte_is_swapped(f->pte))
        swap_release(pte_slot(f->pte));
    return install(f, f->found); /* cannot fail: a first mapping needs no memory */
}

/* The entry allows the access: the hart acted on an older one. */
static enum outcome serve_spurious(struct fault *f)
{
    pagetable_fence(&f->process->pagetable, f->page);
    fault_step(f->process->token, 10);
    return DONE;
}

static enum outcome serve(struct fault *f)
{
    static enum outcome (*const by_kind[FAULT_KINDS])(struct fault *) = {
        [FAULT_ZERO_FILL] = serve_zero_fill,       [FAULT_FILE] = serve_file,
        [FAULT_SWAP_IN] = serve_swap_in,           [FAULT_COW] = serve_cow,
        [FAULT_ACCESS_DIRTY] = serve_access_dirty, [FAULT_CACHE_HIT] = serve_cache_hit,
        [FAULT_SPURIOUS] = serve_spurious,         [FAULT_POOL_RESCUE] = serve_pool_rescue,
    };
    return by_kind[f->kind](f);
}

enum outcome fault_serve(struct process *process, uint64_t va, enum access access, const char **why)
{
    struct fault f = {.process = process, .access = access, .page = page_down(va)};
    if (!is_legal(&f, va, why)) {
        fault_step(process->token, 4);
        counters_count_fault(process_running(), FAULT_ILLEGAL);
        return ILLEGAL;
    }
    enum outcome outcome = settle(&f);
    if (outcome == DONE)
        outcome = serve(&f);
    if (f.fresh)
        frame_free(f.fresh);
    counters_count_fault(process_running(), f.kind);
    if (outcome != DONE)
        return outcome;
    track_use(process, f.page, f.kind);
    frequency_fault(process, f.kind);
    return DONE;
}
