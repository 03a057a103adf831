/* ram.h - main memory: one block of host memory with guard pages on both sides, zero at the start. */
#ifndef FAULTLINE_PLATFORM_RAM_H
#define FAULTLINE_PLATFORM_RAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fl_ram {
    uint8_t *bytes; /* page aligned; byte i is physical address base + i */
    uint64_t base, size;
};

/* False: the host has not that much memory. `size` is a multiple of the page size. */
bool fl_ram_init(struct fl_ram *ram, uint64_t base, uint64_t size);
void fl_ram_free(struct fl_ram *ram);

/* Is all of [pa, pa + size) memory? The one range check: every guest address passes here. No sum can overflow, and an
 * address below `base` wraps to an offset beyond any size. */
static inline bool fl_ram_holds(const struct fl_ram *ram, uint64_t pa, uint64_t size)
{
    return size <= ram->size && pa - ram->base <= ram->size - size;
}

/* Host address of a byte that fl_ram_holds(). */
static inline uint8_t *fl_ram_at(const struct fl_ram *ram, uint64_t pa)
{
    return ram->bytes + (pa - ram->base);
}

#endif
