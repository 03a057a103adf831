/* csr_bits.h - bit positions of the CSR fields the hart itself looks at (Privileged 3.1, 4.1). */
#ifndef FAULTLINE_HART_CSR_BITS_H
#define FAULTLINE_HART_CSR_BITS_H

#include <stdint.h>

#define FL_BIT(n) ((uint64_t)1 << (n))

#define FL_MSTATUS_SIE       FL_BIT(1)
#define FL_MSTATUS_MIE       FL_BIT(3)
#define FL_MSTATUS_SPIE      FL_BIT(5)
#define FL_MSTATUS_MPIE      FL_BIT(7)
#define FL_MSTATUS_SPP       FL_BIT(8)
#define FL_MSTATUS_MPP_SHIFT 11
#define FL_MSTATUS_MPP       ((uint64_t)3 << FL_MSTATUS_MPP_SHIFT)
#define FL_MSTATUS_MPRV      FL_BIT(17)
#define FL_MSTATUS_SUM       FL_BIT(18)
#define FL_MSTATUS_MXR       FL_BIT(19)
#define FL_MSTATUS_TVM       FL_BIT(20)
#define FL_MSTATUS_TW        FL_BIT(21)
#define FL_MSTATUS_TSR       FL_BIT(22)
#define FL_MSTATUS_UXL       ((uint64_t)2 << 32) /* 64 bits, read-only */
#define FL_MSTATUS_SXL       ((uint64_t)2 << 34)

#define FL_IP_SSI FL_BIT(1)
#define FL_IP_STI FL_BIT(5)
#define FL_IP_SEI FL_BIT(9)

#define FL_ENVCFG_FIOM   FL_BIT(0)
#define FL_ENVCFG_CBIE   ((uint64_t)3 << 4) /* 1 flush, 3 invalidate; 2 is reserved */
#define FL_ENVCFG_CBCFE  FL_BIT(6)
#define FL_ENVCFG_CBZE   FL_BIT(7)
#define FL_MENVCFG_ADUE  FL_BIT(61)
#define FL_MENVCFG_PBMTE FL_BIT(62)
#define FL_MENVCFG_STCE  FL_BIT(63)

/* Pointer masking: mseccfg for M, menvcfg for S, senvcfg for U (Smmpm, Smnpm, Ssnpm). */
#define FL_PMM_SHIFT 32
#define FL_PMM       ((uint64_t)3 << FL_PMM_SHIFT)

#define FL_COUNTER_CY  FL_BIT(0)
#define FL_COUNTER_TM  FL_BIT(1)
#define FL_COUNTER_IR  FL_BIT(2)
#define FL_COUNTER_HPM UINT64_C(0xfffffff8) /* hpmcounter3 to 31 */

#define FL_SATP_MODE_SHIFT 60
#define FL_SATP_ASID_SHIFT 44
#define FL_SATP_PPN        (FL_BIT(44) - 1)

#endif
