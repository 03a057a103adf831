/* map.h - the address map, as a table: the bus dispatches by it and the device tree is written from it. */
#ifndef FAULTLINE_PLATFORM_MAP_H
#define FAULTLINE_PLATFORM_MAP_H

#include <stdint.h>

#define FL_RAM_BASE     0x80000000u
#define FL_ROM_BASE     0x1000u
#define FL_ROM_SIZE     0xf000u
#define FL_VIRTIO_SLOTS 8
#define FL_DISK_SLOT    7 /* where QEMU puts the first virtio-blk-device */
#define FL_MTIME_HZ     10000000u

enum fl_map_id {
    FL_MAP_FINISHER,
    FL_MAP_CLINT,
    FL_MAP_PLIC,
    FL_MAP_UART,
    FL_MAP_VIRTIO, /* the first of FL_VIRTIO_SLOTS rows */
    FL_MAP_COUNT = FL_MAP_VIRTIO + FL_VIRTIO_SLOTS
};

struct fl_map_row {
    const char *name;
    uint64_t base, size;
    unsigned widths; /* the sum of the access sizes that get an answer; any other is an access fault */
    unsigned irq;    /* PLIC source, 0: none */
};

extern const struct fl_map_row fl_map[FL_MAP_COUNT];

#endif
