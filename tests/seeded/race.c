/* race.c - see race.h. */
#include "race.h"

/* Counts the access, and lets the fence come while it is outstanding. The delay leaves room for the fence's own two cycles. */
static void dut_access(struct race *race)
{
    if (++race->dut_accesses == race->fence_at) {
        fl_dut_fence(race->dut, &race->fence);
    }
}

static unsigned dut_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct race *race = self;
    unsigned delay = race->rig->mem.read(race->rig->mem.self, address, size, value, error);
    dut_access(race);
    return delay;
}

static unsigned dut_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                         bool *error)
{
    struct race *race = self;
    uint64_t pte;
    race->rig->mem.read(race->rig->mem.self, address, size, &pte, error);
    if (race->rival && !race->beaten && !*error) {
        race->beaten = true;
        race->beaten_address = address;
        race->beaten_value = pte;
        fl_lockstep_store(race->lockstep, address, size);
        rig_set_pte(race->rig, address, pte | AD);
    }
    unsigned delay = race->rig->mem.compare_and_swap(race->rig->mem.self, address, size, expected, desired, won, error);
    dut_access(race);
    return delay;
}

/* The model's walker, and after it the architecture's: only the model's first read of the beaten PTE came before the rival. */
static unsigned quiet_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct race *race = self;
    unsigned delay = race->rig->mem.read(race->rig->mem.self, address, size, value, error);
    if (race->beaten && address == race->beaten_address && !*error) {
        *value = race->beaten_value;
        race->beaten = false;
    }
    if (++race->model_accesses == race->fence_at && race->dut_accesses >= race->fence_at) {
        fl_uarch_fence(race->rig->mmu, &race->fence);
    }
    return delay;
}

void race_init(struct race *race, struct rig *rig, struct fl_dut *dut)
{
    *race = (struct race){.rig = rig, .dut = dut};
    race->mem = (struct fl_pte_mem){race, dut_read, dut_swap};
    race->quiet = (struct fl_pte_mem){race, quiet_read, NULL}; /* the engine asks it for reads alone */
}

void race_none(struct race *race)
{
    race->rival = race->beaten = false;
    race->fence_at = race->dut_accesses = race->model_accesses = 0;
}

void race_sometimes(struct race *race, uint64_t *seed)
{
    uint64_t dice = rig_random(seed) % 16;
    if (dice < 2) {
        race->rival = true;
    } else if (dice == 2) {
        race->fence_at = 1 + (unsigned)(rig_random(seed) % 4);
        race->fence = (struct fl_fence){.va_given = rig_random(seed) % 2, .va = rig_random(seed) % 6 << FL_PAGE_SHIFT};
        race->rig->delay += 4;
    }
}
