/* shm.c - shared memory objects: a table of swap slots that belongs to no process.
 *
 * A page takes its slot when it is first touched, and keeps it; in between it is in the slot, in a frame that the slot
 * leads to (the swap cache), or in both. So a process that comes later finds the page whoever brought it in, and the page
 * survives when nobody maps it.
 * Invariant: each slot in the table holds one reference of the object's.
 */
#include "shm.h"

#include "audit.h"
#include "frame.h"
#include "kmem.h"
#include "layout.h"
#include "reclaim.h"
#include "sched.h"
#include "string.h"

#define PAGES (SHM_MAX_BYTES / PAGE_SIZE)

struct slots {
    uint32_t of[PAGES];
};

struct shm {
    struct object object;
    char name[SHM_NAME_SIZE]; /* empty: none, or no more */
    struct slots *slot;
    struct shm *next;
};

static struct kmem_cache shm_cache = KMEM_CACHE(struct shm);
static struct kmem_cache slots_cache = KMEM_CACHE(struct slots);
static struct shm *objects;

struct object *shm_create(const char *name, uint64_t size)
{
    if (size == 0 || size > SHM_MAX_BYTES)
        return NULL;
    struct shm *shm = kmem_take(&shm_cache);
    struct slots *slot = shm ? kmem_take(&slots_cache) : NULL;
    if (!slot) {
        if (shm)
            kmem_give(&shm_cache, shm);
        return NULL;
    }
    for (uint64_t i = 0; i < PAGES; i++)
        slot->of[i] = SWAP_NONE;
    *shm = (struct shm){.object = {.kind = &object_shm, .size = size}, .slot = slot, .next = objects};
    if (name)
        string_copy(shm->name, name, sizeof(shm->name));
    objects = shm;
    return &shm->object;
}

struct object *shm_find(const char *name)
{
    for (struct shm *shm = objects; shm; shm = shm->next)
        if (shm->name[0] && strcmp(shm->name, name) == 0)
            return &shm->object;
    return NULL;
}

static struct page_source source(const struct object *object, uint64_t offset)
{
    return (struct page_source){.slot = ((const struct shm *)object)->slot->of[offset / PAGE_SIZE]};
}

static enum outcome adopt(struct object *object, uint64_t offset, struct frame *frame)
{
    uint32_t slot = swap_take();
    if (slot == SWAP_NONE)
        return NO_SWAP;
    ((struct shm *)object)->slot->of[offset / PAGE_SIZE] = slot;
    audit_note_object(slot, 1);
    swap_hold(slot); /* the frame's reference, beside the object's */
    swap_set_frame(slot, frame);
    frame->slot = slot;
    frame->shared = true;
    frame->dirty = true; /* what the slot held was somebody else's */
    return DONE;
}

/* Swap lasts as long as the object does: there is nothing to do. */
static enum outcome sync(struct object *object, uint64_t start, uint64_t end)
{
    (void)object;
    (void)start;
    (void)end;
    return DONE;
}

static void drop_page(uint32_t slot)
{
    struct frame *frame;
    while ((frame = swap_frame(slot)) && frame->busy)
        sched_sleep(frame);
    if (frame) {
        frame->kept = false;
        reclaim_drop_unmapped(frame);
    }
    swap_release(slot);
}

static enum outcome destroy_if_nameless(struct object *object)
{
    struct shm *shm = (struct shm *)object;
    if (shm->name[0])
        return DONE;
    for (uint64_t i = 0; i < PAGES; i++) {
        uint32_t slot = shm->slot->of[i];
        if (slot == SWAP_NONE)
            continue;
        drop_page(slot);
        shm->slot->of[i] = SWAP_NONE;
        audit_note_object(slot, -1);
    }
    struct shm **link = &objects;
    while (*link != shm)
        link = &(*link)->next;
    *link = shm->next;
    kmem_give(&slots_cache, shm->slot);
    kmem_give(&shm_cache, shm);
    return DONE;
}

void shm_unlink(struct object *object)
{
    ((struct shm *)object)->name[0] = '\0';
    if (object->users == 0)
        destroy_if_nameless(object);
}

void shm_drop_all(void)
{
    for (struct shm *shm = objects, *next; shm; shm = next) {
        next = shm->next;
        shm_unlink(&shm->object);
    }
}

uint64_t shm_users(void)
{
    uint64_t users = 0;
    for (const struct shm *shm = objects; shm; shm = shm->next)
        users += shm->object.users;
    return users;
}

const struct object_kind object_shm = {source, adopt, sync, destroy_if_nameless};
