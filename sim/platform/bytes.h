/* bytes.h - little-endian values in byte arrays: guest memory is little-endian whatever the host is. */
#ifndef FAULTLINE_PLATFORM_BYTES_H
#define FAULTLINE_PLATFORM_BYTES_H

#include <stdint.h>

static inline uint64_t fl_get_le(const uint8_t *from, unsigned size)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

static inline void fl_put_le(uint8_t *to, unsigned size, uint64_t value)
{
    for (unsigned i = 0; i < size; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

#endif
