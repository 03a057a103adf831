/* virtio_mmio.c - the register file of a virtio-mmio slot.
 *
 * Registers below 0x100 take aligned 32-bit accesses only (others read 0 and write nothing); the configuration space
 * takes any width.
 */
#include "platform/virtio_mmio.h"

enum mmio_register {
    MAGIC = 0x000,
    VERSION = 0x004,
    DEVICE_ID = 0x008,
    VENDOR_ID = 0x00c,
    DEVICE_FEATURES = 0x010,
    DEVICE_FEATURES_SEL = 0x014,
    DRIVER_FEATURES = 0x020,
    DRIVER_FEATURES_SEL = 0x024,
    QUEUE_SEL = 0x030,
    QUEUE_SIZE_MAX = 0x034,
    QUEUE_SIZE = 0x038,
    QUEUE_READY = 0x044,
    QUEUE_NOTIFY = 0x050,
    INTERRUPT_STATUS = 0x060,
    INTERRUPT_ACK = 0x064,
    STATUS = 0x070,
    QUEUE_DESC_LOW = 0x080,
    QUEUE_DESC_HIGH = 0x084,
    QUEUE_DRIVER_LOW = 0x090,
    QUEUE_DRIVER_HIGH = 0x094,
    QUEUE_DEVICE_LOW = 0x0a0,
    QUEUE_DEVICE_HIGH = 0x0a4,
    SHM_LENGTH_LOW = 0x0b0,
    SHM_BASE_HIGH = 0x0bc,
    CONFIG = 0x100,
};

enum mmio_status { DRIVER_OK = 4, FEATURES_OK = 8, NEEDS_RESET = 64 };
enum mmio_interrupt { USED_BUFFER = 1, CONFIG_CHANGE = 2 };

#define MAGIC_VALUE  0x74726976u /* "virt" */
#define VENDOR_VALUE 0x554d4551u /* the one drivers written for QEMU expect */

static void set_interrupt(struct fl_virtio *virtio, uint32_t value)
{
    virtio->interrupt_status = value;
    fl_irq_set(&virtio->irq, value != 0);
}

bool fl_virtio_live(const struct fl_virtio *virtio)
{
    return (virtio->status & DRIVER_OK) && !(virtio->status & NEEDS_RESET) && virtio->queue.ready;
}

void fl_virtio_completed(struct fl_virtio *virtio)
{
    if (fl_virtqueue_wants_interrupt(&virtio->queue, virtio->dma))
        set_interrupt(virtio, virtio->interrupt_status | USED_BUFFER);
}

void fl_virtio_broken(struct fl_virtio *virtio)
{
    virtio->status |= NEEDS_RESET;
    virtio->kind->reset(virtio->device);
    if (virtio->status & DRIVER_OK)
        set_interrupt(virtio, virtio->interrupt_status | CONFIG_CHANGE);
}

static void reset(struct fl_virtio *virtio)
{
    virtio->kind->reset(virtio->device);
    virtio->queue = (struct fl_virtqueue){0};
    virtio->status = 0;
    virtio->device_features_sel = virtio->driver_features_sel = virtio->queue_sel = 0;
    virtio->driver_features = 0;
    set_interrupt(virtio, 0);
}

/* The driver only ever adds bits; FEATURES_OK does not stick when it asks for something never offered. */
static void write_status(struct fl_virtio *virtio, uint32_t value)
{
    if (value == 0) {
        reset(virtio);
        return;
    }
    if (virtio->driver_features & ~virtio->kind->features)
        value &= ~(uint32_t)FEATURES_OK;
    virtio->status |= value & 0xff & ~(uint32_t)NEEDS_RESET;
}

static void write_ready(struct fl_virtio *virtio, bool ready)
{
    struct fl_virtqueue *queue = &virtio->queue;
    if (ready == queue->ready)
        return;
    if (!ready) {
        virtio->kind->reset(virtio->device);
        queue->ready = false;
    } else if (fl_virtqueue_valid(queue, virtio->dma)) {
        queue->last_available = queue->used_index = 0;
        queue->ready = true;
    } else {
        fl_virtio_broken(virtio);
    }
}

