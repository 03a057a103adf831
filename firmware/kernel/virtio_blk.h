/* virtio_blk.h - the disk: requests are queued, and their completion is an interrupt. */
#ifndef FAULTLINE_KERNEL_VIRTIO_BLK_H
#define FAULTLINE_KERNEL_VIRTIO_BLK_H

#include <stdbool.h>
#include <stdint.h>

struct process;

/* Owned by the caller, who keeps it until blk_transfer() returns or `arrived` is called. */
struct blk_request {
    bool write;
    uint64_t sector;                           /* of 512 bytes                                              */
    void *data;                                /* physically contiguous                                     */
    uint32_t bytes;                            /* a multiple of 512                                         */
    void (*arrived)(struct blk_request *done); /* called in the interrupt, before the process is made ready */
    void *context;                             /* for `arrived`                                             */
    bool error;                                /* result                                                    */

    /* the driver's own */
    struct process *process;
    uint64_t token;
    bool finished;
    struct blk_request *next;
};

/* Finds the disk and starts it. False: there is none, or it is not one this driver can use. */
bool blk_init(void);

/* Its size in sectors. */
uint64_t blk_sectors(void);

/* Hands the request in and returns; `arrived` tells. The caller sets `process` and `token`, or leaves them 0: nobody
 * waits. */
void blk_submit(struct blk_request *request);

/* Transfers, sleeping until it is done. */
void blk_transfer(struct blk_request *request);

/* Is `irq` the disk's?  And if so, what to do about it. */
bool blk_owns_irq(uint32_t irq);
void blk_interrupt(void);

/* Requests that have not completed. */
unsigned blk_in_flight(void);

/* Sectors that the disk's arm has passed from request to request, as far as the kernel can know. */
uint64_t blk_sectors_travelled(void);

#endif
