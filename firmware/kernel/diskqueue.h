/* diskqueue.h - in which order requests go to the disk.
 *
 * By default every request is handed over at once, and the device's own queue decides. With `diskq=` the kernel keeps
 * them and hands over one at a time, in the order of its choice. Needs nothing of the kernel: the host tests this file.
 */
#ifndef FAULTLINE_KERNEL_DISKQUEUE_H
#define FAULTLINE_KERNEL_DISKQUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct blk_request;

/* Where the arm is, and the way it moves. */
struct disk_arm {
    uint64_t sector;
    bool downwards;
};

struct disk_order {
    const char *name;
    unsigned with_device; /* requests that the device may have at a time */
    /* Of the requests linked from `oldest` on, not NULL: the one to be served next. May turn the arm round. */
    struct blk_request *(*choose)(struct disk_arm *arm, struct blk_request *oldest);
};

/* "device", "fcfs", "sstf", "scan"; NULL: there is no such order. */
const struct disk_order *disk_order_by_name(const char *name);

struct disk_queue {
    const struct disk_order *order;
    struct blk_request *oldest;
    struct disk_arm arm;
    uint64_t travelled; /* sectors that the arm passed between the end of one request and the start of the next */
};

void disk_queue_add(struct disk_queue *queue, struct blk_request *request);

/* Takes out the next request and moves the arm over it; NULL if the queue is empty. */
struct blk_request *disk_queue_take(struct disk_queue *queue);

#endif
