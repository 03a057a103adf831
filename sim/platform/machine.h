/* machine.h - all parts of one machine in one struct; only the files that wire them together know it. */
#ifndef FAULTLINE_PLATFORM_MACHINE_H
#define FAULTLINE_PLATFORM_MACHINE_H

#include "platform/clint.h"
#include "platform/dma.h"
#include "platform/finisher.h"
#include "platform/htif.h"
#include "platform/loader.h"
#include "platform/map.h"
#include "platform/platform.h"
#include "platform/plic.h"
#include "platform/rom.h"
#include "platform/uart16550.h"
#include "platform/virtio_blk.h"

struct fl_platform {
    struct fl_platform_config config; /* its strings are the caller's, except bootargs */
    struct fl_platform_observer observer;
    char *bootargs;
    struct fl_ram ram;
    struct fl_rom rom;
    struct fl_dma dma;
    struct fl_clint clint;
    struct fl_plic plic;
    struct fl_uart uart;
    struct fl_finisher finisher;
    struct fl_htif htif;
    struct fl_virtio virtio[FL_VIRTIO_SLOTS];
    struct fl_virtio_blk blk;
    struct fl_program program;
    struct fl_device device[FL_MAP_COUNT]; /* who answers in each row of fl_map */
    struct fl_bus bus;
    struct fl_pte_mem pte_mem;
    void (*pte_written)(void *self, uint64_t pa, uint64_t old_value);
    void *pte_written_self;
};

/* Set up platform->bus and platform->pte_mem; the parts they reach must stay where they are. */
void fl_platform_wire_bus(struct fl_platform *platform);
void fl_platform_wire_pte_mem(struct fl_platform *platform);

#endif
