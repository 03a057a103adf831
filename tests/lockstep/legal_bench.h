/* legal_bench.h - an engine of any kind under random traffic, each answer judged by what the architecture allows. */
#ifndef LEGAL_BENCH_H
#define LEGAL_BENCH_H

#include "lockstep/legal_port.h"
#include "uarch_traffic.h"

struct legal_bench {
    struct rig *rig, *unused; /* page tables; traffic drives two rigs alike */
    struct fl_dut_claims claims;
    struct fl_legal_port judge;
    struct fl_mmu_port engine;
    struct fl_pte_mem table_mem, quiet;
    uint64_t now;
    uint8_t known[RIG_TABLES][FL_PAGE_SIZE]; /* tables as the judge knows them: what is stored is told word by word */
};

/* The engine is to be named by legal_bench_attach(); its walker gets judge.outer_mem. */
void legal_bench_open(struct legal_bench *bench, enum fl_satp_mode mode, const struct fl_uarch_config *config,
                      unsigned model_bug);
void legal_bench_attach(struct legal_bench *bench, const struct fl_mmu_port *engine);
void legal_bench_close(struct legal_bench *bench);

/* Software has written tables: tell of it. Fences of the rig do so by themselves. */
void legal_bench_tell(struct legal_bench *bench);

/* One access of `size` bytes; the answer is also in rig->response. */
enum fl_legality legal_bench_access(struct legal_bench *bench, enum fl_access access, uint64_t va, unsigned size);

#endif
