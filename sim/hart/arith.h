/* arith.h - the integer operations C does not define as RISC-V does (Unprivileged, the M extension). */
#ifndef FAULTLINE_HART_ARITH_H
#define FAULTLINE_HART_ARITH_H

#include <stdint.h>

__extension__ typedef __int128 fl_int128;
__extension__ typedef unsigned __int128 fl_uint128;

static inline uint64_t fl_sext32(uint64_t value)
{
    return (uint64_t)(int64_t)(int32_t)value;
}

static inline uint64_t fl_mulh(uint64_t a, uint64_t b)
{
    return (uint64_t)(((fl_int128)(int64_t)a * (int64_t)b) >> 64);
}

static inline uint64_t fl_mulhsu(uint64_t a, uint64_t b)
{
    return (uint64_t)(((fl_int128)(int64_t)a * (fl_int128)b) >> 64);
}

static inline uint64_t fl_mulhu(uint64_t a, uint64_t b)
{
    return (uint64_t)(((fl_uint128)a * b) >> 64);
}

/* Division by zero gives all ones and the dividend as remainder; the one overflow wraps. */
static inline uint64_t fl_div(uint64_t a, uint64_t b)
{
    if (b == 0)
        return UINT64_MAX;
    return b == UINT64_MAX ? 0 - a : (uint64_t)((int64_t)a / (int64_t)b);
}

static inline uint64_t fl_rem(uint64_t a, uint64_t b)
{
    if (b == 0)
        return a;
    return b == UINT64_MAX ? 0 : (uint64_t)((int64_t)a % (int64_t)b);
}

static inline uint64_t fl_divu(uint64_t a, uint64_t b)
{
    return b ? a / b : UINT64_MAX;
}

static inline uint64_t fl_remu(uint64_t a, uint64_t b)
{
    return b ? a % b : a;
}

#endif
