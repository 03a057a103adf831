/* device_tree.c - the tree, top to bottom, in the shape of QEMU's `virt` board so that its drivers find what they
 * look for. */
#include "platform/device_tree.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/map.h"

enum phandle { PHANDLE_CPU = 1, PHANDLE_PLIC = 2, PHANDLE_TEST = 3 };

#define MSIP 3 /* interrupt numbers of the hart: mip bits */
#define MTIP 7
#define SEIP 9
#define MEIP 11

/* A tree being written; after the first error the rest does nothing. */
struct writer {
    void *fdt;
    int error;
};

static void begin(struct writer *w, const char *name)
{
    w->error = w->error ? w->error : fdt_begin_node(w->fdt, name);
}

static void end(struct writer *w)
{
    w->error = w->error ? w->error : fdt_end_node(w->fdt);
}

static void bytes(struct writer *w, const char *name, const void *value, size_t size)
{
    w->error = w->error ? w->error : fdt_property(w->fdt, name, value, (int)size);
}

static void text(struct writer *w, const char *name, const char *value)
{
    bytes(w, name, value, strlen(value) + 1);
}

static void cell(struct writer *w, const char *name, uint32_t value)
{
    w->error = w->error ? w->error : fdt_property_u32(w->fdt, name, value);
}

static void cells(struct writer *w, const char *name, const uint32_t *value, unsigned count)
{
    uint32_t big_endian[16];
    for (unsigned i = 0; i < count; i++)
        big_endian[i] = cpu_to_fdt32(value[i]);
    bytes(w, name, big_endian, count * sizeof *value);
}

/* Two cells of address, two of size. */
static void reg(struct writer *w, uint64_t base, uint64_t size)
{
    uint32_t value[] = {(uint32_t)(base >> 32), (uint32_t)base, (uint32_t)(size >> 32), (uint32_t)size};
    cells(w, "reg", value, 4);
}

static void begin_device(struct writer *w, const struct fl_map_row *row)
{
    char name[64];
    snprintf(name, sizeof name, "%s@%llx", row->name, (unsigned long long)row->base);
    begin(w, name);
    reg(w, row->base, row->size);
    if (row->irq) {
        cell(w, "interrupt-parent", PHANDLE_PLIC);
        cell(w, "interrupts", row->irq);
    }
}

static void chosen(struct writer *w, const char *bootargs, uint64_t initrd_start, uint64_t initrd_end)
{
    begin(w, "chosen");
    text(w, "stdout-path", "/soc/serial@10000000");
    text(w, "bootargs", bootargs ? bootargs : "");
    if (initrd_start != initrd_end) {
        uint32_t start[] = {(uint32_t)(initrd_start >> 32), (uint32_t)initrd_start};
        uint32_t stop[] = {(uint32_t)(initrd_end >> 32), (uint32_t)initrd_end};
        cells(w, "linux,initrd-start", start, 2);
        cells(w, "linux,initrd-end", stop, 2);
    }
    end(w);
}

/* What the hart and its MMU implement, in the canonical order and as Linux and QEMU spell it. Svade and Svadu together mean:
 * software sets A and D until menvcfg.ADUE hands that to the hardware. */
static const char *const extensions[] = {
    "i",      "m",     "a",     "c",     "zicbom", "zicbop", "zicboz", "zicntr",  "zicsr",   "zifencei", "zihpm",
    "smepmp", "smmpm", "smnpm", "ssnpm", "sstc",   "svade",  "svadu",  "svinval", "svnapot", "svpbmt",   "svvptc",
};

enum { CACHE_BLOCK = 64 };

static bool is_lacking(const struct fl_platform_config *config, const char *name)
{
    char word[16];
    snprintf(word, sizeof word, " %s ", name);
    return (!config->svadu && strcmp(name, "svadu") == 0) || (config->lacks && strstr(config->lacks, word));
}

/* The two properties that name them: one string, and one list of strings. */
static void isa(struct writer *w, const struct fl_platform_config *config)
{
    char string[256] = "rv64", list[256];
    size_t length = strlen(string), size = 0;
    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        const char *name = extensions[i];
        if (is_lacking(config, name))
            continue;
        bool one_letter = name[1] == '\0';
        length += (size_t)snprintf(string + length, sizeof string - length, "%s%s", one_letter ? "" : "_", name);
        size += (size_t)snprintf(list + size, sizeof list - size, "%s", name) + 1;
    }
    text(w, "riscv,isa", string);
    text(w, "riscv,isa-base", "rv64i");
    bytes(w, "riscv,isa-extensions", list, size);
}

static void hart(struct writer *w, const struct fl_platform_config *config)
{
    begin(w, "cpu@0");
    text(w, "device_type", "cpu");
    cell(w, "reg", 0);
    text(w, "status", "okay");
    text(w, "compatible", "riscv");
    isa(w, config);
    cell(w, "riscv,cbom-block-size", CACHE_BLOCK);
    cell(w, "riscv,cbop-block-size", CACHE_BLOCK);
    cell(w, "riscv,cboz-block-size", CACHE_BLOCK);
    text(w, "mmu-type", config->sv57 ? "riscv,sv57" : config->sv48 ? "riscv,sv48" : "riscv,sv39");
    begin(w, "interrupt-controller");
    cell(w, "#interrupt-cells", 1);
    cell(w, "#address-cells", 0);
    bytes(w, "interrupt-controller", "", 0);
    text(w, "compatible", "riscv,cpu-intc");
    cell(w, "phandle", PHANDLE_CPU);
    end(w);
    end(w);
}

