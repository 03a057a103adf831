/* legal_bench.c - see legal_bench.h. */
#include "legal_bench.h"

#include <stdlib.h>
#include <string.h>

static unsigned read_known(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    const struct legal_bench *bench = self;
    uint64_t offset = address - RIG_BASE;
    *value = 0;
    *error = offset >= sizeof bench->known;
    if (!*error) {
        memcpy(value, &bench->known[0][0] + offset, size);
    }
    return 1;
}

static void stored(void *self, uint64_t pa)
{
    struct legal_bench *bench = self;
    uint64_t offset = pa - RIG_BASE;
    fl_legal_will_store(bench->judge.legal, pa, 8, bench->now);
    memcpy(&bench->known[0][0] + offset, &bench->rig->ram[0][0] + offset, 8);
}

void legal_bench_tell(struct legal_bench *bench)
{
    rig_report_changes(bench->rig, bench->known, stored, bench);
}

static unsigned read_table(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct legal_bench *bench = self;
    return bench->rig->mem.read(bench->rig->mem.self, address, size, value, error);
}

static unsigned update_table(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                             bool *won, bool *error)
{
    struct legal_bench *bench = self;
    const struct fl_pte_mem *mem = &bench->rig->mem;
    unsigned delay = mem->compare_and_swap(mem->self, address, size, expected, desired, won, error);
    legal_bench_tell(bench);
    return delay;
}

static void fence_told(struct rig *rig, const struct fl_fence *fence)
{
    struct legal_bench *bench = rig->self;
    legal_bench_tell(bench);
    bench->now += bench->judge.outer_port.fence(bench->judge.outer_port.self, fence, bench->now);
}

void legal_bench_open(struct legal_bench *bench, enum fl_satp_mode mode, const struct fl_uarch_config *config,
                      unsigned model_bug)
{
    memset(bench, 0, sizeof *bench);
    bench->rig = rig_new_sized(mode, config, model_bug);
    bench->unused = rig_new_sized(mode, config, 0);
    bench->rig->fenced = fence_told;
    bench->rig->self = bench;
    bench->rig->context.pma = &config->pma;
    bench->quiet = (struct fl_pte_mem){bench, read_known, NULL};
    bench->table_mem = (struct fl_pte_mem){bench, read_table, update_table};
    bench->claims = fl_rtl_claims("default");
    bench->claims.pma = config->pma.count > 0;
    if (!fl_legal_port_init(&bench->judge, &(struct fl_legal_config){.claims = &bench->claims,
                                                                     .mem = &bench->table_mem,
                                                                     .quiet = &bench->quiet,
                                                                     .ram_base = RIG_BASE,
                                                                     .ram_size = sizeof bench->rig->ram})) {
        abort();
    }
}

void legal_bench_attach(struct legal_bench *bench, const struct fl_mmu_port *engine)
{
    fl_legal_port_attach(&bench->judge, engine);
}

void legal_bench_close(struct legal_bench *bench)
{
    fl_legal_port_free(&bench->judge);
    rig_free(bench->rig);
    rig_free(bench->unused);
}

enum fl_legality legal_bench_access(struct legal_bench *bench, enum fl_access access, uint64_t va, unsigned size)
{
    const struct fl_request request = {
        .va = va, .access = (uint8_t)access, .size = (uint8_t)size, .context = &bench->rig->context};
    legal_bench_tell(bench);
    bench->judge.outer_port.translate(bench->judge.outer_port.self, access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA,
                                      &request, ++bench->now, &bench->rig->response);
    return bench->judge.last.legality;
}
