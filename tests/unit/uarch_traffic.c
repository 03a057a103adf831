/* uarch_traffic.c - see uarch_traffic.h. All addresses come from a small set, so that pages of all sizes overlap. */
#include "uarch_traffic.h"

#include <stddef.h>

static uint64_t pick(struct traffic *traffic, uint64_t bound)
{
    return rig_random(&traffic->seed) % bound;
}

static bool once_in(struct traffic *traffic, unsigned n)
{
    return pick(traffic, n) == 0;
}

static bool is_sv32(const struct rig *rig)
{
    return rig->context.mode == FL_SV32;
}

/* Pages 0 to 5 and the NAPOT range 16 to 31, under a few upper-level slots. */
static uint64_t pick_va(struct traffic *traffic, const struct rig *rig)
{
    uint64_t page = once_in(traffic, 4) ? 16 + pick(traffic, 16) : pick(traffic, 6);
    uint64_t va = page << 12 | pick(traffic, 2) << (is_sv32(rig) ? 22 : 21);
    if (!is_sv32(rig))
        va |= pick(traffic, 2) << 30;
    if (rig->context.mode == FL_SV57)
        va |= pick(traffic, 2) << 48;
    return va;
}

/* Flags that mostly permit, sometimes lack one thing, and rarely are malformed. */
static uint64_t pick_flags(struct traffic *traffic, const struct rig *rig)
{
    uint64_t flags = V | R | W | X | A | D | (once_in(traffic, 2) ? U : 0) | (once_in(traffic, 4) ? G : 0);
    static const uint64_t less[] = {W, X, R | W, W | X, D, A | D, V, R, A};
    if (once_in(traffic, 3))
        flags &= ~less[pick(traffic, sizeof less / sizeof less[0])];
    if (once_in(traffic, 16) && !is_sv32(rig))
        flags |= UINT64_C(1) << (54 + pick(traffic, 10));
    return flags;
}

static void map_napot(struct rig *rig, uint64_t va, uint64_t pa, uint64_t flags)
{
    for (uint64_t slot = 0; slot < 16; slot++)
        rig_map(rig, (va & ~UINT64_C(0xffff)) | slot << 12, 0, (pa & ~UINT64_C(0xffff)) | 0x8000, flags);
}

static void map_one(struct traffic *traffic, struct rig *rig, unsigned level)
{
    uint64_t va = pick_va(traffic, rig);
    uint64_t pa = UINT64_C(0x100000000) + (pick(traffic, 64) << (12 + 9 * level));
    uint64_t flags = pick_flags(traffic, rig);
    if (is_sv32(rig))
        pa = pick(traffic, 64) << (12 + 10 * level);
    if (level == 0 && (va >> 12 & 0x1ff) >= 16 && !is_sv32(rig))
        map_napot(rig, va, pa, (flags & UINT64_C(0x3f)) | A | D | PTE_NAPOT);
    else if (level > 0 || (pa >> 12 & 0xf) != 8) /* a single slot of a NAPOT range would contradict its neighbours */
        rig_map(rig, va, level, pa, flags);
    else
        rig_map(rig, va, level, pa, flags & ~PTE_NAPOT);
}

/* Superpages orphan tables: when few are left, begin again with many small pages. */
static void remap(struct traffic *traffic, struct rig *rig)
{
    if (rig->tables == 1 || rig->tables > RIG_TABLES - 5) {
        rig_clear_tables(rig);
        for (unsigned i = 0; i < 60; i++)
            map_one(traffic, rig, 0);
    }
    map_one(traffic, rig, once_in(traffic, 4) ? (unsigned)pick(traffic, is_sv32(rig) ? 2 : 3) : 0);
}

/* pmpaddr of the naturally aligned region of 2^shift bytes that holds `pa`. */
static uint64_t napot(uint64_t pa, unsigned shift)
{
    uint64_t ones = (UINT64_C(1) << (shift - 3)) - 1;
    return (pa >> 2 & ~ones) | ones >> 1 | ones >> 2;
}

