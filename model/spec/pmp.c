/* pmp.c - the PMP decision: the lowest-numbered entry that matches any byte decides (Privileged 3.7.1, Smepmp).
 *
 *     entry 0 -- covers no byte --> entry 1 -- covers no byte --> ... --> no entry matches: allowed to M only
 *        |                            |
 *        |-- covers some bytes --> refused, whatever its rights
 *        '-- covers all bytes  --> its rights decide
 *
 * All arithmetic is on 4-byte units, in which pmpaddr counts.
 */
#include "faultline/pmp.h"
#include "pmp_cfg.h"

#include <stddef.h>

enum { R = FL_PMP_READ, W = FL_PMP_WRITE, X = FL_PMP_EXEC };

/* Rights under mseccfg.MML = 1, by L, R, W, X as the digits of the index (Smepmp truth table). */
static const struct {
    uint8_t machine, others;
} mml_rights[16] = {
    /* 0000 */ {0, 0}, {0, X},     {R | W, R}, {R | W, R | W},
    /* 0100 */ {0, R}, {0, R | X}, {0, R | W}, {0, R | W | X},
    /* 1000 */ {0, 0}, {X, 0},     {X, X},     {R | X, X},
    /* 1100 */ {R, 0}, {R | X, 0}, {R | W, 0}, {R, R},
};

/* The range an entry covers, [low, high) in 4-byte units; empty when OFF. */
struct range {
    uint64_t low, high;
};

static struct range napot_range(uint64_t addr)
{
    uint64_t ones = addr ^ (addr + 1); /* the trailing ones and the zero above them */
    uint64_t base = addr & ~ones;
    return (struct range){base, base + ones + 1};
}

static struct range entry_range(const struct fl_pmp *pmp, unsigned entry)
{
    uint64_t addr = pmp->addr[entry] & PMP_ADDR_MASK;
    switch (pmp->cfg[entry] & PMP_CFG_A) {
    case PMP_CFG_TOR:
        return (struct range){entry ? pmp->addr[entry - 1] & PMP_ADDR_MASK : 0, addr};
    case PMP_CFG_NA4:
        return (struct range){addr, addr + 1};
    case PMP_CFG_NAPOT:
        return napot_range(addr);
    }
    return (struct range){0, 0};
}

static unsigned entry_rights(const struct fl_pmp *pmp, unsigned entry, enum fl_privilege privilege)
{
    uint8_t cfg = pmp->cfg[entry];
    bool locked = cfg & PMP_CFG_L;
    if (pmp->mml) {
        unsigned row = locked << 3 | !!(cfg & PMP_CFG_R) << 2 | !!(cfg & PMP_CFG_W) << 1 | !!(cfg & PMP_CFG_X);
        return privilege == FL_MACHINE ? mml_rights[row].machine : mml_rights[row].others;
    }
    if (privilege == FL_MACHINE && !locked)
        return R | W | X;
    return cfg & (R | W | X);
}

/* Below M nothing is allowed that no entry allows; M is free unless MMWP, or for fetches MML, closes it. */
static bool unmatched_allows(const struct fl_pmp *pmp, enum fl_privilege privilege, enum fl_pmp_kind kind)
{
    if (privilege != FL_MACHINE || pmp->mmwp)
        return false;
    return !(pmp->mml && (kind & X));
}

bool fl_pmp_allows(const struct fl_pmp *pmp, enum fl_privilege privilege, enum fl_pmp_kind kind, uint64_t pa,
                   unsigned size, int *entry)
{
    int ignored;
    int *deciding = entry ? entry : &ignored;
    *deciding = -1;
    if (pmp == NULL || pmp->count == 0)
        return true;

    uint64_t first = pa >> 2, last = (pa + size - 1) >> 2;
    for (unsigned i = 0; i < pmp->count && i < FL_PMP_MAX; i++) {
        struct range range = entry_range(pmp, i);
        if (range.low >= range.high || last < range.low || first >= range.high)
            continue;
        *deciding = (int)i;
        bool whole = first >= range.low && last < range.high;
        return whole && (entry_rights(pmp, i, privilege) & kind) == (unsigned)kind;
    }
    return unmatched_allows(pmp, privilege, kind);
}

bool fl_pmp_uniform(const struct fl_pmp *pmp, uint64_t pa, uint64_t size)
{
    if (pmp == NULL)
        return true;
    uint64_t first = pa >> 2, end = (pa + size - 1) / 4 + 1;
    for (unsigned i = 0; i < pmp->count && i < FL_PMP_MAX; i++) {
        struct range range = entry_range(pmp, i);
        if (range.low >= range.high || end <= range.low || first >= range.high)
            continue;
        return range.low <= first && range.high >= end; /* the entries behind it decide nothing here */
    }
    return true;
}
