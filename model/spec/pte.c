/* pte.c - step 3 of the walk: which encodings of a PTE are reserved (Privileged 4.3.2 step 3, Svnapot, Svpbmt).
 *
 * All of these are page faults, so their order cannot be observed from outside; it decides only which reason is named first.
 */
#include "pte.h"

enum { PBMT_RESERVED = 3 };

static enum fl_reason pbmt_legal(uint64_t pte, bool pbmte)
{
    uint64_t pbmt = (pte & PTE_PBMT) >> PTE_PBMT_SHIFT;
    if (pbmt == 0)
        return FL_OK;
    bool allowed = pbmte && pbmt != PBMT_RESERVED && !fl_pte_is_pointer(pte);
    return allowed ? FL_OK : FL_PTE_PBMT;
}

static enum fl_reason napot_legal(unsigned level, uint64_t pte)
{
    if (!(pte & PTE_N))
        return FL_OK;
    uint64_t code = (pte >> PTE_PPN_SHIFT) & ((1u << NAPOT_PPN_BITS) - 1);
    bool allowed = level == 0 && !fl_pte_is_pointer(pte) && code == NAPOT_PPN_CODE;
    return allowed ? FL_OK : FL_PTE_NAPOT;
}

/* A 4-byte PTE has no bits up there, so none of them can be set. */
static enum fl_reason high_bits_legal(unsigned level, uint64_t pte, bool pbmte)
{
    if (pte & PTE_RESERVED)
        return FL_PTE_RESERVED_BITS;
    enum fl_reason reason = pbmt_legal(pte, pbmte);
    return reason != FL_OK ? reason : napot_legal(level, pte);
}

enum fl_reason fl_pte_legal(unsigned level, uint64_t pte, bool pbmte)
{
    if (!(pte & PTE_V))
        return FL_PTE_INVALID;
    if ((pte & PTE_W) && !(pte & PTE_R))
        return FL_PTE_WRITE_ONLY;
    enum fl_reason reason = high_bits_legal(level, pte, pbmte);
    if (reason != FL_OK)
        return reason;
    if (fl_pte_is_pointer(pte) && (pte & (PTE_A | PTE_D | PTE_U)))
        return FL_POINTER_ATTRIBUTES;
    return FL_OK;
}
