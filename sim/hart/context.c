/* context.c - what the MMU is told besides the address, from the CSRs as they stand. */
#include "state.h"

/* MPP counts only under MPRV; without this, each trap to M would look like a new context. */
bool fl_same_context(const struct fl_context *a, const struct fl_context *b)
{
    return a->privilege == b->privilege && a->mprv == b->mprv && (!a->mprv || a->mpp == b->mpp) && a->sum == b->sum &&
           a->mxr == b->mxr && a->adue == b->adue && a->pbmte == b->pbmte && a->mode == b->mode && a->asid == b->asid &&
           a->root == b->root && a->pmm_m == b->pmm_m && a->pmm_s == b->pmm_s && a->pmm_u == b->pmm_u;
}

static uint8_t pmm(uint64_t csr)
{
    return (uint8_t)((csr & FL_PMM) >> FL_PMM_SHIFT);
}

bool fl_update_context(struct fl_hart *hart)
{
    const struct fl_csrs *csr = &hart->csr;
    struct fl_context next = {.xlen = 64,
                              .privilege = hart->context.privilege,
                              .mpp = (uint8_t)((csr->mstatus & FL_MSTATUS_MPP) >> FL_MSTATUS_MPP_SHIFT),
                              .mprv = csr->mstatus & FL_MSTATUS_MPRV,
                              .sum = csr->mstatus & FL_MSTATUS_SUM,
                              .mxr = csr->mstatus & FL_MSTATUS_MXR,
                              .adue = csr->menvcfg & FL_MENVCFG_ADUE,
                              .pbmte = csr->menvcfg & FL_MENVCFG_PBMTE,
                              .pmm_m = pmm(csr->mseccfg),
                              .pmm_s = pmm(csr->menvcfg),
                              .pmm_u = pmm(csr->senvcfg),
                              .mode = (uint8_t)(csr->satp >> FL_SATP_MODE_SHIFT),
                              .asid = (uint16_t)(csr->satp >> FL_SATP_ASID_SHIFT),
                              .root = csr->satp & FL_SATP_PPN,
                              .pmp = csr->pmp.count ? &csr->pmp : NULL};
    bool changed = !fl_same_context(&next, &hart->context);
    hart->context = next;
    if (hart->soft->repeat)
        fl_soft_switch(hart->soft, &hart->context);
    return changed;
}
