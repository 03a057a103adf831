/* virtio_mmio.h - the transport: one slot of virtio over MMIO, version 2, one queue (Virtual I/O Device 1.1, 4.2).
 *
 * Registers, feature negotiation, status, interrupt. What the device does with its queue is behind `kind`; a slot
 * without one shows device id 0, which drivers skip.
 */
#ifndef FAULTLINE_PLATFORM_VIRTIO_MMIO_H
#define FAULTLINE_PLATFORM_VIRTIO_MMIO_H

#include "platform/device.h"
#include "platform/plic.h"
#include "platform/virtqueue.h"

struct fl_virtio_kind {
    uint32_t id;
    uint64_t features;
    void (*notify)(void *device, uint64_t now); /* the driver made chains available; the queue is live */
    void (*reset)(void *device);                /* forget every chain taken */
    uint64_t (*config)(void *device, uint64_t offset, unsigned size);
};

struct fl_virtio {
    const struct fl_virtio_kind *kind; /* NULL: empty slot */
    void *device;
    const struct fl_dma *dma;
    struct fl_irq irq;
    struct fl_virtqueue queue;
    uint32_t status, interrupt_status;
    uint32_t device_features_sel, driver_features_sel, queue_sel;
    uint64_t driver_features;
};

struct fl_device fl_virtio_device(struct fl_virtio *virtio);

/* May the device touch its queue now? (DRIVER_OK, queue ready, nothing broken) */
bool fl_virtio_live(const struct fl_virtio *virtio);
/* For the device: tell the driver that the used ring grew; that the device cannot go on without a reset. */
void fl_virtio_completed(struct fl_virtio *virtio);
void fl_virtio_broken(struct fl_virtio *virtio);

#endif
