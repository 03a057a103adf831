/* invariants.c - laws that hold whenever no mechanism is half way through (textbook: every frame is in exactly one
 * state).
 *
 *   frames   each frame in use is known to its pool's policy or under I/O; pools charge for exactly the frames in use
 *   maps     each valid user leaf is in its frame's reverse map, and the reverse map has nothing else; each entry lies
 *            in a region
 *   sharing  a frame with several mappings is writable through none, unless its content is a file's or a shared
 *            object's; a copy-on-write leaf is never writable
 *   clean    a page dropped without a write still equals its place on the disk
 *   swap     a slot's references are the leaves, frames and shared objects that name it
 *   objects  users of files and shared memory are the regions that map them and the descriptors on them
 *   faults   the kinds sum to the total, for the system and for each process
 *   memory   all pages of RAM are accounted for: free, user, page tables, caches, and what was there at the
 *            start
 *
 * At every quiescent point the laws are checked for each frame and slot that has changed since the last one, together
 * with what the whole system counts; at every Nth (check=N), and at the end, for all there is, from the page tables up.
 * References are compared with those that audit.c has from the writes of entries.
 *
 * A process may be asleep inside the fault handler while another one's fault completes; a frame that it holds is
 * charged, not yet mapped and not yet evictable, and the laws allow for it.
 */
#include "invariants.h"

#include "audit.h"
#include "counters.h"
#include "descriptor.h"
#include "file.h"
#include "frame.h"
#include "freepool.h"
#include "kmem.h"
#include "laws.h"
#include "options.h"
#include "process.h"
#include "recount.h"
#include "shm.h"
#include "string.h"
#include "swap.h"

static uint64_t quiescent_points;
static uint64_t pages_at_start; /* neither free, nor user frames, tables, stacks, or caches */

/* Two sums over the words, the second one over the first's values, so that the order counts. Never 0: "not known". */
static uint64_t digest_of(const struct frame *frame)
{
    const uint64_t *word = frame_page(frame);
    uint64_t words = (frame->file_bytes ? frame->file_bytes : PAGE_SIZE) / sizeof(*word), sum = 0, order = 0;
#pragma GCC unroll 8
    for (uint64_t i = 0; i < words; i++) {
        sum += word[i];
        order += sum;
    }
    return (order ^ sum << 32 ^ sum >> 32) | 1;
}

void invariants_note_clean(struct frame *frame)
{
    if (options.check)
        frame->digest = digest_of(frame);
}

void invariants_check_clean(const struct frame *frame)
{
    if (options.check && frame->digest)
        law(frame->digest == digest_of(frame), "a clean page equals its place on the disk", frame_number(frame));
}

/* The sum of the marks of all entries of the process. */
static uint64_t check_entries(const struct process *process)
{
    uint64_t marks = 0, leaves = 0;
    pte_t pte;
    for (uint64_t va = 0; process->pagetable.root && pagetable_next(&process->pagetable, &va, USER_TOP, &pte);
         va += PAGE_SIZE) {
        marks += audit_entry_mark(&process->pagetable, va, pte);
        law_of_entry(process, va);
        if (pte & PTE_V) {
            law_of_leaf(process, va, pte);
            leaves++;
        }
    }
    law(leaves == process->pagetable.leaves, "a page table counts its leaves", (uint64_t)process->pid);
    return marks;
}

static void check_faults(const struct fl_counters *c, uint64_t whose)
{
    uint64_t sum = c->zero_fill + c->file + c->swap_in + c->cow + c->access_dirty + c->pool_rescue + c->cache_hit +
                   c->spurious + c->illegal;
    law(sum == c->faults, "the kinds of fault sum to the total", whose);
    law(c->cow_copies <= c->cow && c->page_writes <= c->evictions, "parts are not more than their whole", whose);
}

