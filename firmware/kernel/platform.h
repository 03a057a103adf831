/* platform.h - the devices of the `virt` board and their interrupt numbers. */
#ifndef FAULTLINE_KERNEL_PLATFORM_H
#define FAULTLINE_KERNEL_PLATFORM_H

#include "layout.h"

#define FINISHER_PA   0x00100000ull
#define PLIC_PA       0x0c000000ull
#define UART_PA       0x10000000ull
#define VIRTIO_PA     0x10001000ull
#define VIRTIO_STRIDE 0x1000ull
#define VIRTIO_SLOTS  8

#define UART_IRQ   10
#define VIRTIO_IRQ 1 /* of slot 0; slot n has 1 + n */

#define TIMEBASE_HZ 10000000ull

#define DEVICE8(pa)  (*(volatile uint8_t *)((pa) + KERNEL_OFFSET))
#define DEVICE32(pa) (*(volatile uint32_t *)((pa) + KERNEL_OFFSET))
#define DEVICE64(pa) (*(volatile uint64_t *)((pa) + KERNEL_OFFSET))

#endif
