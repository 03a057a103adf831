/* string.c - copying, filling and comparing memory; whole pages go eight bytes at a time. */
#include "string.h"

#include <stdint.h>

static int aligned(const void *p, size_t size)
{
    return (((uintptr_t)p | size) & 7) == 0;
}

void *memset(void *to, int byte, size_t size)
{
    if (aligned(to, size)) {
        uint64_t pattern = (uint8_t)byte * 0x0101010101010101ull;
#pragma GCC unroll 8
        for (uint64_t *p = to, *end = p + size / 8; p < end; p++)
            *p = pattern;
    } else {
        for (uint8_t *p = to, *end = p + size; p < end; p++)
            *p = (uint8_t)byte;
    }
    return to;
}

void *memcpy(void *to, const void *from, size_t size)
{
    if (aligned(to, size) && aligned(from, size)) {
        const uint64_t *source = from;
#pragma GCC unroll 8
        for (uint64_t *p = to, *end = p + size / 8; p < end; p++)
            *p = *source++;
    } else {
        const uint8_t *source = from;
        for (uint8_t *p = to, *end = p + size; p < end; p++)
            *p = *source++;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const uint8_t *x = a, *y = b;
    for (size_t i = 0; i < size; i++)
        if (x[i] != y[i])
            return x[i] - y[i];
    return 0;
}

size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    return length;
}

int strcmp(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

void string_copy(char *to, const char *from, size_t size)
{
    size_t i = 0;
    for (; i + 1 < size && from[i]; i++)
        to[i] = from[i];
    to[i] = '\0';
}
