/* virtio_blk.c - a driver for the virtio block device over MMIO (Virtual I/O Device specification 1.x, 2.7, 4.2, 5.2).
 *
 * One request is a chain of three descriptors: header, data, status byte. Chain k owns the descriptors 3k to 3k+2, so
 * that nothing is allocated while it runs. Requests beyond what the device may have at a time wait in the queue
 * (diskqueue.h).
 * Invariant: hart.disk_token is the token of the request that has been with the device longest.
 */
#include "virtio_blk.h"

#include "counters.h"
#include "diskqueue.h"
#include "freepool.h"
#include "hart.h"
#include "layout.h"
#include "options.h"
#include "platform.h"
#include "plic.h"
#include "process.h"
#include "sched.h"
#include "steps.h"

#define CHAINS     10u
#define QUEUE_SIZE 32u /* a power of two, at least 3 * CHAINS */

enum {
    REG_MAGIC = 0x000,
    REG_VERSION = 0x004,
    REG_DEVICE_ID = 0x008,
    REG_DRIVER_FEATURES = 0x020,
    REG_DRIVER_FEATURES_SEL = 0x024,
    REG_QUEUE_SEL = 0x030,
    REG_QUEUE_SIZE_MAX = 0x034,
    REG_QUEUE_SIZE = 0x038,
    REG_QUEUE_READY = 0x044,
    REG_QUEUE_NOTIFY = 0x050,
    REG_INTERRUPT_STATUS = 0x060,
    REG_INTERRUPT_ACK = 0x064,
    REG_STATUS = 0x070,
    REG_QUEUE_DESC = 0x080,
    REG_QUEUE_DRIVER = 0x090,
    REG_QUEUE_DEVICE = 0x0a0,
    REG_CAPACITY = 0x100,
};
#define MAGIC             0x74726976u
#define DEVICE_BLOCK      2u
#define FEATURE_VERSION_1 1u /* bit 32 */

enum { STATUS_ACKNOWLEDGE = 1, STATUS_DRIVER = 2, STATUS_DRIVER_OK = 4, STATUS_FEATURES_OK = 8 };
enum { DESC_NEXT = 1, DESC_DEVICE_WRITES = 2 };
enum { BLK_IN = 0, BLK_OUT = 1 };

struct descriptor {
    uint64_t address;
    uint32_t length;
    uint16_t flags, next;
};

struct available {
    uint16_t flags, index, ring[QUEUE_SIZE];
};

struct used {
    uint16_t flags, index;
    struct {
        uint32_t id, length;
    } ring[QUEUE_SIZE];
};

struct header {
    uint32_t type, reserved;
    uint64_t sector;
};

static struct descriptor descriptors[QUEUE_SIZE] __attribute__((aligned(16)));
static struct available available __attribute__((aligned(2)));
static volatile struct used used __attribute__((aligned(4)));

static struct header headers[CHAINS];
static volatile uint8_t statuses[CHAINS];
static struct blk_request *chain[CHAINS];   /* with the device; NULL: free         */
static struct blk_request *oldest, *newest; /* with the device, in order of asking */
static struct disk_queue waiting;
static uint64_t device;
static uint32_t irq;
static uint16_t seen; /* entries of the used ring consumed */
static unsigned with_device, in_flight;

static void barrier(void)
{
    __asm__ volatile("fence iorw, iorw" ::: "memory");
}

static void write_address(uint64_t reg, const volatile void *ring)
{
    uint64_t pa = virtual_to_physical((const void *)ring);
    DEVICE32(device + reg) = (uint32_t)pa;
    DEVICE32(device + reg + 4) = (uint32_t)(pa >> 32);
}

static bool find_device(void)
{
    for (uint32_t slot = 0; slot < VIRTIO_SLOTS; slot++) {
        device = VIRTIO_PA + slot * VIRTIO_STRIDE;
        irq = VIRTIO_IRQ + slot;
        if (DEVICE32(device + REG_MAGIC) == MAGIC && DEVICE32(device + REG_VERSION) == 2 &&
            DEVICE32(device + REG_DEVICE_ID) == DEVICE_BLOCK)
            return true;
    }
    return false;
}

static bool set_up_queue(void)
{
    DEVICE32(device + REG_QUEUE_SEL) = 0;
    if (DEVICE32(device + REG_QUEUE_SIZE_MAX) < QUEUE_SIZE)
        return false;
    DEVICE32(device + REG_QUEUE_SIZE) = QUEUE_SIZE;
    write_address(REG_QUEUE_DESC, descriptors);
    write_address(REG_QUEUE_DRIVER, &available);
    write_address(REG_QUEUE_DEVICE, &used);
    DEVICE32(device + REG_QUEUE_READY) = 1;
    return true;
}

