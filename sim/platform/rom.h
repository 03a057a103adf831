/* rom.h - the mask ROM at 0x1000: six instructions that enter the loaded program as its boot loader would. */
#ifndef FAULTLINE_PLATFORM_ROM_H
#define FAULTLINE_PLATFORM_ROM_H

#include <stdint.h>

#include "platform/map.h"

struct fl_rom {
    uint8_t bytes[FL_ROM_SIZE];
};

/* a0 = hart id, a1 = `device_tree`, a2 = a fw_dynamic record that names `next` (0: none) as the S-mode stage to enter,
 * pc = `start`. */
void fl_rom_set(struct fl_rom *rom, uint64_t start, uint64_t device_tree, uint64_t next);

#endif
