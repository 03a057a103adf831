/* map.c - where each device of the machine answers (the addresses of QEMU's `virt` board). */
#include "platform/map.h"

#define VIRTIO_SLOT(n)                                                                                                 \
    {                                                                                                                  \
        "virtio_mmio", 0x10001000 + (n)*0x1000, 0x1000, 1 | 2 | 4 | 8, 1 + (n)                                         \
    }

const struct fl_map_row fl_map[FL_MAP_COUNT] = {
    [FL_MAP_FINISHER] = {"test", 0x00100000, 0x1000, 2 | 4, 0},
    [FL_MAP_CLINT] = {"clint", 0x02000000, 0x10000, 4 | 8, 0},
    [FL_MAP_PLIC] = {"plic", 0x0c000000, 0x600000, 4, 0},
    [FL_MAP_UART] = {"serial", 0x10000000, 0x100, 1, 10},
    [FL_MAP_VIRTIO + 0] = VIRTIO_SLOT(0),
    [FL_MAP_VIRTIO + 1] = VIRTIO_SLOT(1),
    [FL_MAP_VIRTIO + 2] = VIRTIO_SLOT(2),
    [FL_MAP_VIRTIO + 3] = VIRTIO_SLOT(3),
    [FL_MAP_VIRTIO + 4] = VIRTIO_SLOT(4),
    [FL_MAP_VIRTIO + 5] = VIRTIO_SLOT(5),
    [FL_MAP_VIRTIO + 6] = VIRTIO_SLOT(6),
    [FL_MAP_VIRTIO + 7] = VIRTIO_SLOT(7),
};
