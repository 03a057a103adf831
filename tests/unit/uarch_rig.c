/* uarch_rig.c - see uarch_rig.h. */
#include "uarch_rig.h"

#include <stdlib.h>
#include <string.h>

static unsigned level_bits(const struct rig *rig)
{
    return rig->context.mode == FL_SV32 ? 10 : 9;
}

static unsigned pte_size(const struct rig *rig)
{
    return rig->context.mode == FL_SV32 ? 4 : 8;
}

static unsigned levels(const struct rig *rig)
{
    return rig->context.mode == FL_SV32 ? 2 : 3u + rig->context.mode - FL_SV39;
}

/* NULL where no table lies: such an address answers with an error. */
static uint8_t *at(struct rig *rig, uint64_t address)
{
    if (address < RIG_BASE || address - RIG_BASE >= sizeof rig->ram)
        return NULL;
    return &rig->ram[0][0] + (address - RIG_BASE);
}

/* What else happens while a memory request is outstanding. */
static void meanwhile(struct rig *rig)
{
    if (rig->during != NULL)
        rig->during(rig);
    if (++rig->requests == rig->fence_at)
        fl_uarch_fence(rig->mmu, &rig->fence);
}

static unsigned read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct rig *rig = self;
    *error = address == rig->refuse_read || at(rig, address) == NULL;
    *value = 0;
    if (!*error)
        memcpy(value, at(rig, address), size);
    meanwhile(rig);
    return rig->delay;
}

static unsigned compare_and_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                                 bool *won, bool *error)
{
    struct rig *rig = self;
    *error = address == rig->refuse_update;
    *won = false;
    if (!*error) {
        if (rig->rivals > 0)
            memcpy(at(rig, address), &rig->rival_pte[--rig->rivals], size);
        rig_set_pte(rig, address, rig_pte(rig, address) ^ rig->rival_flips);
        rig->rival_flips = 0;
        *won = rig_pte(rig, address) == expected;
        if (*won)
            memcpy(at(rig, address), &desired, size);
    }
    meanwhile(rig);
    return rig->delay;
}

void rig_clear_tables(struct rig *rig)
{
    memset(rig->ram, 0, sizeof rig->ram);
    rig->tables = 1;
}

struct rig *rig_new_sized(enum fl_satp_mode mode, const struct fl_uarch_config *config, unsigned bug)
{
    struct rig *rig = calloc(1, sizeof *rig);
    rig->mmu = fl_uarch_new(config, bug);
    rig->context = (struct fl_context){.xlen = mode == FL_SV32 ? 32 : 64,
                                       .privilege = FL_SUPERVISOR,
                                       .mode = mode,
                                       .asid = 1,
                                       .root = RIG_BASE >> FL_PAGE_SHIFT};
    rig->mem = (struct fl_pte_mem){rig, read, compare_and_swap};
    rig->delay = 10;
    rig->refuse_read = rig->refuse_update = NOWHERE;
    rig_clear_tables(rig);
    return rig;
}

struct rig *rig_new(enum fl_satp_mode mode, unsigned entries, unsigned bug)
{
    return rig_new_sized(mode, &(struct fl_uarch_config){.itlb_entries = entries, .dtlb_entries = entries}, bug);
}

void rig_free(struct rig *rig)
{
    fl_uarch_free(rig->mmu);
    free(rig);
}

uint64_t rig_pte(struct rig *rig, uint64_t address)
{
    uint64_t pte = 0;
    memcpy(&pte, at(rig, address), pte_size(rig));
    return pte;
}

void rig_set_pte(struct rig *rig, uint64_t address, uint64_t pte)
{
    memcpy(at(rig, address), &pte, pte_size(rig));
}

static bool is_pointer_to_our_table(struct rig *rig, uint64_t pte)
{
    return (pte & (V | R | X)) == V && at(rig, pte >> 10 << FL_PAGE_SHIFT) != NULL;
}

