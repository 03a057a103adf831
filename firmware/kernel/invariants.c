/* invariants.c - laws that hold whenever no mechanism is half way through (textbook: every frame is in exactly one
 * state).
 *
 *   frames   each frame in use is known to its pool's policy or under I/O; pools charge for exactly the frames in use
 *   maps     each valid user leaf is in its frame's reverse map, and the reverse map has nothing else
 *   sharing  a frame with several mappings is writable through none, unless its content is a file's or a shared
 *            object's; a copy-on-write leaf is never writable
 *   clean    a page dropped without a write still equals its place on the disk
 *   swap     a slot's references are the leaves, frames and shared objects that name it
 *   objects  users of files and shared memory are the regions that map them and the descriptors on them
 *   faults   the kinds sum to the total, for the system and for each process
 *   memory   all pages of RAM are accounted for: free, user, page tables, kernel stacks, and what was there at the
 *            start
 *
 * A process may be asleep inside the fault handler while another one's fault completes; a frame that it holds is
 * charged, not yet mapped and not yet evictable, and the laws allow for it.
 */
#include "invariants.h"

#include "counters.h"
#include "descriptor.h"
#include "file.h"
#include "frame.h"
#include "freepool.h"
#include "kmem.h"
#include "options.h"
#include "print.h"
#include "process.h"
#include "shm.h"
#include "swap.h"

static uint64_t quiescent_points;
static uint64_t pages_at_start; /* neither free, nor user frames, tables, stacks, or caches */

/* What one pass over all page tables finds. */
struct census {
    uint64_t leaves, swapped;
};

static void require(bool holds, const char *law, uint64_t what)
{
    if (!holds)
        panic("invariant broken: %s (0x%lx)", law, what);
}

/* FNV-1a over words; never 0, which stands for "not known". */
static uint64_t digest_of(const struct frame *frame)
{
    const uint64_t *word = frame_page(frame);
    uint64_t words = (frame->file_bytes ? frame->file_bytes : PAGE_SIZE) / sizeof(*word), digest = 0xcbf29ce484222325;
    for (uint64_t i = 0; i < words; i++)
        digest = (digest ^ word[i]) * 0x100000001b3;
    return digest | 1;
}

void invariants_note_clean(struct frame *frame)
{
    if (options.check)
        frame->digest = digest_of(frame);
}

void invariants_check_clean(const struct frame *frame)
{
    if (options.check && frame->digest)
        require(frame->digest == digest_of(frame), "a clean page equals its place on the disk", frame_number(frame));
}

static bool is_mapped_by(const struct frame *frame, const struct process *process, uint64_t va)
{
    for (const struct mapping *m = frame->mappings ? &frame->first : NULL; m; m = m->next)
        if (m->process == process && m->va == va)
            return true;
    return false;
}

static bool is_mapped_shared(const struct process *process, uint64_t va)
{
    const struct region *r = process->regions;
    while (r && r->end <= va)
        r = r->next;
    return r && r->start <= va && r->shared;
}

static void check_leaf(const struct process *process, uint64_t va, pte_t pte)
{
    const struct frame *frame = frame_at(pte_pa(pte));
    require(frame->pool && is_mapped_by(frame, process, va), "a leaf is in its frame's reverse map", va);
    require(!frame->pool->tracked || process != process_space() || track_is_open(process, va) ||
                pagetable_is_hidden(&process->pagetable, va),
            "a tracked page is hidden unless the last instruction used it", va);
    require(frame->mappings == 1 || frame->shared || !(pte & PTE_W), "a shared page is writable in no mapping", va);
    require(!frame->shared || !(pte & PTE_W) || is_mapped_shared(process, va),
            "a page of a file or object is writable only where it is mapped shared", va);
    require(!(pte & PTE_COW) || !(pte & PTE_W), "a copy-on-write page is not writable", va);
    require(!frame->busy || frame->shared, "a page under I/O is not mapped, unless it is being cleaned", va);
}

static void check_process(const struct process *process, struct census *census)
{
    uint64_t leaves = 0;
    pte_t pte;
    for (uint64_t va = 0; process->pagetable.root && pagetable_next(&process->pagetable, &va, USER_TOP, &pte);
         va += PAGE_SIZE) {
        if (pte & PTE_V) {
            check_leaf(process, va, pte);
            leaves++;
        } else {
            require(swap_references(pte_slot(pte)) > 0, "a page that is out has its slot", va);
            census->swapped++;
        }
    }
    require(leaves == process->counters.resident, "resident counts the leaves", (uint64_t)process->pid);
    census->leaves += leaves;
}

