/* csr_pmp.c - pmpcfg, pmpaddr and mseccfg: packing; the rules are the model's (faultline/pmp.h), but for mseccfg.PMM. */
#include "csr.h"

enum { PMPCFG0 = 0x3a0, PMPADDR0 = 0x3b0, ENTRIES_PER_CFG = 8 };

/* pmpcfg(2k) holds entries 8k to 8k + 7 on RV64. */
static unsigned first_entry(unsigned csr)
{
    return (csr - PMPCFG0) / 2 * ENTRIES_PER_CFG;
}

uint64_t fl_read_pmpcfg(const struct fl_hart *hart, unsigned csr)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < ENTRIES_PER_CFG; i++)
        value |= (uint64_t)hart->csr.pmp.cfg[first_entry(csr) + i] << 8 * i;
    return value;
}

void fl_write_pmpcfg(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    for (unsigned i = 0; i < ENTRIES_PER_CFG; i++)
        fl_pmp_write_cfg(&hart->csr.pmp, first_entry(csr) + i, (uint8_t)(value >> 8 * i));
}

uint64_t fl_read_pmpaddr(const struct fl_hart *hart, unsigned csr)
{
    return hart->csr.pmp.addr[csr - PMPADDR0];
}

void fl_write_pmpaddr(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    fl_pmp_write_addr(&hart->csr.pmp, csr - PMPADDR0, value);
}

uint64_t fl_read_mseccfg(const struct fl_hart *hart, unsigned csr)
{
    const struct fl_pmp *pmp = &hart->csr.pmp;
    (void)csr;
    return hart->csr.mseccfg | (pmp->mml ? 1 : 0) | (pmp->mmwp ? 2 : 0) | (pmp->rlb ? 4 : 0);
}

void fl_write_mseccfg(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    (void)csr;
    if (!hart->config.lacks.smepmp)
        fl_pmp_write_mseccfg(&hart->csr.pmp, value);
    fl_merge_pmm(hart, &hart->csr.mseccfg, value);
}