static void set_half(uint64_t *whole, bool high, uint32_t value)
{
    unsigned shift = high ? 32 : 0;
    *whole = (*whole & ~(UINT64_C(0xffffffff) << shift)) | (uint64_t)value << shift;
}

/* Where the queue lies; fixed once it is ready. */
static void write_queue(struct fl_virtio *virtio, uint64_t offset, uint32_t value)
{
    struct fl_virtqueue *queue = &virtio->queue;
    if (virtio->queue_sel != 0 || queue->ready)
        return;
    switch (offset) {
    case QUEUE_SIZE:
        queue->size = value;
        break;
    case QUEUE_DESC_LOW:
    case QUEUE_DESC_HIGH:
        set_half(&queue->descriptors, offset == QUEUE_DESC_HIGH, value);
        break;
    case QUEUE_DRIVER_LOW:
    case QUEUE_DRIVER_HIGH:
        set_half(&queue->available, offset == QUEUE_DRIVER_HIGH, value);
        break;
    case QUEUE_DEVICE_LOW:
    case QUEUE_DEVICE_HIGH:
        set_half(&queue->used, offset == QUEUE_DEVICE_HIGH, value);
        break;
    default:
        break;
    }
}

static void write_register(struct fl_virtio *virtio, uint64_t offset, uint32_t value, uint64_t now)
{
    switch (offset) {
    case DEVICE_FEATURES_SEL:
        virtio->device_features_sel = value;
        break;
    case DRIVER_FEATURES_SEL:
        virtio->driver_features_sel = value;
        break;
    case DRIVER_FEATURES:
        if (virtio->driver_features_sel < 2 && !(virtio->status & FEATURES_OK))
            set_half(&virtio->driver_features, virtio->driver_features_sel, value);
        break;
    case QUEUE_SEL:
        virtio->queue_sel = value;
        break;
    case QUEUE_READY:
        if (virtio->queue_sel == 0)
            write_ready(virtio, value & 1);
        break;
    case QUEUE_NOTIFY:
        if (value == 0 && fl_virtio_live(virtio))
            virtio->kind->notify(virtio->device, now);
        break;
    case INTERRUPT_ACK:
        set_interrupt(virtio, virtio->interrupt_status & ~value);
        break;
    case STATUS:
        write_status(virtio, value);
        break;
    default:
        write_queue(virtio, offset, value);
        break;
    }
}

static uint32_t read_register(const struct fl_virtio *virtio, uint64_t offset)
{
    bool first_queue = virtio->queue_sel == 0;
    switch (offset) {
    case VENDOR_ID:
        return VENDOR_VALUE;
    case DEVICE_FEATURES:
        return virtio->device_features_sel < 2 ? (uint32_t)(virtio->kind->features >> 32 * virtio->device_features_sel)
                                               : 0;
    case QUEUE_SIZE_MAX:
        return first_queue ? FL_QUEUE_MAX : 0;
    case QUEUE_READY:
        return first_queue && virtio->queue.ready;
    case INTERRUPT_STATUS:
        return virtio->interrupt_status;
    case STATUS:
        return virtio->status;
    default:
        return offset >= SHM_LENGTH_LOW && offset <= SHM_BASE_HIGH ? UINT32_MAX : 0;
    }
}

static uint64_t virtio_read(void *self, uint64_t offset, unsigned size, uint64_t now)
{
    (void)now;
    struct fl_virtio *virtio = self;
    if (offset >= CONFIG)
        return virtio->kind ? virtio->kind->config(virtio->device, offset - CONFIG, size) : 0;
    if (size != 4)
        return 0;
    switch (offset) {
    case MAGIC:
        return MAGIC_VALUE;
    case VERSION:
        return 2;
    case DEVICE_ID:
        return virtio->kind ? virtio->kind->id : 0;
    default:
        return virtio->kind ? read_register(virtio, offset) : 0;
    }
}

static void virtio_write(void *self, uint64_t offset, unsigned size, uint64_t value, uint64_t now)
{
    struct fl_virtio *virtio = self;
    if (virtio->kind && size == 4 && offset < CONFIG)
        write_register(virtio, offset, (uint32_t)value, now);
}

struct fl_device fl_virtio_device(struct fl_virtio *virtio)
{
    return (struct fl_device){.self = virtio, .read = virtio_read, .write = virtio_write};
}
