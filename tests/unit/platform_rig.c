/* platform_rig.c - see platform_rig.h. */
#include "platform_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void saw_console(void *self, char c)
{
    struct rig *rig = self;
    if (rig->console_count < sizeof rig->console - 1)
        rig->console[rig->console_count++] = c;
}

static void saw_finish(void *self, unsigned code)
{
    struct rig *rig = self;
    rig->finished++;
    rig->finish_code = code;
}

static void saw_submitted(void *self, uint64_t id, uint64_t now)
{
    struct rig *rig = self;
    assert_int_equal(id, ++rig->submitted);
    assert_int_equal(now, rig->now);
}

static void saw_served(void *self, const struct fl_disk_service *service)
{
    struct rig *rig = self;
    rig->service[service->id % 8] = *service;
    rig->served++;
    assert_int_equal(service->finished - service->started, service->seek + service->rotation + service->transfer);
    assert_true(service->started >= service->submitted);
}

static void saw_announcement(void *self, uint64_t pa, uint64_t size, uint64_t now)
{
    (void)pa, (void)now;
    ((struct rig *)self)->dma_announced += size;
}

static void saw_write(void *self, uint64_t pa, uint64_t size, uint64_t now)
{
    (void)pa, (void)now;
    struct rig *rig = self;
    rig->dma_bytes += size;
    assert_int_equal(rig->dma_announced, rig->dma_bytes); /* each announced first */
}

struct fl_platform_config rig_config(void)
{
    struct fl_platform_config config = {
        .ram_size = RIG_RAM,
        .mhz = RIG_MHZ,
        .memory_delay = 20,
        .data_delay = 3,
        .fetch_delay = 2,
        .disk_error_sector = UINT64_MAX,
        .console_in = -1,
    };
    assert_true(fl_disk_preset("nvm", RIG_MHZ, &config.disk));
    return config;
}

void rig_make_disk(struct rig *rig)
{
    uint64_t sector[64];
    snprintf(rig->disk_path, sizeof rig->disk_path, "/tmp/faultline-disk-XXXXXX");
    int fd = mkstemp(rig->disk_path);
    assert_true(fd >= 0);
    for (uint64_t n = 0; n < RIG_SECTORS; n++) {
        for (unsigned i = 0; i < 64; i++)
            sector[i] = n;
        assert_int_equal(write(fd, sector, sizeof sector), sizeof sector);
    }
    close(fd);
}

void rig_start(struct rig *rig, const struct fl_platform_config *config)
{
    struct fl_platform_config plain = rig_config();
    struct fl_platform_observer observer = {
        .self = rig,
        .console = saw_console,
        .finish = saw_finish,
        .disk_submitted = saw_submitted,
        .disk_served = saw_served,
        .memory_written = saw_write,
        .memory_will_be_written = saw_announcement,
    };
    rig->machine = fl_platform_new(config ? config : &plain, &observer, rig->error, sizeof rig->error);
    if (!rig->machine)
        fail_msg("%s", rig->error);
    rig->bus = fl_platform_bus(rig->machine);
}

void rig_start_with_disk(struct rig *rig, const struct fl_platform_config *config)
{
    struct fl_platform_config with_disk = config ? *config : rig_config();
    rig_make_disk(rig);
    with_disk.disk_path = rig->disk_path;
    rig_start(rig, &with_disk);
}

void rig_stop(struct rig *rig)
{
    fl_platform_free(rig->machine);
    if (rig->disk_path[0])
        unlink(rig->disk_path);
}

uint64_t rig_read(struct rig *rig, uint64_t pa, unsigned size)
{
    uint64_t value;
    unsigned delay;
    if (!rig->bus->read(rig->bus->self, pa, size, rig->now, &value, &delay))
        fail_msg("nothing answers a %u-byte read of %#llx", size, (unsigned long long)pa);
    return value;
}

