/* clint.c - msip, mtimecmp and mtime (SiFive CLINT layout): 64 bits wide, accessed as a whole or by halves. */
#include "platform/clint.h"

#define MSIP     0x0000
#define MTIMECMP 0x4000
#define MTIME    0xbff8

void fl_clint_init(struct fl_clint *clint, uint64_t cycles_per_tick)
{
    *clint = (struct fl_clint){.cycles_per_tick = cycles_per_tick, .mtimecmp = UINT64_MAX};
}

uint64_t fl_clint_next_event(const struct fl_clint *clint, uint64_t now)
{
    uint64_t mtime = fl_clint_mtime(clint, now);
    uint64_t ticks;
    if (mtime >= clint->mtimecmp)
        return UINT64_MAX;
    if (__builtin_add_overflow(now / clint->cycles_per_tick, clint->mtimecmp - mtime, &ticks) ||
        __builtin_mul_overflow(ticks, clint->cycles_per_tick, &ticks))
        return UINT64_MAX;
    return ticks;
}

static uint64_t clint_read(void *self, uint64_t offset, unsigned size, uint64_t now)
{
    const struct fl_clint *clint = self;
    uint64_t value = 0;
    switch (offset & ~UINT64_C(7)) {
    case MSIP:
        value = clint->msip;
        break;
    case MTIMECMP:
        value = clint->mtimecmp;
        break;
    case MTIME:
        value = fl_clint_mtime(clint, now);
        break;
    default:
        break;
    }
    return size == 8 ? value : (uint32_t)(value >> (8 * (offset & 4)));
}

/* What a register holds after `size` bytes at `offset` are replaced. */
static uint64_t merge(uint64_t old, uint64_t offset, unsigned size, uint64_t value)
{
    if (size == 8)
        return value;
    unsigned shift = 8 * (offset & 4);
    return (old & ~(UINT64_C(0xffffffff) << shift)) | (value & 0xffffffff) << shift;
}

static void clint_write(void *self, uint64_t offset, unsigned size, uint64_t value, uint64_t now)
{
    struct fl_clint *clint = self;
    uint64_t mtime = fl_clint_mtime(clint, now);
    switch (offset & ~UINT64_C(7)) {
    case MSIP:
        clint->msip = merge(clint->msip, offset, size, value) & 1;
        break;
    case MTIMECMP:
        clint->mtimecmp = merge(clint->mtimecmp, offset, size, value);
        break;
    case MTIME:
        clint->offset += merge(mtime, offset, size, value) - mtime;
        break;
    default:
        break;
    }
}

struct fl_device fl_clint_device(struct fl_clint *clint)
{
    return (struct fl_device){.self = clint, .read = clint_read, .write = clint_write};
}
