#include "check/memory.h"

#include <string.h>

static bool inside(uint64_t address, unsigned size)
{
    return address >= FL_CHECK_BASE && address - FL_CHECK_BASE <= FL_CHECK_BYTES - size;
}

bool fl_check_load(const struct fl_check_memory *memory, uint64_t address, unsigned size, uint64_t *value)
{
    *value = 0;
    if (!inside(address, size)) {
        return false;
    }
    for (unsigned i = 0; i < size; i++) {
        *value |= (uint64_t)memory->ram[address - FL_CHECK_BASE + i] << 8 * i;
    }
    return true;
}

bool fl_check_store(struct fl_check_memory *memory, uint64_t address, unsigned size, uint64_t value)
{
    uint64_t old;
    if (!fl_check_load(memory, address, size, &old)) {
        return false;
    }
    value &= ~memory->never;
    unsigned slot = memory->stores++ % FL_CHECK_PAST;
    memory->past[slot].address = address;
    memory->past[slot].old = old;
    for (unsigned i = 0; i < size; i++) {
        memory->ram[address - FL_CHECK_BASE + i] = (uint8_t)(value >> 8 * i);
    }
    return true;
}

bool fl_check_load_past(const struct fl_check_memory *memory, uint64_t stores, uint64_t address, unsigned size,
                        uint64_t *value)
{
    bool known = fl_check_load(memory, address, size, value);
    uint64_t oldest = memory->stores > FL_CHECK_PAST ? memory->stores - FL_CHECK_PAST : 0;
    for (uint64_t i = memory->stores; i > stores && i > oldest; i--) {
        if (memory->past[(i - 1) % FL_CHECK_PAST].address == address) {
            *value = memory->past[(i - 1) % FL_CHECK_PAST].old;
        }
    }
    return known;
}