static void check_all_entries(void)
{
    uint64_t marks = 0;
    for (const struct process *p = processes; p < processes + PROCESSES; p++) {
        if (p->state == UNUSED)
            continue;
        marks += check_entries(p);
        check_faults(&p->counters, (uint64_t)p->pid);
    }
    law(marks == audit_entry_marks(), "entries change only where they are written", marks);
}

static uint64_t objects_in_use(const char *type)
{
    for (const struct kmem_cache *cache = kmem_caches(); cache; cache = cache->next)
        if (strcmp(cache->slab.name, type) == 0)
            return cache->slab.objects_used;
    return 0;
}

static void check_figures(void)
{
    struct recount now = recount_all();
    law(now.frames == frame_used(), "the frames in use are counted", now.frames);
    law(now.slots == swap_used(), "the slots in use are counted", now.slots);
    law(now.free == kmem_free_count(), "the free lists hold the free pages", now.free);
    law(now.further == objects_in_use("struct mapping"), "the reverse map is in its cache", now.further);
    law(now.regions <= objects_in_use("struct region"), "regions are in their cache", now.regions);
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
            law(!p->descriptor[i] || p->descriptor[i]->users > 0, "a descriptor in a table has a user", p->pid);
    }
    law(users == files_users() + shm_users(), "an object's users are the regions and descriptors on it", users);
    law(descriptors_open() == objects_in_use("struct descriptor"), "descriptors are in their cache", users);
}

static uint64_t pages_in_all(void)
{
    return kmem_free_count() + frame_used() + pagetable_pages() + kmem_cache_pages();
}

/* The first process runs this. */
void invariants_start(void)
{
    audit_start();
    pages_at_start = pages_in_all();
}

/* What the whole system counts, and the running process, the only one whose faults have been counted just now. */
static void check_totals(void)
{
    uint64_t alive = 0;
    for (const struct process *p = processes; p < processes + PROCESSES; p++) {
        if (p->state == UNUSED)
            continue;
        alive++;
        law(p->counters.resident == p->pagetable.leaves, "resident counts the leaves", (uint64_t)p->pid);
    }
    struct fl_counters system = counters_read(NULL);
    check_faults(&system, 0);
    check_faults(&process_running()->counters, (uint64_t)process_running()->pid);
    law(freepool_charged() == freepool_frames(), "the free pool pays for the frames on its lists", freepool_frames());
    law(pool_frames_charged() + freepool_charged() == frame_used(), "pools charge for the frames in use", frame_used());
    law(alive == objects_in_use("kernel_stack"), "kernel stacks are in their cache", alive);
    law(pages_in_all() == pages_at_start, "every page of memory is in exactly one state", pages_in_all());
}

static void check_all(void)
{
    uint32_t begin, end;
    frame_table_range(&begin, &end);
    check_all_entries();
    for (uint32_t i = begin; i < end; i++)
        law_of_frame(i);
    for (uint32_t slot = 0; slot < swap_slots(); slot++)
        law_of_slot(slot);
    check_objects();
    check_totals();
    check_figures();
}

static void check_changes(void)
{
    if (!audit_visit(law_of_frame, law_of_slot)) {
        check_all();
        return;
    }
    check_totals();
    if (process_running()->state == ENDED)
        check_objects();
}

void invariants_check(void)
{
    if (!options.check)
        return;
    check_changes();
    if (++quiescent_points % options.check == 0)
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
    law(frame_used() == 0, "when all processes have ended, no frame is in use", frame_used());
    law(pagetable_pages() == 0, "when all processes have ended, no page table is left", pagetable_pages());
    law(swap_used() == 0, "when all processes have ended, no swap slot is in use", swap_used());
    law(pool_frames_total() == common_pool.limit, "quotas have gone back", common_pool.limit);
    uint64_t objects = 0;
    for (const struct kmem_cache *cache = kmem_caches(); cache; cache = cache->next)
        objects += cache->slab.objects_used;
    law(objects == objects_in_use("kernel_stack"),
        "when all processes have ended, no kernel object but stacks is in use", objects);
}
