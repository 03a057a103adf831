/* bytes.h - guest memory as little-endian values; the host is little-endian as well. */
#ifndef FAULTLINE_HART_BYTES_H
#define FAULTLINE_HART_BYTES_H

#include <stdint.h>
#include <string.h>

/* A call with a constant size becomes one move; the pieces of a crossing access can have any size up to 7. */
static inline uint64_t fl_get_bytes(const uint8_t *from, unsigned size)
{
    uint64_t value = 0;
    switch (size) {
    case 8:
        memcpy(&value, from, 8);
        break;
    case 4:
        memcpy(&value, from, 4);
        break;
    default:
        memcpy(&value, from, size);
        break;
    }
    return value;
}

static inline void fl_put_bytes(uint8_t *to, unsigned size, uint64_t value)
{
    switch (size) {
    case 8:
        memcpy(to, &value, 8);
        break;
    case 4:
        memcpy(to, &value, 4);
        break;
    default:
        memcpy(to, &value, size);
        break;
    }
}

#endif
