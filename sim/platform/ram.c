/* ram.c - main memory as an anonymous mapping: pages cost the host nothing until the guest touches them. */
#include "platform/ram.h"

#include <sys/mman.h>

/* A stray host access just outside guest memory must fault, not corrupt the simulator. A page of either host size
 * fits. */
#define GUARD 65536u

bool fl_ram_init(struct fl_ram *ram, uint64_t base, uint64_t size)
{
    uint8_t *mapping = mmap(NULL, size + 2 * GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapping == MAP_FAILED)
        return false;
    if (mprotect(mapping + GUARD, size, PROT_READ | PROT_WRITE)) {
        munmap(mapping, size + 2 * GUARD);
        return false;
    }
    *ram = (struct fl_ram){.bytes = mapping + GUARD, .base = base, .size = size};
    return true;
}

void fl_ram_free(struct fl_ram *ram)
{
    if (ram->bytes)
        munmap(ram->bytes - GUARD, ram->size + 2 * GUARD);
    ram->bytes = NULL;
}
