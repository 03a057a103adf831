/* proc.c - what the kernel knows about itself, one writer a name (as /proc elsewhere).
 *
 * Each text has one line a thing, in words and numbers that a program can split at blanks. Nothing is cached: a text
 * is the state when it was asked for.
 */
#include "proc.h"

#include "counters.h"
#include "frame.h"
#include "kmem.h"
#include "process.h"
#include "recount.h"
#include "string.h"
#include "swap.h"
#include "workingset.h"

static void write_faults(struct text *text)
{
    struct fl_counters counters = counters_read(NULL);
    counters_write(&counters, text);
}

/* Where the pages are that were free when the kernel started. */
static void write_memory(struct text *text)
{
    print_to(text, "free %lu pages\nuser %lu pages of %lu allowed\n", kmem_free_count(), frame_used(),
             pool_frames_total());
    print_to(text, "page_tables %lu pages\ncaches %lu pages\n", pagetable_pages(), kmem_cache_pages());
    print_to(text, "kernel %lu pages left\n", kmem_left_count());
    print_to(text, "swap %u slots of %u\n", swap_used(), swap_slots());
}

/* Free blocks by order, and the share of free memory that lies in blocks too small for each order. */
static void write_buddy(struct text *text)
{
    const struct fl_buddy *arena = kmem_arena();
    for (unsigned order = 0; order < FL_BUDDY_ORDERS; order++) {
        uint64_t unusable = fl_buddy_unusable(arena, order);
        print_to(text, "order %u blocks %u unusable %lu pages %lu%%\n", order, arena->blocks[order], unusable,
                 arena->free ? unusable * 100 / arena->free : 0);
    }
    print_to(text, "free %u pages splits %lu joins %lu\n", arena->free, arena->splits, arena->joins);
}

static void write_slab(struct text *text)
{
    for (const struct kmem_cache *cache = kmem_caches(); cache; cache = cache->next) {
        const struct fl_slab_cache *slab = &cache->slab;
        uint32_t slabs = slab->full.slabs + slab->partial.slabs + slab->empty.slabs;
        print_to(text, "cache %s bytes %lu objects %u of %u full %u partial %u empty %u\n", slab->name,
                 (uint64_t)slab->object_size, slab->objects_used, slabs * fl_slab_objects(slab), slab->full.slabs,
                 slab->partial.slabs, slab->empty.slabs);
    }
}

static void write_processes(struct text *text)
{
    static const char *const states[] = {
        [READY] = "ready", [RUNNING] = "running", [SLEEPING] = "sleeping", [ENDED] = "ended"};
    for (const struct process *p = processes; p < processes + PROCESSES; p++)
        if (p->state != UNUSED)
            print_to(text, "pid %d %s parent %d %s resident %lu working_set %lu faults %lu swap_in %lu\n", p->pid,
                     p->name, p->parent ? p->parent->pid : 0, states[p->state], p->counters.resident, workingset_now(p),
                     p->counters.faults, p->counters.swap_in);
}

/* The same things as above, counted again. */
static void write_recount(struct text *text)
{
    struct recount now = recount_all();
    print_to(text, "recount leaves %lu working %lu frames %lu further %lu slots %lu regions %lu free %lu\n", now.leaves,
             now.working, now.frames, now.further, now.slots, now.regions, now.free);
}

static const struct {
    const char *name;
    void (*write)(struct text *text);
} table[] = {
    {"faults", write_faults}, {"memory", write_memory},       {"buddy", write_buddy},
    {"slab", write_slab},     {"processes", write_processes}, {"recount", write_recount},
};

bool proc_write(const char *name, struct text *text)
{
    bool all = strcmp(name, "all") == 0;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (!all && strcmp(name, table[i].name) != 0)
            continue;
        table[i].write(text);
        if (!all)
            return true;
    }
    return all;
}
