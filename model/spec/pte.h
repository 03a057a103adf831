/* pte.h - the bits of a page-table entry (Privileged 4.3.1, 4.4.1, Svnapot, Svpbmt) and step 3 of the walk. Private to spec. */
#ifndef FAULTLINE_SPEC_PTE_H
#define FAULTLINE_SPEC_PTE_H

#include "faultline/walk.h"

#define PTE_V          (UINT64_C(1) << 0)
#define PTE_R          (UINT64_C(1) << 1)
#define PTE_W          (UINT64_C(1) << 2)
#define PTE_X          (UINT64_C(1) << 3)
#define PTE_U          (UINT64_C(1) << 4)
#define PTE_G          (UINT64_C(1) << 5)
#define PTE_A          (UINT64_C(1) << 6)
#define PTE_D          (UINT64_C(1) << 7)
#define PTE_RESERVED   (UINT64_C(0x7f) << 54) /* bits 60:54 of the 8-byte formats */
#define PTE_PBMT_SHIFT 61
#define PTE_PBMT       (UINT64_C(3) << PTE_PBMT_SHIFT)
#define PTE_N          (UINT64_C(1) << 63)

#define PTE_PPN_SHIFT  10
#define NAPOT_PPN_BITS 4 /* the only NAPOT size there is: 16 pages, 64 KiB */
#define NAPOT_PPN_CODE 8 /* ppn[3:0] = 1000b */

/* The physical page number; its width follows from the scheme's physical addresses. */
static inline uint64_t fl_pte_ppn(const struct fl_scheme *scheme, uint64_t pte)
{
    return (pte >> PTE_PPN_SHIFT) & ((UINT64_C(1) << (scheme->pa_bits - FL_PAGE_SHIFT)) - 1);
}

/* A pointer has none of R, W, X set; W alone was refused before. */
static inline bool fl_pte_is_pointer(uint64_t pte)
{
    return (pte & (PTE_R | PTE_X)) == 0;
}

/* Step 3: is this a PTE the architecture allows at this level? FL_OK when it is. A 4-byte PTE comes zero-extended. */
enum fl_reason fl_pte_legal(unsigned level, uint64_t pte, bool pbmte);

#endif