uint64_t rig_map_under(struct rig *rig, uint64_t va, unsigned level, uint64_t pa, uint64_t pte_flags,
                       uint64_t pointer_flags)
{
    uint64_t table = RIG_BASE;
    for (unsigned i = levels(rig) - 1;; i--) {
        uint64_t index = va >> (FL_PAGE_SHIFT + i * level_bits(rig)) & ((1u << level_bits(rig)) - 1);
        uint64_t address = table + index * pte_size(rig);
        if (i == level) {
            rig_set_pte(rig, address, pa >> FL_PAGE_SHIFT << 10 | pte_flags);
            return address;
        }
        if (!is_pointer_to_our_table(rig, rig_pte(rig, address))) {
            uint64_t fresh = RIG_BASE + (uint64_t)rig->tables++ * FL_PAGE_SIZE;
            rig_set_pte(rig, address, fresh >> FL_PAGE_SHIFT << 10 | V | pointer_flags);
        }
        table = (rig_pte(rig, address) >> 10 & ((UINT64_C(1) << 44) - 1)) << FL_PAGE_SHIFT;
    }
}

uint64_t rig_map(struct rig *rig, uint64_t va, unsigned level, uint64_t pa, uint64_t pte_flags)
{
    return rig_map_under(rig, va, level, pa, pte_flags, 0);
}

const struct fl_response *rig_access(struct rig *rig, enum fl_access access, uint64_t va)
{
    struct fl_request request = {.va = va, .access = (uint8_t)access, .size = 1, .context = &rig->context};
    if (rig->pmp.count != 0)
        rig->context.pmp = &rig->pmp;
    fl_uarch_translate(rig->mmu, access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA, &request, &rig->mem, &rig->trace,
                       &rig->response);
    return &rig->response;
}

enum fl_path rig_load(struct rig *rig, uint64_t va)
{
    return rig_access(rig, FL_LOAD, va)->path;
}

enum fl_path rig_load_as(struct rig *rig, uint16_t asid, uint64_t va)
{
    rig->context.asid = asid;
    return rig_load(rig, va);
}

void rig_fence(struct rig *rig, const uint64_t *va, const uint16_t *asid)
{
    struct fl_fence fence = {
        .va_given = va != NULL, .asid_given = asid != NULL, .va = va ? *va : 0, .asid = asid ? *asid : 0};
    if (rig->fenced != NULL)
        rig->fenced(rig, &fence);
    else
        fl_uarch_fence(rig->mmu, &fence);
}

unsigned rig_valid_entries(struct rig *rig, enum fl_port port)
{
    struct fl_mmu_state state;
    unsigned valid = 0;
    fl_uarch_read_state(rig->mmu, &state);
    for (unsigned i = 0; i < state.l1[port].entries; i++)
        valid += state.l1[port].entry[i].valid;
    return valid;
}

uint64_t rig_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed * UINT64_C(0x2545f4914f6cdd1d) >> 7;
}

void rig_open_pmp(struct rig *rig)
{
    rig->pmp.count = 16;
    rig->pmp.cfg[0] = 0x0f; /* TOR, RWX */
    rig->pmp.addr[0] = UINT64_MAX >> 10;
    rig->context.pmp = &rig->pmp;
}

void rig_report_changes(const struct rig *rig, const uint8_t before[RIG_TABLES][FL_PAGE_SIZE],
                        void (*changed)(void *self, uint64_t pa), void *self)
{
    for (unsigned table = 0; table < RIG_TABLES; table++) {
        if (memcmp(before[table], rig->ram[table], FL_PAGE_SIZE) == 0)
            continue;
        for (unsigned at = 0; at < FL_PAGE_SIZE; at += 8) {
            if (memcmp(&before[table][at], &rig->ram[table][at], 8) != 0)
                changed(self, RIG_BASE + table * (uint64_t)FL_PAGE_SIZE + at);
        }
    }
}