void rig_write(struct rig *rig, uint64_t pa, unsigned size, uint64_t value)
{
    unsigned delay;
    if (!rig->bus->write(rig->bus->self, pa, size, rig->now, value, &delay))
        fail_msg("nothing answers a %u-byte write of %#llx", size, (unsigned long long)pa);
}

uint64_t rig_lines(struct rig *rig)
{
    return rig->bus->lines(rig->bus->self, rig->now);
}

void rig_run_to(struct rig *rig, uint64_t cycle)
{
    uint64_t next;
    while ((next = rig->bus->next_event(rig->bus->self, rig->now)) <= cycle) {
        assert_true(next > rig->now);
        rig->now = next;
        rig->bus->advance(rig->bus->self, next);
    }
    rig->now = cycle;
}

void rig_disk_init(struct rig *rig, uint16_t queue_size)
{
    const struct {
        unsigned offset;
        uint32_t value;
    } writes[] = {
        {0x070, 0},           {0x070, 1},  {0x070, 3},          {0x024, 0},          {0x020, 0x200},      {0x024, 1},
        {0x020, 1},           {0x070, 11}, {0x030, 0},          {0x038, queue_size}, {0x080, QUEUE_DESC}, {0x084, 0},
        {0x090, QUEUE_AVAIL}, {0x094, 0},  {0x0a0, QUEUE_USED}, {0x0a4, 0},          {0x044, 1},          {0x070, 15},
    };
    for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++)
        rig_write(rig, DISK_BASE + writes[i].offset, 4, writes[i].value);
    rig_write(rig, QUEUE_AVAIL, 4, 0);
    rig_write(rig, QUEUE_USED, 4, 0);
    rig->queue_size = queue_size;
    rig->available = rig->used = 0;
}

void rig_descriptor(struct rig *rig, unsigned index, uint64_t pa, uint32_t size, unsigned flags, unsigned next)
{
    uint64_t at = QUEUE_DESC + 16 * index;
    rig_write(rig, at, 8, pa);
    rig_write(rig, at + 8, 8, size | (uint64_t)flags << 32 | (uint64_t)next << 48);
}

void rig_offer(struct rig *rig, uint16_t head)
{
    rig_write(rig, QUEUE_AVAIL + 4 + 2 * (rig->available % rig->queue_size), 2, head);
    rig_write(rig, QUEUE_AVAIL + 2, 2, ++rig->available);
}

void rig_notify(struct rig *rig)
{
    rig_write(rig, DISK_BASE + 0x050, 4, 0);
}

void rig_request(struct rig *rig, unsigned n, unsigned type, uint64_t sector, uint64_t data, uint32_t size)
{
    unsigned d = 3 * n;
    rig_write(rig, BLK_HEADER + 16 * n, 8, type);
    rig_write(rig, BLK_HEADER + 16 * n + 8, 8, sector);
    rig_write(rig, BLK_STATUS + n, 1, 0xff);
    rig_descriptor(rig, d, BLK_HEADER + 16 * n, 16, DESC_NEXT, size ? d + 1 : d + 2);
    if (size)
        rig_descriptor(rig, d + 1, data, size, DESC_NEXT | (type == 1 ? 0 : DESC_WRITE), d + 2);
    rig_descriptor(rig, d + 2, BLK_STATUS + n, 1, DESC_WRITE, 0);
    rig_offer(rig, (uint16_t)d);
}

unsigned rig_completed(struct rig *rig)
{
    uint16_t used = (uint16_t)rig_read(rig, QUEUE_USED + 2, 2), fresh = (uint16_t)(used - rig->used);
    rig->used = used;
    return fresh;
}

uint8_t rig_status(struct rig *rig, unsigned n)
{
    return (uint8_t)rig_read(rig, BLK_STATUS + n, 1);
}

bool rig_needs_reset(struct rig *rig)
{
    return rig_read(rig, DISK_BASE + 0x070, 4) & 64;
}

void rig_start_driven(struct rig *rig, uint16_t queue_size)
{
    rig_start_with_disk(rig, NULL);
    rig_disk_init(rig, queue_size);
}
