/* pte_bits.h - the fields of a PTE (Privileged 4.3.1, 4.4.1; Svnapot, Svpbmt). */
#ifndef FL_UARCH_PTE_BITS_H
#define FL_UARCH_PTE_BITS_H

#include <stdint.h>

#define PTE_V UINT64_C(0x01)
#define PTE_R UINT64_C(0x02)
#define PTE_W UINT64_C(0x04)
#define PTE_X UINT64_C(0x08)
#define PTE_U UINT64_C(0x10)
#define PTE_G UINT64_C(0x20)
#define PTE_A UINT64_C(0x40)
#define PTE_D UINT64_C(0x80)

#define PTE_PPN_SHIFT  10
#define PTE_PPN_MASK   ((UINT64_C(1) << 44) - 1)
#define PTE_RESERVED   (UINT64_C(0x7f) << 54)
#define PTE_PBMT_SHIFT 61
#define PTE_N          (UINT64_C(1) << 63)

/* The only NAPOT size there is: 64 KiB, PPN[3:0] = 1000b. */
#define NAPOT_LOW_MASK 0xfu
#define NAPOT_LOW_CODE 0x8u

static inline uint64_t pte_ppn(uint64_t pte)
{
    return pte >> PTE_PPN_SHIFT & PTE_PPN_MASK;
}

static inline unsigned pte_pbmt(uint64_t pte)
{
    return pte >> PTE_PBMT_SHIFT & 3;
}

#endif
