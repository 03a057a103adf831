/* pte_mem.c - the walker's view of memory: PTE reads and the compare-and-swap that sets A and D. RAM only: the other
 * regions do not support page tables (a PMA), so the walker gets an access fault there. */
#include "platform/machine.h"

#include "platform/bytes.h"

static unsigned pte_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    const struct fl_platform *platform = self;
    *error = !fl_ram_holds(&platform->ram, address, size);
    *value = *error ? 0 : fl_get_le(fl_ram_at(&platform->ram, address), size);
    return platform->config.memory_delay;
}

static unsigned pte_compare_and_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                                     bool *won, bool *error)
{
    struct fl_platform *platform = self;
    *error = !fl_ram_holds(&platform->ram, address, size);
    *won = !*error && fl_get_le(fl_ram_at(&platform->ram, address), size) == expected;
    if (*won) {
        fl_put_le(fl_ram_at(&platform->ram, address), size, desired);
        if (platform->pte_written)
            platform->pte_written(platform->pte_written_self, address, expected);
    }
    return platform->config.memory_delay;
}

void fl_platform_wire_pte_mem(struct fl_platform *platform)
{
    platform->pte_mem =
        (struct fl_pte_mem){.self = platform, .read = pte_read, .compare_and_swap = pte_compare_and_swap};
}

const struct fl_pte_mem *fl_platform_pte_mem(struct fl_platform *platform)
{
    return &platform->pte_mem;
}

void fl_platform_on_pte_write(struct fl_platform *platform, void (*seen)(void *self, uint64_t pa, uint64_t old_value),
                              void *self)
{
    platform->pte_written = seen;
    platform->pte_written_self = self;
}
