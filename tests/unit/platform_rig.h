/* platform_rig.h - a machine under test with everything it says written down, and a driver for its disk. */
#ifndef FAULTLINE_TEST_PLATFORM_RIG_H
#define FAULTLINE_TEST_PLATFORM_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/platform.h"

#define RIG_RAM     (UINT64_C(8) << 20)
#define RIG_MHZ     100
#define RIG_SECTORS 4096 /* 2 MiB */

#define UART_BASE  0x10000000u
#define CLINT_BASE 0x02000000u
#define PLIC_BASE  0x0c000000u
#define DISK_BASE  0x10008000u
#define DISK_IRQ   8
#define RAM_BASE   0x80000000u

#define MIP_MSIP (1u << 3)
#define MIP_MTIP (1u << 7)
#define MIP_SEIP (1u << 9)
#define MIP_MEIP (1u << 11)

struct rig {
    struct fl_platform *machine;
    struct fl_bus *bus;
    uint64_t now;
    char error[256];
    char disk_path[64];
    /* what the observer saw */
    char console[256];
    unsigned console_count;
    unsigned finished, finish_code;
    uint64_t submitted;                /* disk_submitted calls */
    struct fl_disk_service service[8]; /* the last ones, by id % 8 */
    uint64_t served;
    uint64_t dma_bytes, dma_announced;
    /* the driver's side of the queue */
    uint16_t queue_size, available, used;
};

struct fl_platform_config rig_config(void);
/* Every sector of the file holds its own number, 64 times. */
void rig_make_disk(struct rig *rig);
/* A NULL config means rig_config(). Fails the test when the machine cannot be built. */
void rig_start(struct rig *rig, const struct fl_platform_config *config);
/* rig_make_disk() and rig_start() with that disk. */
void rig_start_with_disk(struct rig *rig, const struct fl_platform_config *config);
/* The plain machine with that disk, and a driver that is ready. */
void rig_start_driven(struct rig *rig, uint16_t queue_size);
void rig_stop(struct rig *rig);

/* Bus accesses that must be answered. */
uint64_t rig_read(struct rig *rig, uint64_t pa, unsigned size);
void rig_write(struct rig *rig, uint64_t pa, unsigned size, uint64_t value);
uint64_t rig_lines(struct rig *rig);
/* Let time pass, event by event, as the hart does. */
void rig_run_to(struct rig *rig, uint64_t cycle);

/* Where the driver keeps its things. */
#define QUEUE_DESC  (RAM_BASE + 0x10000u)
#define QUEUE_AVAIL (RAM_BASE + 0x20000u)
#define QUEUE_USED  (RAM_BASE + 0x30000u)
#define BLK_HEADER  (RAM_BASE + 0x40000u)
#define BLK_STATUS  (RAM_BASE + 0x41000u)
#define BLK_DATA    (RAM_BASE + 0x50000u)

enum { DESC_NEXT = 1, DESC_WRITE = 2, DESC_INDIRECT = 4 };

void rig_disk_init(struct rig *rig, uint16_t queue_size);
void rig_descriptor(struct rig *rig, unsigned index, uint64_t pa, uint32_t size, unsigned flags, unsigned next);
/* Put `head` into the available ring; tell the device. */
void rig_offer(struct rig *rig, uint16_t head);
void rig_notify(struct rig *rig);
/* Descriptors 3n to 3n + 2: header n, `size` bytes of data, status n. type 0: read, 1: write, 4: flush (no data). */
void rig_request(struct rig *rig, unsigned n, unsigned type, uint64_t sector, uint64_t data, uint32_t size);
/* How many used elements are new; they count as seen. */
unsigned rig_completed(struct rig *rig);
uint8_t rig_status(struct rig *rig, unsigned n);
bool rig_needs_reset(struct rig *rig);

#endif
