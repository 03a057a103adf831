/* csr.c - the CSRs as a table: which exist, who may touch them, which bits hold what is written (Privileged 2, 3.1,
 * 4.1). */
#include "csr.h"

#include <string.h>

#define STORED(name, mask)    offsetof(struct fl_csrs, name), mask, NULL, NULL
#define COMPUTED(read, write) 0, 0, read, write

static const struct fl_csr_row rows[] = {
    {0x100, 0x100, COMPUTED(fl_read_sstatus, fl_write_sstatus)},
    {0x104, 0x104, COMPUTED(fl_read_sie, fl_write_sie)},
    {0x105, 0x105, COMPUTED(fl_read_stvec, fl_write_stvec)},
    {0x106, 0x106, STORED(scounteren, FL_COUNTER_CY | FL_COUNTER_TM | FL_COUNTER_IR | FL_COUNTER_HPM)},
    {0x10a, 0x10a, COMPUTED(fl_read_senvcfg, fl_write_senvcfg)},
    {0x140, 0x140, STORED(sscratch, UINT64_MAX)},
    {0x141, 0x141, STORED(sepc, ~(uint64_t)1)},
    {0x142, 0x142, STORED(scause, UINT64_MAX)},
    {0x143, 0x143, STORED(stval, UINT64_MAX)},
    {0x144, 0x144, COMPUTED(fl_read_sip, fl_write_sip)},
    {0x14d, 0x14d, STORED(stimecmp, UINT64_MAX)},
    {0x180, 0x180, COMPUTED(fl_read_satp, fl_write_satp)},
    {0x300, 0x300, COMPUTED(fl_read_mstatus, fl_write_mstatus)},
    {0x301, 0x301, COMPUTED(fl_read_misa, NULL)},
    {0x302, 0x302, STORED(medeleg, 0xb3fe)}, /* never ECALL from M; MA-I cannot happen with C */
    {0x303, 0x303, STORED(mideleg, FL_IP_SSI | FL_IP_STI | FL_IP_SEI)},
    {0x304, 0x304, STORED(mie, 0xaaa)},
    {0x305, 0x305, COMPUTED(fl_read_mtvec, fl_write_mtvec)},
    {0x306, 0x306, STORED(mcounteren, FL_COUNTER_CY | FL_COUNTER_TM | FL_COUNTER_IR | FL_COUNTER_HPM)},
    {0x30a, 0x30a, COMPUTED(fl_read_menvcfg, fl_write_menvcfg)},
    {0x320, 0x320, COMPUTED(fl_read_mcountinhibit, fl_write_mcountinhibit)},
    {0x323, 0x33f, COMPUTED(fl_read_mhpmevent, fl_write_mhpmevent)}, /* mhpmevent3 to 31 */
    {0x340, 0x340, STORED(mscratch, UINT64_MAX)},
    {0x341, 0x341, STORED(mepc, ~(uint64_t)1)},
    {0x342, 0x342, STORED(mcause, UINT64_MAX)},
    {0x343, 0x343, STORED(mtval, UINT64_MAX)},
    {0x344, 0x344, COMPUTED(fl_read_mip, fl_write_mip)},
    {0x3a0, 0x3af, COMPUTED(fl_read_pmpcfg, fl_write_pmpcfg)},
    {0x3b0, 0x3ef, COMPUTED(fl_read_pmpaddr, fl_write_pmpaddr)},
    {0x747, 0x747, COMPUTED(fl_read_mseccfg, fl_write_mseccfg)},
    {0xb00, 0xb00, COMPUTED(fl_read_mcycle, fl_write_mcycle)},
    {0xb02, 0xb02, COMPUTED(fl_read_minstret, fl_write_minstret)},
    {0xb03, 0xb1f, COMPUTED(fl_read_mhpmcounter, fl_write_mhpmcounter)}, /* mhpmcounter3 to 31 */
    {0xc00, 0xc00, COMPUTED(fl_read_mcycle, NULL)},
    {0xc01, 0xc01, COMPUTED(fl_read_time, NULL)},
    {0xc02, 0xc02, COMPUTED(fl_read_minstret, NULL)},
    {0xc03, 0xc1f, COMPUTED(fl_read_mhpmcounter, NULL)}, /* hpmcounter3 to 31 */
    {0xf11, 0xf13, COMPUTED(fl_read_zero, NULL)},        /* mvendorid, marchid, mimpid */
    {0xf14, 0xf14, COMPUTED(fl_read_mhartid, NULL)},     /* mhartid */
    {0xf15, 0xf15, COMPUTED(fl_read_zero, NULL)},        /* mconfigptr */
};

/* PMP CSRs exist as far as there are entries; odd pmpcfg never on RV64 (Privileged 3.7.1). */
static bool exists(const struct fl_hart *hart, unsigned csr)
{
    unsigned entries = hart->csr.pmp.count;
    if (csr >= 0x3a0 && csr <= 0x3af)
        return csr % 2 == 0 && (csr - 0x3a0) * 4 < entries;
    if (csr >= 0x3b0 && csr <= 0x3ef)
        return csr - 0x3b0 < entries;
    return true;
}

