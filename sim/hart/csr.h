/* csr.h - one row per CSR or range of CSRs, and the registers that are more than stored bits. */
#ifndef FAULTLINE_HART_CSR_H
#define FAULTLINE_HART_CSR_H

#include "state.h"

struct fl_csr_row {
    uint16_t first, last;
    size_t offset; /* stored: place in struct fl_csrs, and the bits a write changes */
    uint64_t mask;
    uint64_t (*read)(const struct fl_hart *hart, unsigned csr);        /* NULL: stored */
    void (*write)(struct fl_hart *hart, unsigned csr, uint64_t value); /* NULL with `read`: writes are ignored */
};

uint64_t fl_read_zero(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_sstatus(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_sie(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_stvec(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_sip(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_satp(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_mstatus(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_misa(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_mtvec(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_menvcfg(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_mcountinhibit(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_mip(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_pmpcfg(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_pmpaddr(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_mseccfg(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_mcycle(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_mhpmevent(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_mhpmcounter(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_minstret(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_time(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_mhartid(const struct fl_hart *hart, unsigned csr);
uint64_t fl_read_senvcfg(const struct fl_hart *hart, unsigned csr);

void fl_write_sstatus(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_sie(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_stvec(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_sip(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_satp(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_mstatus(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_mtvec(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_menvcfg(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_senvcfg(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_mcountinhibit(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_mip(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_pmpcfg(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_pmpaddr(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_mseccfg(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_mcycle(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_mhpmevent(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_mhpmcounter(struct fl_hart *hart, unsigned csr, uint64_t value);
void fl_write_minstret(struct fl_hart *hart, unsigned csr, uint64_t value);

/* The PMM field of mseccfg, menvcfg and senvcfg: its legal values are 0, 2 and 3. */
void fl_merge_pmm(const struct fl_hart *hart, uint64_t *csr, uint64_t value);

#endif