static void check_frames(const struct census *census)
{
    uint32_t begin, end;
    frame_table_range(&begin, &end);
    uint64_t buffered = 0, used = 0, mappings = 0, slots_named = shm_slots(), references = 0;
    for (uint32_t i = begin; i < end; i++) {
        const struct frame *frame = frame_numbered(i);
        used += frame->pool != NULL;
        mappings += frame->mappings;
        buffered += frame->buffered != NOT_BUFFERED;
        require(!frame->buffered || (!frame->evictable && !frame->mappings), "a page in the free pool is unmapped", i);
        require(!frame->evictable || !frame->busy, "a page under I/O is not evictable", i);
        require(frame->mappings == 0 || frame->evictable || frame->busy, "a mapped page is known to its policy", i);
        require(frame->mappings > 0 || !frame->evictable || frame->slot != SWAP_NONE || frame->kept,
                "a frame nobody maps is free", i);
        if (frame->slot != SWAP_NONE) {
            slots_named++;
            require(swap_frame(frame->slot) == frame, "a slot and its frame know each other", i);
        }
    }
    for (uint32_t slot = 0; slot < swap_slots(); slot++)
        references += swap_references(slot);
    require(used == frame_used(), "frames in use are those that pools charge for", used);
    require(buffered <= freepool_frames() && buffered + 1 >= freepool_frames(), "the free pool's lists are complete",
            buffered);
    require(mappings == census->leaves, "the reverse map has nothing but leaves", mappings);
    /* a fault that reads a page in has moved its leaf's reference to its frame before the leaf says so */
    require(references <= census->swapped + slots_named && references + PROCESSES >= census->swapped + slots_named,
            "a slot's references are the leaves, frames and objects that name it", references);
}

static void check_objects(void)
{
    uint64_t users = descriptors_open();
    for (const struct process *p = processes; p < processes + PROCESSES; p++) {
        if (p->state == UNUSED)
            continue;
        for (const struct region *r = p->regions; r; r = r->next)
            users += r->object != NULL;
        for (int i = 0; i < DESCRIPTORS; i++)
            require(!p->descriptor[i] || p->descriptor[i]->users > 0, "a descriptor in a table has a user", p->pid);
    }
    require(users == files_users() + shm_users(), "an object's users are the regions and descriptors on it", users);
}

static void check_faults(const struct fl_counters *c, uint64_t whose)
{
    uint64_t sum = c->zero_fill + c->file + c->swap_in + c->cow + c->access_dirty + c->pool_rescue + c->cache_hit +
                   c->spurious + c->illegal;
    require(sum == c->faults, "the kinds of fault sum to the total", whose);
    require(c->cow_copies <= c->cow && c->page_writes <= c->evictions, "parts are not more than their whole", whose);
}

static uint64_t other_pages(void)
{
    uint64_t stacks = 0;
    for (const struct process *p = processes; p < processes + PROCESSES; p++)
        if (p->state != UNUSED)
            stacks += 1u << KERNEL_STACK_ORDER;
    return kmem_free_count() + frame_used() + pagetable_pages() + stacks + kmem_cache_pages();
}

void invariants_start(void)
{
    pages_at_start = other_pages();
}

static void check_all(void)
{
    struct census census = {0};
    for (const struct process *p = processes; p < processes + PROCESSES; p++) {
        if (p->state == UNUSED)
            continue;
        check_process(p, &census);
        check_faults(&p->counters, (uint64_t)p->pid);
    }
    check_frames(&census);
    check_objects();
    struct fl_counters system = counters_read(NULL);
    check_faults(&system, 0);
    require(other_pages() == pages_at_start, "every page of memory is in exactly one state", other_pages());
}

void invariants_check(void)
{
    if (options.check && ++quiescent_points % options.check == 0)
        check_all();
}

void invariants_check_end(void)
{
    if (!options.check)
        return;
    check_all();
    for (const struct process *p = processes + 1; p < processes + PROCESSES; p++)
        if (p->state != UNUSED && p->state != ENDED)
            return; /* others live on, and what they use is theirs */
    require(frame_used() == 0, "when all processes have ended, no frame is in use", frame_used());
    require(pagetable_pages() == 0, "when all processes have ended, no page table is left", pagetable_pages());
    require(swap_used() == 0, "when all processes have ended, no swap slot is in use", swap_used());
    require(pool_frames_total() == common_pool.limit, "quotas have gone back", common_pool.limit);
}
