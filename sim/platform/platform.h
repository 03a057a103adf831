/* platform.h - the machine around the hart: QEMU's `virt` board, as far as firmware needs it.
 *
 * RAM at 0x8000_0000, reset ROM, CLINT, PLIC, 16550 UART, virtio-mmio block disk, test finisher, HTIF. The bus keeps
 * no clock of its own: every call takes `now` (hart cycles) and devices say when they next need attention.
 */
#ifndef FAULTLINE_PLATFORM_H
#define FAULTLINE_PLATFORM_H

#include "hart/hart.h"

/* Disk service time in hart cycles = seek(distance) + rotation + sectors x transfer; requests queue first come, first
 * served. */
struct fl_disk_timing {
    const char *name;
    uint64_t seek_fixed; /* when the head moves at all */
    uint64_t seek_full;  /* extra for a full stroke; shorter ones in proportion */
    uint64_t rotation;   /* mean rotational delay of a request that is not sequential */
    uint64_t transfer;   /* per 512-byte sector */
    bool average;        /* every request pays seek_fixed and rotation, wherever the head stands */
};
/* Presets "hdd", "ssd", "nvm", "textbook" (8 ms in all for one page), at `mhz` cycles per microsecond. False: no such
 * preset. */
bool fl_disk_preset(const char *name, unsigned mhz, struct fl_disk_timing *timing);

/* One served request, in cycles: for the ledger's steps 5a, 5b, 5c. */
struct fl_disk_service {
    uint64_t id; /* counts requests from 1 */
    uint64_t sector, sectors;
    bool write, error;
    uint64_t submitted, started, finished; /* cycles */
    uint64_t seek, rotation, transfer;
};

struct fl_platform_config {
    uint64_t ram_size;                /* bytes, a multiple of 4 KiB, up to 2 GiB */
    unsigned mhz;                     /* hart cycles per microsecond; mtime runs at 10 MHz, so a multiple of 10 */
    unsigned memory_delay;            /* cycles of a walker's memory access, >= 1 (docs/microarchitecture.md's M) */
    unsigned data_delay, fetch_delay; /* stall cycles of a RAM data access and of a fetch block, >= 0 */
    const char *bootargs;             /* may be NULL */
    const char *disk_path;            /* may be NULL: no disk */
    bool disk_writable;               /* false: writes stay in memory and vanish at the end */
    struct fl_disk_timing disk;
    bool svadu, sv48, sv57;     /* what the device tree says of the hart */
    const char *lacks;          /* extensions that it does not name, with a space before and behind each; may be NULL */
    uint64_t disk_error_sector; /* requests that touch it fail; UINT64_MAX: none */
    uint64_t disk_error_more;   /* or so many sectors behind it */
    bool disk_error_writes;     /* writes alone fail */
    bool disk_error_reads;      /* reads alone fail */
    int console_in;             /* file descriptor read by the UART, -1: none */
};

struct fl_platform_observer {
    void *self;
    void (*console)(void *self, char c);
    void (*finish)(void *self, unsigned code); /* finisher or HTIF; the run should stop */
    void (*disk_submitted)(void *self, uint64_t id, uint64_t now);
    void (*disk_served)(void *self, const struct fl_disk_service *service);
    void (*memory_written)(void *self, uint64_t pa, uint64_t size, uint64_t now); /* by DMA; after the bytes changed */
    void (*memory_will_be_written)(void *self, uint64_t pa, uint64_t size, uint64_t now); /* by DMA; before */
};

struct fl_platform;
/* On failure returns NULL and writes one line for people, without newline, to `error`. observer is borrowed. */
struct fl_platform *fl_platform_new(const struct fl_platform_config *config,
                                    const struct fl_platform_observer *observer, char *error, size_t error_size);
void fl_platform_free(struct fl_platform *platform); /* flushes the disk */
/* Have all finished disk writes reach the host's disk. False and one line in `error`: they may not have. */
bool fl_platform_flush(struct fl_platform *platform, char *error, size_t error_size);

/* Load an ELF64 RISC-V executable, or a raw image at 0x8000_0000 (`raw`), with an optional kernel for it to hand over
 * to and an optional initrd; sets up the reset ROM and the device tree. The reset pc is 0x1000. False and one line in
 * `error` when a file cannot be used. */
bool fl_platform_load(struct fl_platform *platform, const char *path, bool raw, const char *kernel, const char *initrd,
                      char *error, size_t error_size);

/* The hart's view. The struct is owned by the platform. */
struct fl_bus *fl_platform_bus(struct fl_platform *platform);
/* The walker's view: PTE reads and compare-and-swap on RAM only; anything else is an error answer. */
const struct fl_pte_mem *fl_platform_pte_mem(struct fl_platform *platform);
/* Called on every compare-and-swap that won, after memory changed (the hart's reservations and decoded code may be
 * void). */
void fl_platform_on_pte_write(struct fl_platform *platform, void (*seen)(void *self, uint64_t pa, uint64_t old_value),
                              void *self);

/* Inspection that disturbs nothing: RAM and ROM only. False: not all of it is memory. */
bool fl_platform_peek(const struct fl_platform *platform, uint64_t pa, void *to, size_t size);

/* Function symbols of the loaded ELF: the name of the last one at or below `address` with its offset, or NULL. */
const char *fl_platform_symbol(const struct fl_platform *platform, uint64_t address, uint64_t *offset);

#endif
