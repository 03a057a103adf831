/* virtio_blk.c - taking requests off the queue, serving them on time, answering. */
#include "platform/virtio_blk.h"

#include <stdlib.h>
#include <string.h>

#include "platform/bytes.h"

enum blk_type { TYPE_IN = 0, TYPE_OUT = 1, TYPE_FLUSH = 4, TYPE_GET_ID = 8 };
enum blk_status { STATUS_OK = 0, STATUS_IOERR = 1, STATUS_UNSUPP = 2 };

#define DEVICE_ID_BLOCK   2
#define FEATURE_SEG_MAX   (UINT64_C(1) << 2)
#define FEATURE_BLK_SIZE  (UINT64_C(1) << 6)
#define FEATURE_FLUSH     (UINT64_C(1) << 9)
#define FEATURE_VERSION_1 (UINT64_C(1) << 32)
#define HEADER_SIZE       16
#define IDENTITY_SIZE     20

struct fl_blk_request {
    struct fl_blk_request *next;
    struct fl_chain chain;
    uint32_t type;
    uint8_t status; /* decided when taken, unless the host fails later */
    struct fl_disk_service service;
};

/* Bytes the request moves besides header and status. */
static uint64_t data_size(const struct fl_blk_request *request)
{
    return request->type == TYPE_OUT ? request->chain.read_size - HEADER_SIZE : request->chain.write_size - 1;
}

/* An error on purpose. */
static bool must_fail(const struct fl_virtio_blk *blk, const struct fl_disk_service *service)
{
    if (service->write ? blk->error_reads : blk->error_writes)
        return false;
    return service->sector < blk->error_sector
               ? blk->error_sector - service->sector < service->sectors
               : service->sectors > 0 && service->sector - blk->error_sector <= blk->error_more;
}

/* Can these sectors be served? Sets the range for the timing model: a refused request moves no arm. */
static uint8_t check_range(const struct fl_virtio_blk *blk, struct fl_blk_request *request, uint64_t sector)
{
    uint64_t size = data_size(request), sectors = size / FL_SECTOR_SIZE, capacity = fl_disk_image_sectors(blk->image);
    request->service.sector = sector;
    if (size % FL_SECTOR_SIZE || sectors > capacity || sector > capacity - sectors)
        return STATUS_IOERR;
    request->service.sectors = sectors;
    return must_fail(blk, &request->service) ? STATUS_IOERR : STATUS_OK;
}

/* Understand a chain. False: it has no room for header and status, so there is no way to answer it. */
static bool parse(const struct fl_virtio_blk *blk, struct fl_blk_request *request)
{
    uint8_t header[HEADER_SIZE];
    if (request->chain.read_size < HEADER_SIZE || request->chain.write_size < 1)
        return false;
    fl_chain_read(&request->chain, blk->dma, 0, header, sizeof header);
    request->type = (uint32_t)fl_get_le(header, 4);
    request->service.write = request->type == TYPE_OUT;
    switch (request->type) {
    case TYPE_IN:
    case TYPE_OUT:
        request->status = check_range(blk, request, fl_get_le(header + 8, 8));
        break;
    case TYPE_FLUSH:
        request->status = STATUS_OK;
        break;
    case TYPE_GET_ID:
        request->status = data_size(request) >= IDENTITY_SIZE ? STATUS_OK : STATUS_IOERR;
        break;
    default:
        request->status = STATUS_UNSUPP;
        break;
    }
    return true;
}

static void append(struct fl_virtio_blk *blk, struct fl_blk_request *request)
{
    *blk->last = request;
    blk->last = &request->next;
    blk->waiting++;
    blk->next_finish = blk->first->service.finished;
}

static void free_request(struct fl_blk_request *request)
{
    fl_chain_free(&request->chain);
    free(request);
}

/* A driver may have at most one chain per queue entry in the device; more means that it gave one out twice. */
static bool take(struct fl_virtio_blk *blk, struct fl_chain chain, uint64_t now)
{
    struct fl_blk_request *request = blk->waiting < blk->virtio->queue.size ? calloc(1, sizeof *request) : NULL;
    if (!request) {
        fl_chain_free(&chain);
        return false;
    }
    request->chain = chain;
    if (!parse(blk, request)) {
        free_request(request);
        return false;
    }
    request->service.id = ++blk->taken;
    request->service.submitted = now;
    fl_disk_arm_take(&blk->arm, &request->service);
    append(blk, request);
    if (blk->observer->disk_submitted)
        blk->observer->disk_submitted(blk->observer->self, request->service.id, now);
    return true;
}

