/* The cross of traps and returns: each event in each mode, with each bit of each number that comes in turned alone. */
#include <stddef.h>

#include "check/cross.h"
#include "check/trap.h"

enum { BITS = 64, MPP_AT = 11, MIE_SIE = 8 | 2 };

static const enum fl_privilege privileges[] = {FL_USER, FL_SUPERVISOR, FL_MACHINE};

#define NUMBER(name) offsetof(struct fl_trap_in, name)
static const size_t numbers[] = {NUMBER(tval),    NUMBER(pc),   NUMBER(mstatus), NUMBER(medeleg),
                                 NUMBER(mideleg), NUMBER(mie),  NUMBER(mip),     NUMBER(mtvec),
                                 NUMBER(stvec),   NUMBER(mepc), NUMBER(sepc)};

/* From these: nothing set; interrupts that would be taken, to M-mode or delegated; all pending at once, and all bits set. */
static const struct fl_trap_in beginnings[] = {
    {0},
    {.mstatus = MIE_SIE, .mie = UINT64_MAX},
    {.mstatus = MIE_SIE, .mie = UINT64_MAX, .mideleg = UINT64_MAX},
    {.mstatus = MIE_SIE, .mie = UINT64_MAX, .mip = UINT64_MAX},
    {.tval = UINT64_MAX,
     .pc = UINT64_MAX,
     .mstatus = UINT64_MAX,
     .medeleg = UINT64_MAX,
     .mideleg = UINT64_MAX,
     .mie = UINT64_MAX,
     .mip = UINT64_MAX,
     .mtvec = UINT64_MAX,
     .stvec = UINT64_MAX,
     .mepc = UINT64_MAX,
     .sepc = UINT64_MAX},
};

/* The hart keeps MPP legal. */
static uint64_t legal(uint64_t mstatus)
{
    return (mstatus >> MPP_AT & 3) == 2 ? mstatus | UINT64_C(1) << MPP_AT : mstatus;
}

/* Each bit of each number, under a cause that has the bit's. */
static unsigned turn_bits(struct fl_bench *bench, const struct fl_trap_in *from)
{
    enum { NUMBERS = sizeof numbers / sizeof numbers[0] };
    for (unsigned k = 0; k < NUMBERS * BITS && !bench->diverged; k++) {
        struct fl_trap_in in = *from;
        uint64_t *number = (uint64_t *)(void *)((char *)&in + numbers[k / BITS]);
        *number ^= UINT64_C(1) << k % BITS;
        in.cause = k % BITS;
        in.mstatus = legal(in.mstatus);
        fl_play_trap(bench, &in);
    }
    return NUMBERS * BITS;
}

unsigned fl_cross_traps(struct fl_bench *bench)
{
    unsigned played = 0;
    for (unsigned k = 0; k < 12 * sizeof beginnings / sizeof beginnings[0] && !bench->diverged; k++) {
        struct fl_trap_in from = beginnings[k / 12];
        from.event = k / 3 % 4;
        from.privilege = privileges[k % 3];
        played += turn_bits(bench, &from);
    }
    return played;
}