/* Two regions with odd rights, one over page tables and one over pages, in front of an entry that allows everything. */
static void change_pmp(struct traffic *traffic, struct rig *rig)
{
    enum { NAPOT = 0x18, LOCKED = 0x80, ALL = 0x1f };
    uint64_t table = RIG_BASE + pick(traffic, RIG_TABLES) * FL_PAGE_SIZE + pick(traffic, 512) * 8;
    uint64_t page = UINT64_C(0x100000000) + pick(traffic, 64) * FL_PAGE_SIZE + pick(traffic, FL_PAGE_SIZE);
    rig->pmp.addr[0] = napot(table, 3 + (unsigned)pick(traffic, 12));
    rig->pmp.cfg[0] = (uint8_t)(once_in(traffic, 3) ? 0 : NAPOT | pick(traffic, 8));
    rig->pmp.addr[1] = napot(page, 3 + (unsigned)pick(traffic, 14));
    rig->pmp.cfg[1] = (uint8_t)(NAPOT | pick(traffic, 8) | (once_in(traffic, 4) ? LOCKED : 0));
    rig->pmp.addr[2] = napot(0, 56);
    rig->pmp.cfg[2] = ALL;
    rig->pmp.mml = once_in(traffic, 8);
    rig->pmp.writes = (rig->pmp.writes + 1) & 0x3fff;
}

static uint8_t pick_pmm(struct traffic *traffic)
{
    static const uint8_t pmm[] = {0, 0, 2, 3};
    return pmm[pick(traffic, 4)];
}

static void change_context(struct traffic *traffic, struct rig *rig)
{
    static const uint8_t privilege[] = {FL_SUPERVISOR, FL_SUPERVISOR, FL_SUPERVISOR, FL_SUPERVISOR,
                                        FL_USER,       FL_USER,       FL_USER,       FL_MACHINE};
    rig->context.privilege = privilege[pick(traffic, 8)];
    rig->context.mpp = privilege[pick(traffic, 8)];
    rig->context.mprv = once_in(traffic, 4);
    rig->context.sum = !once_in(traffic, 4);
    rig->context.mxr = once_in(traffic, 2);
    rig->context.adue = once_in(traffic, 2);
    rig->context.pbmte = once_in(traffic, 2) && !is_sv32(rig);
    rig->context.asid = (uint16_t)(1 + pick(traffic, 2));
    rig->context.pmm_m = pick_pmm(traffic);
    rig->context.pmm_s = pick_pmm(traffic);
    rig->context.pmm_u = pick_pmm(traffic);
    if (rig->pmp.count != 0)
        change_pmp(traffic, rig);
}

static void fence(struct traffic *traffic, struct rig *rig)
{
    uint64_t va = pick_va(traffic, rig);
    uint16_t asid = (uint16_t)(1 + pick(traffic, 2));
    rig_fence(rig, once_in(traffic, 2) ? &va : NULL, once_in(traffic, 2) ? &asid : NULL);
}

/* Half of the accesses stay where the last one was. */
static void choose_access(struct traffic *traffic, const struct rig *rig)
{
    uint64_t page = once_in(traffic, 2) ? pick_va(traffic, rig) : traffic->va & ~UINT64_C(0xfff);
    traffic->va = page | pick(traffic, FL_PAGE_SIZE);
    if (once_in(traffic, 16) && !is_sv32(rig)) /* a tag, which masking takes away, or does not */
        traffic->va ^= pick(traffic, 1 << 16) << 48;
    traffic->access = (enum fl_access)pick(traffic, once_in(traffic, 4) ? 6 : 2);
}

static void step_one(struct traffic *traffic, struct rig *rig)
{
    bool new_page = once_in(traffic, 24), new_context = once_in(traffic, 48);
    if (new_page)
        remap(traffic, rig);
    if (new_context)
        change_context(traffic, rig);
    if (once_in(traffic, 48))
        fence(traffic, rig);
    if (traffic->always_fence && (new_page || new_context))
        rig_fence(rig, NULL, NULL);
    rig->delay = 1 + (unsigned)pick(traffic, 20);
    if (once_in(traffic, 20))
        rig->rival_flips = 0x100; /* software's own bit */
    rig->requests = 0;
    rig->fence_at = traffic->fence_in_walk && once_in(traffic, 8) ? 1 + (unsigned)pick(traffic, 5) : 0;
    rig->fence = (struct fl_fence){.va_given = once_in(traffic, 2), .va = pick_va(traffic, rig)};
    choose_access(traffic, rig);
}

void traffic_step(struct traffic *traffic, struct rig *a, struct rig *b)
{
    struct traffic again = *traffic;
    step_one(traffic, a);
    step_one(&again, b);
}
