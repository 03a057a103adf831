/* bytes.h - little-endian values in byte arrays: guest memory is little-endian whatever the host is. */
#ifndef FAULTLINE_PLATFORM_BYTES_H
#define FAULTLINE_PLATFORM_BYTES_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

/* `size` is up to 8. The usual sizes are spelled out because a copy of constant size is one instruction, and every
 * page-table entry comes through here. */
static inline uint64_t fl_get_le(const uint8_t *from, unsigned size)
{
    uint64_t value = 0;
    if (size == 8)
        memcpy(&value, from, 8);
    else if (size == 4)
        memcpy(&value, from, 4);
    else
        memcpy(&value, from, size);
    return le64toh(value);
}

static inline void fl_put_le(uint8_t *to, unsigned size, uint64_t value)
{
    value = htole64(value);
    if (size == 8)
        memcpy(to, &value, 8);
    else if (size == 4)
        memcpy(to, &value, 4);
    else
        memcpy(to, &value, size);
}

#endif