static void notify(void *device, uint64_t now)
{
    struct fl_virtio_blk *blk = device;
    struct fl_chain chain;
    enum fl_pop pop;
    while ((pop = fl_virtqueue_pop(&blk->virtio->queue, blk->dma, &chain)) == FL_POP_CHAIN) {
        if (!take(blk, chain, now)) {
            pop = FL_POP_BROKEN;
            break;
        }
    }
    if (pop == FL_POP_BROKEN)
        fl_virtio_broken(blk->virtio);
}

/* Moves the sectors of an IN or OUT request; false: the host failed. */
static bool move_sectors(struct fl_virtio_blk *blk, const struct fl_blk_request *request, uint64_t now)
{
    uint8_t sector[FL_SECTOR_SIZE];
    for (uint64_t i = 0; i < request->service.sectors; i++) {
        uint64_t number = request->service.sector + i;
        if (request->type == TYPE_OUT) {
            fl_chain_read(&request->chain, blk->dma, HEADER_SIZE + i * FL_SECTOR_SIZE, sector, sizeof sector);
            if (!fl_disk_image_write(blk->image, number, sector))
                return false;
        } else {
            if (!fl_disk_image_read(blk->image, number, sector))
                return false;
            fl_chain_write(&request->chain, blk->dma, i * FL_SECTOR_SIZE, sector, sizeof sector, now);
        }
    }
    return true;
}

/* Do the work of a request that may be done; returns the data bytes written to the guest. */
static uint32_t execute(struct fl_virtio_blk *blk, struct fl_blk_request *request, uint64_t now)
{
    static const char identity[IDENTITY_SIZE] = "faultline-disk";
    switch (request->type) {
    case TYPE_FLUSH:
        if (!fl_disk_image_flush(blk->image))
            request->status = STATUS_IOERR;
        return 0;
    case TYPE_GET_ID:
        fl_chain_write(&request->chain, blk->dma, 0, identity, sizeof identity, now);
        return sizeof identity;
    default:
        if (!move_sectors(blk, request, now))
            request->status = STATUS_IOERR;
        return request->type == TYPE_IN && request->status == STATUS_OK ? (uint32_t)data_size(request) : 0;
    }
}

static void finish(struct fl_virtio_blk *blk, struct fl_blk_request *request, uint64_t now)
{
    uint32_t written = request->status == STATUS_OK ? execute(blk, request, now) : 0;
    fl_chain_write(&request->chain, blk->dma, request->chain.write_size - 1, &request->status, 1, now);
    fl_virtqueue_push(&blk->virtio->queue, blk->dma, request->chain.head, written + 1, now);
    request->service.error = request->status != STATUS_OK;
    if (blk->observer->disk_served)
        blk->observer->disk_served(blk->observer->self, &request->service);
    free_request(request);
    fl_virtio_completed(blk->virtio);
}

void fl_virtio_blk_advance(struct fl_virtio_blk *blk, uint64_t now)
{
    while (blk->first && blk->next_finish <= now) {
        struct fl_blk_request *request = blk->first;
        blk->first = request->next;
        if (!blk->first)
            blk->last = &blk->first;
        blk->waiting--;
        blk->next_finish = blk->first ? blk->first->service.finished : UINT64_MAX;
        finish(blk, request, now);
    }
}

void fl_virtio_blk_reset(struct fl_virtio_blk *blk)
{
    while (blk->first) {
        struct fl_blk_request *request = blk->first;
        blk->first = request->next;
        free_request(request);
    }
    blk->last = &blk->first;
    blk->waiting = 0;
    blk->next_finish = UINT64_MAX;
    blk->arm.busy_until = 0;
}

static void reset(void *device)
{
    fl_virtio_blk_reset(device);
}

/* Capacity at 0, the most segments a request can have besides header and status at 12, block size at 20. */
static uint64_t config(void *device, uint64_t offset, unsigned size)
{
    const struct fl_virtio_blk *blk = device;
    uint8_t space[24 + 8] = {0};
    if (offset + size > sizeof space)
        return 0;
    fl_put_le(space, 8, fl_disk_image_sectors(blk->image));
    fl_put_le(space + 12, 4, FL_QUEUE_MAX - 2);
    fl_put_le(space + 20, 4, FL_SECTOR_SIZE);
    return fl_get_le(space + offset, size);
}

static const struct fl_virtio_kind block_device = {
    .id = DEVICE_ID_BLOCK,
    .features = FEATURE_SEG_MAX | FEATURE_BLK_SIZE | FEATURE_FLUSH | FEATURE_VERSION_1,
    .notify = notify,
    .reset = reset,
    .config = config,
};

void fl_virtio_blk_attach(struct fl_virtio_blk *blk, struct fl_virtio *virtio)
{
    fl_virtio_blk_reset(blk);
    blk->virtio = virtio;
    virtio->kind = &block_device;
    virtio->device = blk;
}
