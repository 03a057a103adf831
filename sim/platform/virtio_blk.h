/* virtio_blk.h - the disk as the guest's driver sees it: read, write, flush and identify requests (Virtual I/O Device
 * 1.1, 5.2).
 *
 * A chain is taken when the driver notifies; its service time is fixed then, first come first served. All its memory
 * traffic happens at the cycle it finishes. Requests in the device when the driver resets it never happen.
 */
#ifndef FAULTLINE_PLATFORM_VIRTIO_BLK_H
#define FAULTLINE_PLATFORM_VIRTIO_BLK_H

#include "platform/disk_image.h"
#include "platform/disk_timing.h"
#include "platform/virtio_mmio.h"

struct fl_blk_request;

struct fl_virtio_blk {
    struct fl_virtio *virtio;
    const struct fl_dma *dma;
    const struct fl_platform_observer *observer;
    struct fl_disk_image *image;
    struct fl_disk_arm arm;
    uint64_t error_sector;                /* requests that touch it fail; UINT64_MAX: none */
    uint64_t error_more;                  /* or so many sectors behind it */
    bool error_writes, error_reads;       /* writes alone fail; reads alone */
    uint64_t taken;                       /* requests so far */
    unsigned waiting;                     /* in the list below */
    struct fl_blk_request *first, **last; /* in order of their finish */
    uint64_t next_finish;                 /* of `first`; UINT64_MAX: nothing to do */
};

/* Puts the disk in slot `virtio`. */
void fl_virtio_blk_attach(struct fl_virtio_blk *blk, struct fl_virtio *virtio);
/* Finish what is due at or before `now`. */
void fl_virtio_blk_advance(struct fl_virtio_blk *blk, uint64_t now);
/* Drop what is waiting. */
void fl_virtio_blk_reset(struct fl_virtio_blk *blk);

#endif
