/* audit.c - second books of what page-table entries refer to.
 *
 * The kernel's tables count references where a mechanism takes or drops them; these books count them where entries are
 * written, which is one place (pagetable.c). A mechanism that forgets either side is found when the two are compared.
 * A set of places is kept as a sum of well mixed numbers, so adding, removing and comparing cost the same for any size.
 */
#include "audit.h"

#include "frame.h"
#include "kmem.h"
#include "laws.h"
#include "options.h"
#include "print.h"
#include "string.h"
#include "swap.h"

#define CHANGES 256 /* remembered between two checks */

struct changes {
    uint32_t item[CHANGES];
    uint32_t count;
    bool overflow;
    bool *noted; /* by number: is it an item?  NULL: no books are kept */
};

static struct audit_frame *frames;
static struct audit_slot *slots;
static struct changes changed_frames, changed_slots;
static uint64_t entry_marks;

static void *cleared_table(uint64_t bytes)
{
    void *table = kmem_table(bytes);
    if (!table)
        panic("check=: no memory for the books of %lu bytes", bytes);
    return memset(table, 0, bytes);
}

void audit_start(void)
{
    if (!options.check)
        return;
    uint32_t pages = kmem_arena()->pages;
    frames = cleared_table(pages * sizeof(*frames));
    slots = cleared_table(swap_slots() * sizeof(*slots));
    changed_frames.noted = cleared_table(pages * sizeof(bool));
    changed_slots.noted = cleared_table(swap_slots() * sizeof(bool));
}

static void note(struct changes *changes, uint32_t item)
{
    if (!changes->noted || changes->noted[item])
        return;
    changes->overflow = changes->overflow || changes->count == CHANGES;
    if (changes->overflow)
        return;
    changes->noted[item] = true;
    changes->item[changes->count++] = item;
}

void audit_note_frame(uint32_t number)
{
    note(&changed_frames, number);
}

void audit_note_slot(uint32_t slot)
{
    note(&changed_slots, slot);
}

static uint64_t mix(uint64_t x)
{
    x *= 0x9e3779b97f4a7c15; /* the golden ratio's digits: odd, and its bits look random */
    x ^= x >> 32;
    return x * 0x9e3779b97f4a7c15;
}

uint64_t audit_mark(const struct pagetable *pagetable, uint64_t va)
{
    return mix((uint64_t)pagetable << PAGE_SHIFT ^ va);
}

/* Of an entry's bits, those that say what it refers to. */
uint64_t audit_entry_mark(const struct pagetable *pagetable, uint64_t va, pte_t pte)
{
    return mix(audit_mark(pagetable, va) ^ (pte_pa(pte) | (pte & PTE_V)));
}

uint64_t audit_entry_marks(void)
{
    return entry_marks;
}

static void book(const struct pagetable *pagetable, uint64_t va, pte_t pte, int more)
{
    if (pte == 0)
        return;
    entry_marks += (uint64_t)more * audit_entry_mark(pagetable, va, pte);
    if (pte & PTE_V) {
        uint32_t number = frame_number(frame_at(pte_pa(pte)));
        frames[number].marks += (uint64_t)more * audit_mark(pagetable, va);
        frames[number].leaves += (uint32_t)more;
        frames[number].writable += pte & PTE_W ? (uint32_t)more : 0;
        audit_note_frame(number);
    } else {
        slots[pte_slot(pte)].entries += (uint32_t)more;
        audit_note_slot(pte_slot(pte));
    }
}

void audit_note_entry(const struct pagetable *pagetable, uint64_t va, pte_t before, pte_t after)
{
    if (!frames)
        return;
    law(!(after & PTE_V) || !(after & PTE_COW) || !(after & PTE_W), "a copy-on-write page is not writable", va);
    book(pagetable, va, before, -1);
    book(pagetable, va, after, 1);
}

void audit_note_object(uint32_t slot, int more)
{
    if (!slots)
        return;
    slots[slot].objects += (uint32_t)more;
    audit_note_slot(slot);
}

const struct audit_frame *audit_of_frame(uint32_t number)
{
    return &frames[number];
}

const struct audit_slot *audit_of_slot(uint32_t slot)
{
    return &slots[slot];
}

static bool visit_changes(struct changes *changes, void (*visit)(uint32_t item))
{
    bool complete = !changes->overflow;
    for (uint32_t i = 0; i < changes->count; i++) {
        changes->noted[changes->item[i]] = false;
        visit(changes->item[i]);
    }
    changes->count = 0;
    changes->overflow = false;
    return complete;
}

bool audit_visit(void (*visit_frame)(uint32_t number), void (*visit_slot)(uint32_t slot))
{
    bool all_frames = visit_changes(&changed_frames, visit_frame);
    return visit_changes(&changed_slots, visit_slot) && all_frames;
}
