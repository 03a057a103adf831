#include "check/trap.h"

#include "check/judge.h"

#define MPP UINT64_C(0x1800)

static struct fl_trap_in some_trap(struct fl_random *random)
{
    static const uint8_t modes[] = {FL_USER, FL_SUPERVISOR, FL_MACHINE};
    struct fl_trap_in in = {0};
    in.event = (uint8_t)fl_pick(random, 4);
    in.privilege = modes[fl_pick(random, 3)];
    in.cause = fl_pick(random, 16);
    in.tval = fl_random_next(random);
    in.pc = fl_random_next(random) & ~UINT64_C(1);
    in.mstatus = fl_random_next(random) & 0x7fffffff & ~MPP;
    in.medeleg = fl_random_next(random) & 0xb3ff;
    in.mideleg = fl_random_next(random) & 0x2222;
    in.mie = fl_random_next(random) & 0x2aaa;
    in.mip = fl_random_next(random) & 0x2aaa;
    in.mtvec = fl_random_next(random) & ~UINT64_C(2);
    in.stvec = fl_random_next(random) & ~UINT64_C(2);
    in.mepc = fl_random_next(random) & ~UINT64_C(1);
    in.sepc = fl_random_next(random) & ~UINT64_C(1);
    in.mip &= fl_random_next(random);                        /* few pend at a time */
    in.mstatus |= (uint64_t)modes[fl_pick(random, 3)] << 11; /* MPP is never the reserved mode */
    return in;
}

void fl_play_trap(struct fl_bench *bench, const struct fl_trap_in *event)
{
    struct fl_trap_in in = *event;
    struct fl_trap_out model, rtl;
    in.xlen = bench->pte_size == 4 ? 32 : 64;
    bench->dut->trap(bench->dut->self, &in, &rtl);
    fl_trap(&in, &model);
    fl_judge_trap(bench, &in, &model, &rtl);
}

void fl_check_trap(struct fl_bench *bench, struct fl_random *random)
{
    const struct fl_trap_in in = some_trap(random);
    fl_play_trap(bench, &in);
}
