/* csr_fields.c - CSRs whose value is computed or whose writes follow a rule of their own. */
#include "csr.h"

/* RV64 (MXL = 2) with A, C, I, M, S and U. */
#define MISA UINT64_C(0x8000000000141105)

#define SSTATUS_WRITABLE (FL_MSTATUS_SIE | FL_MSTATUS_SPIE | FL_MSTATUS_SPP | FL_MSTATUS_SUM | FL_MSTATUS_MXR)
#define MSTATUS_WRITABLE                                                                                               \
    (SSTATUS_WRITABLE | FL_MSTATUS_MIE | FL_MSTATUS_MPIE | FL_MSTATUS_MPP | FL_MSTATUS_MPRV | FL_MSTATUS_TVM |         \
     FL_MSTATUS_TW | FL_MSTATUS_TSR)

static uint64_t merge(uint64_t old, uint64_t value, uint64_t mask)
{
    return (old & ~mask) | (value & mask);
}

uint64_t fl_read_zero(const struct fl_hart *hart, unsigned csr)
{
    (void)hart, (void)csr;
    return 0;
}

uint64_t fl_read_misa(const struct fl_hart *hart, unsigned csr)
{
    (void)hart, (void)csr;
    return MISA;
}

uint64_t fl_read_mhartid(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->config.hartid;
}

uint64_t fl_read_mstatus(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->csr.mstatus;
}

/* MPP holds 0, 1 or 3 (Privileged 3.1.6.1): 2 becomes 0. */
void fl_write_mstatus(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    (void)csr;
    if ((value & FL_MSTATUS_MPP) >> FL_MSTATUS_MPP_SHIFT == 2)
        value &= ~FL_MSTATUS_MPP;
    hart->csr.mstatus = merge(hart->csr.mstatus, value, MSTATUS_WRITABLE);
}

uint64_t fl_read_sstatus(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->csr.mstatus & (SSTATUS_WRITABLE | FL_MSTATUS_UXL);
}

void fl_write_sstatus(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    (void)csr;
    hart->csr.mstatus = merge(hart->csr.mstatus, value, SSTATUS_WRITABLE);
}

/* sie and sip show and take only what is delegated (Privileged 4.1.3). */
uint64_t fl_read_sie(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->csr.mie & hart->csr.mideleg;
}

void fl_write_sie(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    (void)csr;
    hart->csr.mie = merge(hart->csr.mie, value, hart->csr.mideleg);
}

/* stimecmp drives STIP when menvcfg.STCE is set; else STIP is a bit that M writes (Sstc). */
uint64_t fl_pending(const struct fl_hart *hart)
{
    uint64_t now = fl_now(hart), pending = hart->csr.software_ip | hart->bus->lines(hart->bus->self, now);
    if (!(hart->csr.menvcfg & FL_MENVCFG_STCE))
        return pending;
    bool due = hart->bus->mtime(hart->bus->self, now) >= hart->csr.stimecmp;
    return (pending & ~FL_IP_STI) | (due ? FL_IP_STI : 0);
}

uint64_t fl_read_mip(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return fl_pending(hart);
}

void fl_write_mip(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    uint64_t timer = hart->csr.menvcfg & FL_MENVCFG_STCE ? 0 : FL_IP_STI;
    (void)csr;
    hart->csr.software_ip = merge(hart->csr.software_ip, value, FL_IP_SSI | FL_IP_SEI | timer);
}

uint64_t fl_read_sip(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return fl_pending(hart) & hart->csr.mideleg;
}

void fl_write_sip(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    (void)csr;
    hart->csr.software_ip = merge(hart->csr.software_ip, value, FL_IP_SSI & hart->csr.mideleg);
}

/* Modes 0 and 1 exist; a reserved mode becomes 0. */
static uint64_t trap_vector(uint64_t value)
{
    return value & 2 ? value & ~(uint64_t)3 : value;
}

uint64_t fl_read_stvec(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->csr.stvec;
}

void fl_write_stvec(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    (void)csr;
    hart->csr.stvec = trap_vector(value);
}

uint64_t fl_read_mtvec(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->csr.mtvec;
}

void fl_write_mtvec(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    (void)csr;
    hart->csr.mtvec = trap_vector(value);
}

uint64_t fl_read_satp(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->csr.satp;
}

/* The ASID bits that exist are the lowest of 16 (Privileged 4.1.11). */
static uint64_t missing_asid_bits(const struct fl_hart_config *config)
{
    uint64_t all = UINT64_C(0xffff);
    return (all & ~(all >> config->lacks.asid_bits)) << FL_SATP_ASID_SHIFT;
}

/* A write with a MODE the hart lacks changes nothing at all (Privileged 4.1.11). */
void fl_write_satp(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    unsigned mode = (unsigned)(value >> FL_SATP_MODE_SHIFT);
    (void)csr;
    if (mode != FL_BARE && mode != FL_SV39 && !(mode == FL_SV48 && hart->config.sv48) &&
        !(mode == FL_SV57 && hart->config.sv57))
        return;
    hart->csr.satp = value & ~missing_asid_bits(&hart->config);
    fl_update_context(hart);
    fl_credit_hits(hart);
    if (hart->observer.satp)
        hart->observer.satp(hart->observer.self, hart, value);
}

uint64_t fl_read_menvcfg(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->csr.menvcfg;
}

/* What both envcfg hold alike (Privileged 3.1.18, 4.1.10). */
static uint64_t envcfg_writable(const struct fl_hart *hart)
{
    const uint64_t cbo = FL_ENVCFG_CBIE | FL_ENVCFG_CBCFE | FL_ENVCFG_CBZE;
    return FL_ENVCFG_FIOM | (hart->config.lacks.cbo ? 0 : cbo);
}

/* CBIE = 2 is reserved and becomes 0. */
static uint64_t legal_envcfg(uint64_t value)
{
    return (value & FL_ENVCFG_CBIE) == FL_BIT(5) ? value & ~FL_ENVCFG_CBIE : value;
}

void fl_write_menvcfg(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    uint64_t mask = envcfg_writable(hart) | FL_MENVCFG_STCE | (hart->config.lacks.svpbmt ? 0 : FL_MENVCFG_PBMTE) |
                    (hart->config.svadu ? FL_MENVCFG_ADUE : 0);
    (void)csr;
    hart->csr.menvcfg = merge(hart->csr.menvcfg, legal_envcfg(value), mask);
    fl_merge_pmm(hart, &hart->csr.menvcfg, value);
}

uint64_t fl_read_senvcfg(const struct fl_hart *hart, unsigned csr)
{
    (void)csr;
    return hart->csr.senvcfg;
}

void fl_write_senvcfg(struct fl_hart *hart, unsigned csr, uint64_t value)
{
    (void)csr;
    hart->csr.senvcfg = merge(hart->csr.senvcfg, legal_envcfg(value), envcfg_writable(hart));
    fl_merge_pmm(hart, &hart->csr.senvcfg, value);
}

/* 1 is reserved, and writing it leaves the field alone. */
void fl_merge_pmm(const struct fl_hart *hart, uint64_t *csr, uint64_t value)
{
    if (!hart->config.lacks.masking && (value & FL_PMM) >> FL_PMM_SHIFT != 1)
        *csr = merge(*csr, value, FL_PMM);
}
