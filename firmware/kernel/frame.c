/* frame.c - the frame table with its reverse map.
 *
 * Invariant: a frame's mappings are exactly the valid user leaves that point at it, and their number is `mappings`.
 * The table's entries are cleared when they are first used, so a machine with much memory and few frames boots fast.
 */
#include "frame.h"

#include "audit.h"
#include "kmem.h"
#include "print.h"
#include "process.h"
#include "swap.h"

static const struct frame unused = {.slot = SWAP_NONE};
static struct frame *table;
static uint32_t table_begin, table_end; /* entries cleared so far */
static uint64_t used;
static struct kmem_cache mapping_cache = KMEM_CACHE(struct mapping);

void frame_init(uint64_t ram_end)
{
    uint64_t frames = (ram_end - RAM_BASE) >> PAGE_SHIFT;
    table = kmem_table(frames * sizeof(struct frame));
    if (!table)
        panic("no memory for the table of %lu frames", frames);
}

struct frame *frame_numbered(uint32_t number)
{
    return &table[number];
}

uint32_t frame_number(const struct frame *frame)
{
    return (uint32_t)(frame - table);
}

struct frame *frame_at(uint64_t pa)
{
    return &table[(pa - RAM_BASE) >> PAGE_SHIFT];
}

uint64_t frame_pa(const struct frame *frame)
{
    return RAM_BASE + ((uint64_t)frame_number(frame) << PAGE_SHIFT);
}

void *frame_page(const struct frame *frame)
{
    return physical_to_virtual(frame_pa(frame));
}

uint64_t frame_used(void)
{
    return used;
}

void frame_table_range(uint32_t *begin, uint32_t *end)
{
    *begin = table_begin;
    *end = table_end;
}

static void clear_up_to(uint32_t number)
{
    if (table_end == 0)
        table_begin = table_end = number;
    while (table_end <= number)
        table[table_end++] = unused;
    while (table_begin > number)
        table[--table_begin] = unused;
}

/* What is not in use, of all that pools may use, stays promised to them. */
static void count_used(int more)
{
    used += (uint64_t)more;
    kmem_promise(pool_frames_total() > used ? pool_frames_total() - used : 0);
}

struct frame *frame_new(struct pool *pool)
{
    void *page = kmem_promised_page();
    if (!page)
        return NULL;
    struct frame *frame = frame_at(virtual_to_physical(page));
    clear_up_to(frame_number(frame));
    frame->pool = pool;
    pool_charge(pool);
    count_used(1);
    audit_note_frame(frame_number(frame));
    return frame;
}

void frame_free(struct frame *frame)
{
    struct pool *pool = frame->pool;
    if (frame->mappings || frame->evictable || frame->busy)
        panic("freeing frame 0x%lx in use", frame_pa(frame));
    *frame = unused;
    count_used(-1);
    audit_note_frame(frame_number(frame));
    kmem_free_pages(frame_page(frame));
    pool_uncharge(pool);
}

bool frame_map(struct frame *frame, struct process *process, uint64_t va)
{
    struct mapping *mapping = &frame->first;
    if (frame->mappings > 0) {
        mapping = kmem_take(&mapping_cache);
        if (!mapping)
            return false;
        mapping->next = frame->first.next;
        frame->first.next = mapping;
    }
    mapping->process = process;
    mapping->va = va;
    frame->mappings++;
    process->counters.resident++;
    audit_note_frame(frame_number(frame));
    return true;
}

/* Removes the entry behind `before`; the first one (NULL) is inside the frame, so its successor moves in. */
static void remove_mapping(struct frame *frame, struct mapping *before, struct mapping *mapping)
{
    struct mapping *spare = mapping;
    if (before) {
        before->next = mapping->next;
    } else if (mapping->next) {
        spare = mapping->next;
        frame->first = *spare;
    } else {
        spare = NULL;
        frame->first = (struct mapping){0};
    }
    if (spare)
        kmem_give(&mapping_cache, spare);
    frame->mappings--;
}

void frame_unmap(struct frame *frame, const struct process *process, uint64_t va)
{
    struct mapping *before = NULL;
    for (struct mapping *m = frame->mappings ? &frame->first : NULL; m; before = m, m = m->next) {
        if (m->process == process && m->va == va) {
            m->process->counters.resident--;
            remove_mapping(frame, before, m);
            audit_note_frame(frame_number(frame));
            return;
        }
    }
    panic("frame 0x%lx is not mapped at 0x%lx", frame_pa(frame), va);
}

void frame_set_evictable(struct frame *frame, bool evictable)
{
    struct fl_replacer *policy = &frame->pool->policy;
    if (frame->evictable == evictable)
        return;
    frame->evictable = evictable;
    audit_note_frame(frame_number(frame));
    if (evictable) {
        policy->ops->insert(policy, frame_number(frame));
        pool_wake(frame->pool);
    } else {
        policy->ops->remove(policy, frame_number(frame));
    }
}

void frame_move(struct frame *frame, struct pool *pool)
{
    struct pool *old = frame->pool;
    frame_set_evictable(frame, false);
    frame->pool = pool;
    pool_charge(pool);
    frame_set_evictable(frame, true);
    pool_uncharge(old);
}