static void cpus(struct writer *w, const struct fl_platform_config *config)
{
    begin(w, "cpus");
    cell(w, "#address-cells", 1);
    cell(w, "#size-cells", 0);
    cell(w, "timebase-frequency", FL_MTIME_HZ);
    hart(w, config);
    end(w);
}

static void memory(struct writer *w, uint64_t size)
{
    char name[32];
    snprintf(name, sizeof name, "memory@%x", FL_RAM_BASE);
    begin(w, name);
    text(w, "device_type", "memory");
    reg(w, FL_RAM_BASE, size);
    end(w);
}

static void interrupt_devices(struct writer *w)
{
    static const char clint[] = "sifive,clint0\0riscv,clint0", plic[] = "sifive,plic-1.0.0\0riscv,plic0";
    const uint32_t timer[] = {PHANDLE_CPU, MSIP, PHANDLE_CPU, MTIP};
    const uint32_t external[] = {PHANDLE_CPU, MEIP, PHANDLE_CPU, SEIP};

    begin_device(w, &fl_map[FL_MAP_CLINT]);
    bytes(w, "compatible", clint, sizeof clint);
    cells(w, "interrupts-extended", timer, 4);
    end(w);

    begin_device(w, &fl_map[FL_MAP_PLIC]);
    bytes(w, "compatible", plic, sizeof plic);
    cell(w, "#interrupt-cells", 1);
    cell(w, "#address-cells", 0);
    bytes(w, "interrupt-controller", "", 0);
    cells(w, "interrupts-extended", external, 4);
    cell(w, "riscv,ndev", 95);
    cell(w, "phandle", PHANDLE_PLIC);
    end(w);
}

static void other_devices(struct writer *w)
{
    static const char test[] = "sifive,test1\0sifive,test0\0syscon";

    begin_device(w, &fl_map[FL_MAP_FINISHER]);
    bytes(w, "compatible", test, sizeof test);
    cell(w, "phandle", PHANDLE_TEST);
    end(w);

    begin_device(w, &fl_map[FL_MAP_UART]);
    text(w, "compatible", "ns16550a");
    cell(w, "clock-frequency", 3686400);
    end(w);

    for (unsigned slot = 0; slot < FL_VIRTIO_SLOTS; slot++) {
        begin_device(w, &fl_map[FL_MAP_VIRTIO + slot]);
        text(w, "compatible", "virtio,mmio");
        end(w);
    }
}

static void soc(struct writer *w)
{
    begin(w, "soc");
    cell(w, "#address-cells", 2);
    cell(w, "#size-cells", 2);
    text(w, "compatible", "simple-bus");
    bytes(w, "ranges", "", 0);
    interrupt_devices(w);
    other_devices(w);
    end(w);
}

/* Writing `value` to the finisher is how a system powers off or reboots. */
static void syscon(struct writer *w, const char *name, const char *compatible, uint32_t value)
{
    begin(w, name);
    text(w, "compatible", compatible);
    cell(w, "regmap", PHANDLE_TEST);
    cell(w, "offset", 0);
    cell(w, "value", value);
    end(w);
}

static int write_tree(void *buffer, int size, const struct fl_platform_config *config, uint64_t initrd_start,
                      uint64_t initrd_end)
{
    struct writer w = {.fdt = buffer, .error = fdt_create(buffer, size)};
    w.error = w.error ? w.error : fdt_finish_reservemap(buffer);
    begin(&w, "");
    cell(&w, "#address-cells", 2);
    cell(&w, "#size-cells", 2);
    text(&w, "compatible", "riscv-virtio");
    text(&w, "model", "faultline,virt");
    chosen(&w, config->bootargs, initrd_start, initrd_end);
    memory(&w, config->ram_size);
    cpus(&w, config);
    soc(&w);
    syscon(&w, "poweroff", "syscon-poweroff", 0x5555);
    syscon(&w, "reboot", "syscon-reboot", 0x7777);
    end(&w);
    return w.error ? w.error : fdt_finish(buffer);
}

bool fl_device_tree_build(const struct fl_platform_config *config, uint64_t initrd_start, uint64_t initrd_end,
                          struct fl_device_tree *tree)
{
    size_t room = 16384 + (config->bootargs ? strlen(config->bootargs) : 0);
    *tree = (struct fl_device_tree){.bytes = calloc(1, room)};
    if (!tree->bytes || write_tree(tree->bytes, (int)room, config, initrd_start, initrd_end)) {
        free(tree->bytes);
        tree->bytes = NULL;
        return false;
    }
    tree->size = fdt_totalsize(tree->bytes);
    return true;
}
