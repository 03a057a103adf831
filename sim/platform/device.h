/* device.h - a memory-mapped device as the bus sees it.
 *
 * The bus has checked the address, that `size` is one of the row's widths in map.c, and that the access is naturally
 * aligned; every offset below the row's size may come. Unused registers read 0 and ignore writes.
 */
#ifndef FAULTLINE_PLATFORM_DEVICE_H
#define FAULTLINE_PLATFORM_DEVICE_H

#include <stdint.h>

struct fl_device {
    void *self;
    uint64_t (*read)(void *self, uint64_t offset, unsigned size, uint64_t now);
    void (*write)(void *self, uint64_t offset, unsigned size, uint64_t value, uint64_t now);
};

#endif
