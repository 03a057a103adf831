/* bus.c - the hart's view: which part answers a physical address, which interrupt lines are up, when something happens
 * next.
 *
 * RAM answers every size at every alignment; ROM answers reads; a device answers aligned accesses of the widths in
 * its row of the map. Whatever is left is an access fault. Whoever stores announces watched pages himself, as he does
 * when he stores through a host pointer.
 */
#include "platform/machine.h"

#include "platform/bytes.h"

#define MIP_MSIP 3
#define MIP_MTIP 7
#define MIP_SEIP 9
#define MIP_MEIP 11

static bool in_rom(uint64_t pa, uint64_t size)
{
    return pa >= FL_ROM_BASE && pa - FL_ROM_BASE < FL_ROM_SIZE && size <= FL_ROM_BASE + FL_ROM_SIZE - pa;
}

/* The row whose device takes this access; -1: none. */
static int find_device(uint64_t pa, unsigned size)
{
    for (int i = 0; i < FL_MAP_COUNT; i++)
        if (pa >= fl_map[i].base && pa - fl_map[i].base < fl_map[i].size)
            return (fl_map[i].widths & size) && pa % size == 0 ? i : -1;
    return -1;
}

static bool bus_read(void *self, uint64_t pa, unsigned size, uint64_t now, uint64_t *value, unsigned *delay)
{
    struct fl_platform *platform = self;
    *delay = platform->config.data_delay;
    if (fl_ram_holds(&platform->ram, pa, size)) {
        *value = fl_get_le(fl_ram_at(&platform->ram, pa), size);
        return true;
    }
    if (in_rom(pa, size)) {
        *value = fl_get_le(platform->rom.bytes + (pa - FL_ROM_BASE), size);
        return true;
    }
    int row = find_device(pa, size);
    if (row < 0)
        return false;
    const struct fl_device *device = &platform->device[row];
    *value = device->read(device->self, pa - fl_map[row].base, size, now);
    return true;
}

static bool bus_write(void *self, uint64_t pa, unsigned size, uint64_t now, uint64_t value, unsigned *delay)
{
    struct fl_platform *platform = self;
    *delay = platform->config.data_delay;
    if (fl_ram_holds(&platform->ram, pa, size)) {
        fl_put_le(fl_ram_at(&platform->ram, pa), size, value);
        return true;
    }
    int row = find_device(pa, size);
    if (row < 0)
        return false;
    const struct fl_device *device = &platform->device[row];
    device->write(device->self, pa - fl_map[row].base, size, value, now);
    return true;
}

static bool bus_fetchable(void *self, uint64_t pa)
{
    const struct fl_platform *platform = self;
    return fl_ram_holds(&platform->ram, pa, 1) || in_rom(pa, 1);
}

static uint8_t *bus_ram_page(void *self, uint64_t pa)
{
    const struct fl_platform *platform = self;
    uint64_t page = pa & ~(uint64_t)(FL_PAGE_SIZE - 1);
    return fl_ram_holds(&platform->ram, page, FL_PAGE_SIZE) ? fl_ram_at(&platform->ram, page) : NULL;
}

static uint64_t bus_lines(void *self, uint64_t now)
{
    const struct fl_platform *platform = self;
    return (uint64_t)platform->clint.msip << MIP_MSIP | (uint64_t)fl_clint_timer(&platform->clint, now) << MIP_MTIP |
           (uint64_t)platform->plic.interrupt[0] << MIP_MEIP | (uint64_t)platform->plic.interrupt[1] << MIP_SEIP;
}

static uint64_t bus_mtime(void *self, uint64_t now)
{
    return fl_clint_mtime(&((struct fl_platform *)self)->clint, now);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Work that is due but not done yet is done at the next cycle. */
static uint64_t bus_next_event(void *self, uint64_t now)
{
    const struct fl_platform *platform = self;
    uint64_t due = earlier(platform->blk.next_finish, platform->htif.next_poll);
    due = earlier(due, fl_uart_next_event(&platform->uart));
    due = due > now ? due : now + 1;
    return earlier(due, fl_clint_next_event(&platform->clint, now));
}

static void bus_advance(void *self, uint64_t now)
{
    struct fl_platform *platform = self;
    fl_virtio_blk_advance(&platform->blk, now);
    fl_uart_advance(&platform->uart, now);
    fl_htif_advance(&platform->htif, now);
}

static void wire_devices(struct fl_platform *platform)
{
    platform->device[FL_MAP_FINISHER] = fl_finisher_device(&platform->finisher);
    platform->device[FL_MAP_CLINT] = fl_clint_device(&platform->clint);
    platform->device[FL_MAP_PLIC] = fl_plic_device(&platform->plic);
    platform->device[FL_MAP_UART] = fl_uart_device(&platform->uart);
    for (unsigned slot = 0; slot < FL_VIRTIO_SLOTS; slot++)
        platform->device[FL_MAP_VIRTIO + slot] = fl_virtio_device(&platform->virtio[slot]);
}

void fl_platform_wire_bus(struct fl_platform *platform)
{
    wire_devices(platform);
    platform->bus = (struct fl_bus){
        .self = platform,
        .read = bus_read,
        .write = bus_write,
        .fetchable = bus_fetchable,
        .ram_page = bus_ram_page,
        .ram_delay = platform->config.data_delay,
        .fetch_delay = platform->config.fetch_delay,
        .ram_base = platform->ram.base,
        .ram_size = platform->ram.size,
        .lines = bus_lines,
        .mtime = bus_mtime,
        .next_event = bus_next_event,
        .advance = bus_advance,
        .cycles_per_mtime = platform->clint.cycles_per_tick,
    };
}
