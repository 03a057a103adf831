/* virtqueue.c - descriptor chains in, used elements out.
 *
 *   available ring --head--> descriptor --next--> descriptor ...     used ring <-- {head, bytes written}
 */
#include "platform/virtqueue.h"

#include <stdlib.h>

#include "platform/bytes.h"

#define DESCRIPTOR_SIZE 16
#define FLAG_NEXT       1
#define FLAG_WRITE      2
#define FLAG_INDIRECT   4
#define NO_INTERRUPT    1
#define RING_INDEX      2 /* offset of `idx` in both rings; `flags` is at 0 */
#define RING_ENTRIES    4

static bool aligned_ram(const struct fl_dma *dma, uint64_t pa, uint64_t alignment, uint64_t size)
{
    return pa % alignment == 0 && fl_ram_holds(dma->ram, pa, size);
}

bool fl_virtqueue_valid(const struct fl_virtqueue *queue, const struct fl_dma *dma)
{
    uint64_t size = queue->size;
    return size && size <= FL_QUEUE_MAX && (size & (size - 1)) == 0 &&
           aligned_ram(dma, queue->descriptors, 16, DESCRIPTOR_SIZE * size) &&
           aligned_ram(dma, queue->available, 2, RING_ENTRIES + 2 * size) &&
           aligned_ram(dma, queue->used, 4, RING_ENTRIES + 8 * size);
}

/* A value inside the rings, which fl_virtqueue_valid() has found to be RAM. */
static uint64_t ring_value(const struct fl_dma *dma, uint64_t pa, unsigned size)
{
    return fl_get_le(fl_ram_at(dma->ram, pa), size);
}

/* Add one descriptor to the chain. False: it is none that a driver may give. */
static bool add_segment(struct fl_chain *chain, const struct fl_dma *dma, uint64_t pa, uint32_t size, unsigned flags)
{
    if ((flags & FLAG_INDIRECT) || size == 0 || !fl_ram_holds(dma->ram, pa, size))
        return false;
    if (flags & FLAG_WRITE) {
        chain->write_size += size;
    } else {
        if (chain->readable != chain->count) /* readable after writable: not allowed (2.6.4.2) */
            return false;
        chain->readable++;
        chain->read_size += size;
    }
    chain->segment[chain->count++] = (struct fl_segment){.pa = pa, .size = size};
    return true;
}

/* Follow the descriptors from chain->head; at most as many as the queue has, so a loop ends. */
static bool walk_chain(const struct fl_virtqueue *queue, const struct fl_dma *dma, struct fl_chain *chain)
{
    uint64_t index = chain->head;
    while (index < queue->size && chain->count < queue->size) {
        uint64_t at = queue->descriptors + index * DESCRIPTOR_SIZE;
        unsigned flags = (unsigned)ring_value(dma, at + 12, 2);
        if (!add_segment(chain, dma, ring_value(dma, at, 8), (uint32_t)ring_value(dma, at + 8, 4), flags))
            return false;
        if (!(flags & FLAG_NEXT))
            return true;
        index = ring_value(dma, at + 14, 2);
    }
    return false;
}

enum fl_pop fl_virtqueue_pop(struct fl_virtqueue *queue, const struct fl_dma *dma, struct fl_chain *chain)
{
    *chain = (struct fl_chain){0};
    uint16_t waiting = (uint16_t)(ring_value(dma, queue->available + RING_INDEX, 2) - queue->last_available);
    if (waiting == 0)
        return FL_POP_EMPTY;
    if (waiting > queue->size)
        return FL_POP_BROKEN;
    uint64_t slot = queue->available + RING_ENTRIES + 2 * (queue->last_available % queue->size);
    chain->head = (uint16_t)ring_value(dma, slot, 2);
    chain->segment = calloc(queue->size, sizeof *chain->segment);
    if (!chain->segment || !walk_chain(queue, dma, chain)) {
        fl_chain_free(chain);
        return FL_POP_BROKEN;
    }
    queue->last_available++;
    return FL_POP_CHAIN;
}

void fl_virtqueue_push(struct fl_virtqueue *queue, const struct fl_dma *dma, uint16_t head, uint32_t written,
                       uint64_t now)
{
    uint64_t slot = queue->used + RING_ENTRIES + 8 * (queue->used_index % queue->size);
    uint64_t element = head | (uint64_t)written << 32;
    queue->used_index++;
    fl_dma_write_le(dma, slot, 8, element, now);
    fl_dma_write_le(dma, queue->used + RING_INDEX, 2, queue->used_index, now);
}

bool fl_virtqueue_wants_interrupt(const struct fl_virtqueue *queue, const struct fl_dma *dma)
{
    return !(ring_value(dma, queue->available, 2) & NO_INTERRUPT);
}

/* The part of `segment[i]` that a transfer covers next: skips `*offset` bytes, then up to `size`. */
static size_t next_piece(const struct fl_segment *segment, uint64_t *offset, size_t size, uint64_t *pa)
{
    if (*offset >= segment->size) {
        *offset -= segment->size;
        return 0;
    }
    size_t piece = segment->size - *offset < size ? segment->size - *offset : size;
    *pa = segment->pa + *offset;
    *offset = 0;
    return piece;
}

void fl_chain_read(const struct fl_chain *chain, const struct fl_dma *dma, uint64_t offset, void *to, size_t size)
{
    uint64_t pa = 0;
    for (unsigned i = 0; size && i < chain->readable; i++) {
        size_t piece = next_piece(&chain->segment[i], &offset, size, &pa);
        if (piece)
            fl_dma_read(dma, pa, to, piece);
        to = (uint8_t *)to + piece;
        size -= piece;
    }
}

void fl_chain_write(const struct fl_chain *chain, const struct fl_dma *dma, uint64_t offset, const void *from,
                    size_t size, uint64_t now)
{
    uint64_t pa = 0;
    for (unsigned i = chain->readable; size && i < chain->count; i++) {
        size_t piece = next_piece(&chain->segment[i], &offset, size, &pa);
        if (piece)
            fl_dma_write(dma, pa, from, piece, now);
        from = (const uint8_t *)from + piece;
        size -= piece;
    }
}

void fl_chain_free(struct fl_chain *chain)
{
    free(chain->segment);
    chain->segment = NULL;
}
