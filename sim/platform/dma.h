/* dma.h - memory as a device sees it: physical addresses, no MMU, no PMP, every byte range-checked, every write
 * announced. */
#ifndef FAULTLINE_PLATFORM_DMA_H
#define FAULTLINE_PLATFORM_DMA_H

#include "platform/platform.h"
#include "platform/ram.h"

struct fl_dma {
    const struct fl_ram *ram;
    const struct fl_platform_observer *observer;
};

/* False, and nothing moved: part of the range is not RAM. */
bool fl_dma_read(const struct fl_dma *dma, uint64_t pa, void *to, size_t size);
bool fl_dma_write(const struct fl_dma *dma, uint64_t pa, const void *from, size_t size, uint64_t now);

/* Little-endian values of up to 8 bytes. */
bool fl_dma_read_le(const struct fl_dma *dma, uint64_t pa, unsigned size, uint64_t *value);
bool fl_dma_write_le(const struct fl_dma *dma, uint64_t pa, unsigned size, uint64_t value, uint64_t now);

#endif