bool blk_init(void)
{
    waiting.order = options.disk_order ? options.disk_order : disk_order_by_name("device");
    if (!find_device())
        return false;
    uint32_t status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;
    DEVICE32(device + REG_STATUS) = 0;
    DEVICE32(device + REG_STATUS) = status;
    DEVICE32(device + REG_DRIVER_FEATURES_SEL) = 0;
    DEVICE32(device + REG_DRIVER_FEATURES) = 0;
    DEVICE32(device + REG_DRIVER_FEATURES_SEL) = 1;
    DEVICE32(device + REG_DRIVER_FEATURES) = FEATURE_VERSION_1;
    status |= STATUS_FEATURES_OK;
    DEVICE32(device + REG_STATUS) = status;
    if (!(DEVICE32(device + REG_STATUS) & STATUS_FEATURES_OK) || !set_up_queue())
        return false;
    DEVICE32(device + REG_STATUS) = status | STATUS_DRIVER_OK;
    plic_enable(irq);
    return true;
}

uint64_t blk_sectors(void)
{
    return DEVICE32(device + REG_CAPACITY) | (uint64_t)DEVICE32(device + REG_CAPACITY + 4) << 32;
}

unsigned blk_in_flight(void)
{
    return in_flight;
}

uint64_t blk_sectors_travelled(void)
{
    return waiting.travelled;
}

static void fill_chain(uint32_t k, const struct blk_request *request)
{
    uint16_t first = (uint16_t)(3 * k);
    headers[k] = (struct header){.type = request->write ? BLK_OUT : BLK_IN, .sector = request->sector};
    descriptors[first] =
        (struct descriptor){virtual_to_physical(&headers[k]), sizeof(struct header), DESC_NEXT, (uint16_t)(first + 1)};
    descriptors[first + 1] =
        (struct descriptor){virtual_to_physical(request->data), request->bytes,
                            request->write ? DESC_NEXT : DESC_NEXT | DESC_DEVICE_WRITES, (uint16_t)(first + 2)};
    descriptors[first + 2] =
        (struct descriptor){virtual_to_physical((const void *)&statuses[k]), 1, DESC_DEVICE_WRITES, 0};
}

static void note_oldest(void)
{
    hart.disk_token = oldest ? oldest->token : 0;
}

/* Hands the request to the device, which has a chain free. */
static void start(struct blk_request *request)
{
    uint32_t k = 0;
    while (chain[k])
        k++;
    chain[k] = request;
    with_device++;
    request->next = NULL;
    if (newest)
        newest->next = request;
    else
        oldest = request;
    newest = request;
    note_oldest();
    fill_chain(k, request);
    available.ring[available.index % QUEUE_SIZE] = (uint16_t)(3 * k);
    barrier();
    available.index++;
    barrier();
    DEVICE32(device + REG_QUEUE_NOTIFY) = 0;
}

static void start_waiting(void)
{
    struct blk_request *request;
    while (with_device < waiting.order->with_device && (request = disk_queue_take(&waiting)))
        start(request);
}

void blk_submit(struct blk_request *request)
{
    request->finished = false;
    in_flight++;
    counters_count(request->process, COUNTER(disk_requests));
    disk_queue_add(&waiting, request);
    start_waiting();
}

void blk_transfer(struct blk_request *request)
{
    request->process = hart.running;
    request->token = hart.running->token;
    fault_step(request->token, 5);
    blk_submit(request);
    while (!request->finished)
        sched_block();
}

static void forget_chain(uint32_t k)
{
    struct blk_request *request = chain[k], *before = NULL;
    chain[k] = NULL;
    for (struct blk_request *r = oldest; r != request; r = r->next)
        before = r;
    if (before)
        before->next = request->next;
    else
        oldest = request->next;
    if (newest == request)
        newest = before;
}

static void complete(uint32_t k)
{
    struct blk_request *request = chain[k];
    if (request->token != hart.disk_token) { /* the marks made at the trap's entry were another fault's */
        fault_step(request->token, 7);
        fault_step(request->token, 8);
    }
    fault_step(request->token, 9);
    request->error = statuses[k] != 0;
    forget_chain(k);
    with_device--;
    in_flight--;
    request->finished = true;
    if (request->arrived)
        request->arrived(request);
    if (request->process)
        sched_ready(request->process);
}

bool blk_owns_irq(uint32_t claimed)
{
    return claimed == irq;
}

void blk_interrupt(void)
{
    DEVICE32(device + REG_INTERRUPT_ACK) = DEVICE32(device + REG_INTERRUPT_STATUS);
    barrier();
    while (seen != used.index) {
        barrier();
        complete(used.ring[seen % QUEUE_SIZE].id / 3);
        seen++;
    }
    start_waiting();
    if (in_flight == 0)
        freepool_disk_idle();
    note_oldest();
}
