/* rom.c - the reset vector and the data behind it. */
#include "platform/rom.h"

#include <string.h>

#include "platform/bytes.h"

/* 0x1000 */
static const uint32_t reset_vector[] = {
    0x00000297, /* auipc t0, 0 */
    0x02828613, /* addi  a2, t0, 0x28   the fw_dynamic record */
    0xf1402573, /* csrr  a0, mhartid */
    0x0202b583, /* ld    a1, 0x20(t0)   the device tree */
    0x0182b283, /* ld    t0, 0x18(t0)   where to start */
    0x00028067, /* jr    t0 */
};

#define FW_DYNAMIC_MAGIC 0x4942534fu /* "OSBI" */

void fl_rom_set(struct fl_rom *rom, uint64_t start, uint64_t device_tree, uint64_t next)
{
    /* Behind the code, from 0x1018: the two pointers it loads, then magic, version, next address, next mode
     * (1: supervisor), options, boot hart. */
    const uint64_t data[] = {start, device_tree, FW_DYNAMIC_MAGIC, 2, next, 1, 0, 0};
    memset(rom->bytes, 0, sizeof rom->bytes);
    uint8_t *to = rom->bytes;
    for (size_t i = 0; i < sizeof reset_vector / sizeof reset_vector[0]; i++, to += 4)
        fl_put_le(to, 4, reset_vector[i]);
    for (size_t i = 0; i < sizeof data / sizeof data[0]; i++, to += 8)
        fl_put_le(to, 8, data[i]);
}