static const struct fl_csr_row *find(const struct fl_hart *hart, unsigned csr)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (csr >= rows[i].first && csr <= rows[i].last)
            return exists(hart, csr) ? &rows[i] : NULL;
    return NULL;
}

/* mcounteren and scounteren decide who may read C00 to C1F (Privileged 3.1.11, 4.1.5). */
static bool counter_enabled(const struct fl_hart *hart, unsigned csr)
{
    uint64_t bit = FL_BIT(csr & 31);
    uint8_t privilege = hart->context.privilege;
    return privilege == FL_MACHINE ||
           ((hart->csr.mcounteren & bit) && (privilege == FL_SUPERVISOR || (hart->csr.scounteren & bit)));
}

static bool permitted(const struct fl_hart *hart, unsigned csr, bool writes)
{
    uint8_t privilege = hart->context.privilege;
    if ((csr >> 8 & 3) > privilege || (writes && csr >> 10 == 3))
        return false;
    if (csr == 0x180)
        return privilege == FL_MACHINE || !(hart->csr.mstatus & FL_MSTATUS_TVM);
    if (csr == 0x14d)
        return privilege == FL_MACHINE ||
               ((hart->csr.menvcfg & FL_MENVCFG_STCE) && (hart->csr.mcounteren & FL_COUNTER_TM));
    return csr < 0xc00 || csr > 0xc1f || counter_enabled(hart, csr);
}

static uint64_t *stored(struct fl_csrs *csrs, const struct fl_csr_row *row)
{
    return (uint64_t *)((char *)csrs + row->offset);
}

static uint64_t read_row(const struct fl_hart *hart, const struct fl_csr_row *row, unsigned csr)
{
    uint64_t value;
    if (row->read)
        return row->read(hart, csr);
    memcpy(&value, (const char *)&hart->csr + row->offset, sizeof value);
    return value;
}

static void write_row(struct fl_hart *hart, const struct fl_csr_row *row, unsigned csr, uint64_t value)
{
    if (row->write)
        row->write(hart, csr, value);
    else if (!row->read)
        *stored(&hart->csr, row) = (*stored(&hart->csr, row) & ~row->mask) | (value & row->mask);
}

bool fl_hart_csr(const struct fl_hart *hart, unsigned csr, uint64_t *value)
{
    const struct fl_csr_row *row = find(hart, csr);
    if (row)
        *value = read_row(hart, row, csr);
    return row != NULL;
}

/* What CSRRS and CSRRC modify: in mip and sip the software's own bits without the lines (Privileged 3.1.9). */
static uint64_t modified(const struct fl_hart *hart, unsigned csr, enum fl_code code, uint64_t old, uint64_t operand)
{
    if (csr == 0x344 || csr == 0x144)
        old = hart->csr.software_ip;
    if (code == FL_OP_CSRRW || code == FL_OP_CSRRWI)
        return operand;
    return code == FL_OP_CSRRS || code == FL_OP_CSRRSI ? old | operand : old & ~operand;
}

/* After a write: does the next instruction need a new fetch? Yes when satp was written or anything that decides a
 * translation changed. */
static bool settle(struct fl_hart *hart, unsigned csr)
{
    bool pmp = (csr >= 0x3a0 && csr <= 0x3ef) || csr == 0x747;
    hart->deadline = 0;
    if (pmp)
        fl_soft_clear(hart->soft);
    return fl_update_context(hart) || pmp || csr == 0x180;
}

/* mcountinhibit, mhpmevents, mhpmcounters and hpmcounters: whoever reads or writes these must find every hit counted. */
static bool concerns_events(unsigned csr)
{
    return (csr >= 0x320 && csr <= 0x33f) || (csr >= 0xb03 && csr <= 0xb1f) || (csr >= 0xc03 && csr <= 0xc1f);
}

void fl_csr_instruction(struct fl_hart *hart, const struct fl_op *op)
{
    enum fl_code code = (enum fl_code)op->code;
    unsigned csr = op->raw >> 20;
    bool swaps = code == FL_OP_CSRRW || code == FL_OP_CSRRWI, writes = swaps || op->rs1 != 0;
    const struct fl_csr_row *row = find(hart, csr);
    if (!row || !permitted(hart, csr, writes)) {
        fl_illegal(hart, op);
        return;
    }
    uint64_t operand = code >= FL_OP_CSRRWI ? op->rs1 : hart->x[op->rs1];
    if (concerns_events(csr))
        fl_credit_hits(hart);
    uint64_t old = read_row(hart, row, csr);
    bool refetch = false;
    if (writes) {
        write_row(hart, row, csr, modified(hart, csr, code, old, operand));
        refetch = settle(hart, csr);
    }
    hart->x[op->rd] = old;
    fl_retire(hart, op, refetch);
}
