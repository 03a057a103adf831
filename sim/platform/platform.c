/* platform.c - build the machine, load it, look into it. */
#include "platform/platform.h"

#include <stdlib.h>
#include <string.h>

#include "platform/device_tree.h"
#include "platform/machine.h"

#define MHZ_MAX    100000u
#define RAM_MAX    (UINT64_C(2) << 30)
#define POLL_TICKS 10000 /* the console input is looked at once a millisecond: every 10,000 ticks of mtime */
#define TREE_ALIGN (UINT64_C(2) << 20)
#define TREE_LIMIT UINT64_C(0xc0000000) /* 32-bit firmware must reach the device tree */

static bool check_config(const struct fl_platform_config *config, const struct fl_error *error)
{
    if (config->ram_size == 0 || config->ram_size % FL_PAGE_SIZE || config->ram_size > RAM_MAX)
        return fl_fail(error, "memory size %llu: give a multiple of 4 KiB, up to 2 GiB",
                       (unsigned long long)config->ram_size);
    if (config->mhz == 0 || config->mhz % 10 || config->mhz > MHZ_MAX)
        return fl_fail(error, "clock of %u MHz: give a multiple of 10 (mtime runs at 10 MHz), up to %u", config->mhz,
                       MHZ_MAX);
    if (config->memory_delay == 0)
        return fl_fail(error, "memory delay 0: a walker's memory access takes at least 1 cycle");
    return true;
}

static bool attach_disk(struct fl_platform *platform, const struct fl_error *error)
{
    const struct fl_platform_config *config = &platform->config;
    struct fl_virtio_blk *blk = &platform->blk;
    blk->dma = &platform->dma;
    blk->observer = &platform->observer;
    blk->error_sector = config->disk_error_sector;
    blk->error_more = config->disk_error_more;
    blk->error_writes = config->disk_error_writes;
    blk->error_reads = config->disk_error_reads;
    blk->next_finish = UINT64_MAX;
    if (!config->disk_path)
        return true;
    blk->image = fl_disk_image_open(config->disk_path, config->disk_writable, error);
    if (!blk->image)
        return false;
    blk->arm.timing = config->disk;
    blk->arm.capacity = fl_disk_image_sectors(blk->image);
    fl_virtio_blk_attach(blk, &platform->virtio[FL_DISK_SLOT]);
    return true;
}

static struct fl_irq irq_of(struct fl_platform *platform, unsigned row)
{
    return (struct fl_irq){.plic = &platform->plic, .source = fl_map[row].irq};
}

static bool build(struct fl_platform *platform, const struct fl_error *error)
{
    const struct fl_platform_config *config = &platform->config;
    const struct fl_platform_observer *observer = &platform->observer;
    uint64_t cycles_per_tick = config->mhz / 10;
    if (!fl_ram_init(&platform->ram, FL_RAM_BASE, config->ram_size))
        return fl_fail(error, "memory size %llu: this host cannot give that much",
                       (unsigned long long)config->ram_size);
    platform->dma = (struct fl_dma){.ram = &platform->ram, .observer = observer};
    fl_clint_init(&platform->clint, cycles_per_tick);
    fl_uart_init(&platform->uart, observer, irq_of(platform, FL_MAP_UART), config->console_in,
                 cycles_per_tick * POLL_TICKS);
    platform->finisher.observer = observer;
    fl_htif_init(&platform->htif, &platform->dma, 0, 0, 0);
    for (unsigned slot = 0; slot < FL_VIRTIO_SLOTS; slot++) {
        platform->virtio[slot].dma = &platform->dma;
        platform->virtio[slot].irq = irq_of(platform, FL_MAP_VIRTIO + slot);
    }
    fl_platform_wire_bus(platform);
    fl_platform_wire_pte_mem(platform);
    return attach_disk(platform, error);
}

struct fl_platform *fl_platform_new(const struct fl_platform_config *config,
                                    const struct fl_platform_observer *observer, char *text, size_t text_size)
{
    const struct fl_error error = {text, text_size};
    if (!check_config(config, &error))
        return NULL;
    struct fl_platform *platform = calloc(1, sizeof *platform);
    if (!platform) {
        fl_fail(&error, "out of memory for the machine");
        return NULL;
    }
    platform->config = *config;
    if (observer)
        platform->observer = *observer;
    platform->bootargs = strdup(config->bootargs ? config->bootargs : "");
    platform->config.bootargs = platform->bootargs;
    if (!platform->bootargs)
        fl_fail(&error, "out of memory for the machine");
    if (!platform->bootargs || !build(platform, &error)) {
        fl_platform_free(platform);
        return NULL;
    }
    return platform;
}

