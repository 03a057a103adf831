/* dma.c - devices reading and writing RAM. Writes are told to the observer before and after, so that walkers,
 * reservations and decoded code see them. */
#include "platform/dma.h"

#include <string.h>

#include "platform/bytes.h"

bool fl_dma_read(const struct fl_dma *dma, uint64_t pa, void *to, size_t size)
{
    if (!fl_ram_holds(dma->ram, pa, size))
        return false;
    memcpy(to, fl_ram_at(dma->ram, pa), size);
    return true;
}

bool fl_dma_write(const struct fl_dma *dma, uint64_t pa, const void *from, size_t size, uint64_t now)
{
    const struct fl_platform_observer *observer = dma->observer;
    if (!fl_ram_holds(dma->ram, pa, size))
        return false;
    if (observer->memory_will_be_written)
        observer->memory_will_be_written(observer->self, pa, size, now);
    memcpy(fl_ram_at(dma->ram, pa), from, size);
    if (observer->memory_written)
        observer->memory_written(observer->self, pa, size, now);
    return true;
}

bool fl_dma_read_le(const struct fl_dma *dma, uint64_t pa, unsigned size, uint64_t *value)
{
    uint8_t bytes[8];
    if (!fl_dma_read(dma, pa, bytes, size))
        return false;
    *value = fl_get_le(bytes, size);
    return true;
}

bool fl_dma_write_le(const struct fl_dma *dma, uint64_t pa, unsigned size, uint64_t value, uint64_t now)
{
    uint8_t bytes[8];
    fl_put_le(bytes, size, value);
    return fl_dma_write(dma, pa, bytes, size, now);
}
