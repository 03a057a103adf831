/* swap.c - the table of swap slots: how many refer to each, and which frame caches it.
 *
 * Invariant: a slot's references = the page-table entries and shared objects that name it + the frame that does.
 */
#include "swap.h"

#include "audit.h"
#include "kmem.h"
#include "print.h"
#include "string.h"

#define SECTORS_PER_SLOT (PAGE_SIZE / 512)
#define MAX_SLOTS        65536u

struct slot {
    uint32_t references;
    uint32_t frame; /* number + 1, 0: none */
};

static struct slot *table;
static uint64_t area;
static uint32_t slots, used, next;

void swap_init(uint64_t sector, uint64_t sectors)
{
    area = sector;
    slots = sectors / SECTORS_PER_SLOT < MAX_SLOTS ? (uint32_t)(sectors / SECTORS_PER_SLOT) : MAX_SLOTS;
    table = kmem_table(slots * sizeof(struct slot));
    if (!table)
        panic("no memory for the table of %u swap slots", slots);
    memset(table, 0, slots * sizeof(struct slot));
}

uint32_t swap_take(void)
{
    for (uint32_t i = 0; i < slots && used < slots; i++) {
        uint32_t slot = next;
        next = next + 1 == slots ? 0 : next + 1;
        if (table[slot].references == 0) {
            table[slot] = (struct slot){.references = 1};
            used++;
            audit_note_slot(slot);
            return slot;
        }
    }
    return SWAP_NONE;
}

void swap_hold(uint32_t slot)
{
    table[slot].references++;
    audit_note_slot(slot);
}

void swap_release(uint32_t slot)
{
    if (table[slot].references == 0)
        panic("swap slot %u released once too often", slot);
    if (--table[slot].references == 0)
        used--;
    audit_note_slot(slot);
}

uint32_t swap_references(uint32_t slot)
{
    return table[slot].references;
}

struct frame *swap_frame(uint32_t slot)
{
    return table[slot].frame ? frame_numbered(table[slot].frame - 1) : NULL;
}

void swap_set_frame(uint32_t slot, struct frame *frame)
{
    table[slot].frame = frame ? frame_number(frame) + 1 : 0;
    audit_note_slot(slot);
}

void swap_detach(struct frame *frame)
{
    if (frame->slot == SWAP_NONE)
        return;
    swap_set_frame(frame->slot, NULL);
    swap_release(frame->slot);
    frame->slot = SWAP_NONE;
}

uint64_t swap_sector(uint32_t slot)
{
    return area + slot * SECTORS_PER_SLOT;
}

uint32_t swap_slots(void)
{
    return slots;
}

uint32_t swap_used(void)
{
    return used;
}