void fl_platform_free(struct fl_platform *platform)
{
    if (!platform)
        return;
    if (platform->blk.image)
        fl_virtio_blk_reset(&platform->blk);
    fl_disk_image_close(platform->blk.image);
    fl_symbols_free(&platform->program.symbols);
    fl_ram_free(&platform->ram);
    free(platform->bootargs);
    free(platform);
}

bool fl_platform_flush(struct fl_platform *platform, char *text, size_t text_size)
{
    const struct fl_error error = {text, text_size};
    if (!platform->blk.image || fl_disk_image_flush(platform->blk.image))
        return true;
    return fl_fail(&error, "disk image: this host could not store everything that was written to it");
}

/* Where the device tree goes: 2 MiB aligned below the end of memory, as QEMU does; in a memory too small for that, on
 * the last pages. False: the program is in the way. */
static bool place_tree(const struct fl_platform *platform, uint64_t size, uint64_t *address)
{
    const struct fl_ram *ram = &platform->ram;
    uint64_t end = ram->base + ram->size < TREE_LIMIT ? ram->base + ram->size : TREE_LIMIT;
    if (size > ram->size)
        return false;
    *address = (end - size) & ~(TREE_ALIGN - 1);
    if (*address < platform->program.end)
        *address = (end - size) & ~(uint64_t)(FL_PAGE_SIZE - 1);
    return *address >= platform->program.end;
}

/* Everything behind the program: device tree, initrd below it, reset ROM. */
static bool prepare_boot(struct fl_platform *platform, uint64_t kernel, const char *initrd,
                         const struct fl_error *error)
{
    struct fl_device_tree tree;
    uint64_t address, start = 0, end = initrd ? 1 : 0; /* a first tree, for its size */
    if (!fl_device_tree_build(&platform->config, start, end, &tree))
        return fl_fail(error, "out of memory for the device tree");
    bool placed = place_tree(platform, tree.size, &address);
    free(tree.bytes);
    if (!placed)
        return fl_fail(error, "the device tree (%zu bytes) does not fit behind the program; give more RAM", tree.size);
    if (initrd && !fl_load_initrd(initrd, &platform->ram, &platform->program, address, &start, &end, error))
        return false;
    if (!fl_device_tree_build(&platform->config, start, end, &tree))
        return fl_fail(error, "out of memory for the device tree");
    memcpy(fl_ram_at(&platform->ram, address), tree.bytes, tree.size);
    free(tree.bytes);
    fl_rom_set(&platform->rom, platform->program.entry, address, kernel);
    return true;
}

bool fl_platform_load(struct fl_platform *platform, const char *path, bool raw, const char *kernel, const char *initrd,
                      char *text, size_t text_size)
{
    const struct fl_error error = {text, text_size};
    struct fl_program program;
    uint64_t kernel_start = 0;
    if (!(raw ? fl_load_raw : fl_load_elf)(path, &platform->ram, &program, &error))
        return false;
    fl_symbols_free(&platform->program.symbols);
    platform->program = program;
    fl_htif_init(&platform->htif, &platform->dma, program.tohost, program.fromhost, 0);
    if (kernel && !fl_load_kernel(kernel, &platform->ram, &platform->program, &kernel_start, &error))
        return false;
    return prepare_boot(platform, kernel_start, initrd, &error);
}

struct fl_bus *fl_platform_bus(struct fl_platform *platform)
{
    return &platform->bus;
}

bool fl_platform_peek(const struct fl_platform *platform, uint64_t pa, void *to, size_t size)
{
    if (fl_ram_holds(&platform->ram, pa, size)) {
        memcpy(to, fl_ram_at(&platform->ram, pa), size);
        return true;
    }
    if (pa < FL_ROM_BASE || pa - FL_ROM_BASE > FL_ROM_SIZE || size > FL_ROM_SIZE - (pa - FL_ROM_BASE))
        return false;
    memcpy(to, platform->rom.bytes + (pa - FL_ROM_BASE), size);
    return true;
}

const char *fl_platform_symbol(const struct fl_platform *platform, uint64_t address, uint64_t *offset)
{
    return fl_symbols_find(&platform->program.symbols, address, offset);
}
