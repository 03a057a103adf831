/* pmp_csr.c - what the PMP registers hold after a write: WARL fields and locks (Privileged 3.7.1, Smepmp).
 *
 * A locked entry ignores writes until reset, unless mseccfg.RLB = 1. A locked TOR entry also locks the pmpaddr below it,
 * which is its lower bound.
 */
#include "faultline/pmp.h"
#include "pmp_cfg.h"

#define MSECCFG_MML  1u
#define MSECCFG_MMWP 2u
#define MSECCFG_RLB  4u

static unsigned implemented(const struct fl_pmp *pmp)
{
    return pmp->count < FL_PMP_MAX ? pmp->count : FL_PMP_MAX;
}

static void count_write(struct fl_pmp *pmp)
{
    pmp->writes = (pmp->writes + 1) & 0x3fff;
}

static bool locked(const struct fl_pmp *pmp, unsigned entry)
{
    return !pmp->rlb && (pmp->cfg[entry] & PMP_CFG_L);
}

/* Under MML these are the rules that let M-mode execute: LRWX = 1001, 1010, 1011, 1101. */
static bool machine_executable(uint8_t cfg)
{
    switch (cfg & (PMP_CFG_L | PMP_CFG_R | PMP_CFG_W | PMP_CFG_X)) {
    case PMP_CFG_L | PMP_CFG_X:
    case PMP_CFG_L | PMP_CFG_W:
    case PMP_CFG_L | PMP_CFG_W | PMP_CFG_X:
    case PMP_CFG_L | PMP_CFG_R | PMP_CFG_X:
        return true;
    }
    return false;
}

void fl_pmp_write_cfg(struct fl_pmp *pmp, unsigned entry, uint8_t value)
{
    if (entry >= implemented(pmp) || locked(pmp, entry))
        return;
    uint8_t legal = value & (PMP_CFG_L | PMP_CFG_A | PMP_CFG_X | PMP_CFG_W | PMP_CFG_R);
    if (pmp->mml && !pmp->rlb && machine_executable(legal))
        return;
    if (!pmp->mml && !(legal & PMP_CFG_R))
        legal &=
            (uint8_t)~PMP_CFG_W; /* R = 0, W = 1 is reserved without MML; dropping W is the legal value we choose */
    pmp->cfg[entry] = legal;
    count_write(pmp);
}

void fl_pmp_write_addr(struct fl_pmp *pmp, unsigned entry, uint64_t value)
{
    if (entry >= implemented(pmp) || locked(pmp, entry))
        return;
    bool bounds_next = entry + 1 < implemented(pmp) && (pmp->cfg[entry + 1] & PMP_CFG_A) == PMP_CFG_TOR;
    if (bounds_next && locked(pmp, entry + 1))
        return;
    pmp->addr[entry] = value & PMP_ADDR_MASK;
    count_write(pmp);
}

/* MML and MMWP stick once set. RLB cannot be set while an entry is locked, even one that is OFF. */
void fl_pmp_write_mseccfg(struct fl_pmp *pmp, uint64_t value)
{
    bool any_locked = false;
    for (unsigned i = 0; i < implemented(pmp); i++)
        any_locked |= (pmp->cfg[i] & PMP_CFG_L) != 0;
    pmp->mml |= (value & MSECCFG_MML) != 0;
    pmp->mmwp |= (value & MSECCFG_MMWP) != 0;
    pmp->rlb = (value & MSECCFG_RLB) && (pmp->rlb || !any_locked);
    count_write(pmp);
}
