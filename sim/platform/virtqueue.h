/* virtqueue.h - the device's side of a split virtqueue (Virtual I/O Device 1.1, 2.6).
 *
 * The driver is not trusted: whatever stands in memory, a pop ends after at most `size` descriptors and returns a
 * chain whose every byte is RAM, or says that the queue is broken.
 */
#ifndef FAULTLINE_PLATFORM_VIRTQUEUE_H
#define FAULTLINE_PLATFORM_VIRTQUEUE_H

#include "platform/dma.h"

#define FL_QUEUE_MAX 1024

struct fl_virtqueue {
    uint32_t size; /* entries, a power of two up to FL_QUEUE_MAX */
    bool ready;
    uint64_t descriptors, available, used; /* physical addresses of the three parts */
    uint16_t last_available;               /* index of the next chain to take */
    uint16_t used_index;                   /* as published */
};

struct fl_segment {
    uint64_t pa;
    uint32_t size;
};

/* A request as the driver laid it out: first the segments the device reads, then those it writes. */
struct fl_chain {
    uint16_t head;
    unsigned count, readable; /* segments; of these the first `readable` are read */
    uint64_t read_size, write_size;
    struct fl_segment *segment; /* owned; fl_chain_free */
};

enum fl_pop { FL_POP_EMPTY, FL_POP_CHAIN, FL_POP_BROKEN };

/* Do the size and the addresses make a queue that lies in RAM? Only such a queue may become ready and be used below. */
bool fl_virtqueue_valid(const struct fl_virtqueue *queue, const struct fl_dma *dma);
enum fl_pop fl_virtqueue_pop(struct fl_virtqueue *queue, const struct fl_dma *dma, struct fl_chain *chain);
/* Hand a chain back with the number of bytes written to it. */
void fl_virtqueue_push(struct fl_virtqueue *queue, const struct fl_dma *dma, uint16_t head, uint32_t written,
                       uint64_t now);
bool fl_virtqueue_wants_interrupt(const struct fl_virtqueue *queue, const struct fl_dma *dma);

/* Bytes of the readable part, and of the writable part, by their offset in it; segment borders do not matter. The
 * range lies inside read_size or write_size. */
void fl_chain_read(const struct fl_chain *chain, const struct fl_dma *dma, uint64_t offset, void *to, size_t size);
void fl_chain_write(const struct fl_chain *chain, const struct fl_dma *dma, uint64_t offset, const void *from,
                    size_t size, uint64_t now);
void fl_chain_free(struct fl_chain *chain);

#endif
