/* lockstep_bench.h - the lockstep engine without a hart: random traffic over page tables, on any pair of seeded bugs. */
#ifndef LOCKSTEP_BENCH_H
#define LOCKSTEP_BENCH_H

#include "lockstep/lockstep.h"
#include "uarch_traffic.h"

struct bench {
    struct rig *rig, *unused; /* page tables and the model; traffic drives two rigs alike */
    struct fl_dut dut;
    struct fl_lockstep *lockstep;
    struct fl_mmu_port port;
    uint64_t now;
    uint8_t before[RIG_TABLES][FL_PAGE_SIZE];
};

void bench_open(struct bench *bench, const char *size, enum fl_satp_mode mode, unsigned rtl_bug, unsigned model_bug);
void bench_close(struct bench *bench);

/* Some change of tables, CSRs or TLBs, told to the engine as a bus would, and one access. */
void bench_step(struct bench *bench, struct traffic *traffic);

#endif
