/* walk.h - one page-table walk, straight from the architecture (Privileged 4.3.2).
 *
 * Pure: no TLB, no cache, no state. The walk reads PTEs through `mem` and reports every step it took, so that a caller can
 * compare it, count it or explain it.
 */
#ifndef FAULTLINE_WALK_H
#define FAULTLINE_WALK_H

#include "types.h"

#pragma GCC visibility push(default) /* what the shared library exports */

#ifdef __cplusplus
extern "C" {
#endif

/* Why a translation failed; each names the rule that refused it. Order is meaningless. */
enum fl_reason {
    FL_OK,
    FL_NOT_CANONICAL,        /* step 1: va bits above the scheme's width differ from its top bit */
    FL_NO_SUCH_ADDRESS,      /* step 0: Bare or M-mode address above the physical address width */
    FL_PTE_ACCESS,           /* step 2: PMP or the memory refused the PTE read */
    FL_PTE_PMA,              /* step 2: the PMAs refuse the PTE read */
    FL_PTE_INVALID,          /* step 3: V = 0 */
    FL_PTE_WRITE_ONLY,       /* step 3: W = 1 with R = 0 */
    FL_PTE_RESERVED_BITS,    /* step 3: bits 60:54 */
    FL_PTE_PBMT,             /* step 3: PBMT with PBMTE = 0, PBMT = 3, or PBMT in a pointer */
    FL_PTE_NAPOT,            /* step 3: N in a pointer or superpage, or PPN[3:0] is not 1000b */
    FL_POINTER_ATTRIBUTES,   /* step 3: A, D or U in a pointer */
    FL_POINTER_AT_LEAF,      /* step 4: pointer at level 0 */
    FL_SUPERPAGE_MISALIGNED, /* step 5 */
    FL_USER_PAGE_REQUIRED,   /* step 6: U-mode access to U = 0 */
    FL_USER_PAGE_FETCH,      /* step 6: S-mode fetch from U = 1 */
    FL_USER_PAGE_SUM,        /* step 6: S-mode data access to U = 1 with SUM = 0 */
    FL_NOT_EXECUTABLE,       /* step 8 */
    FL_NOT_READABLE,         /* step 8 */
    FL_NOT_WRITABLE,         /* step 8 */
    FL_ACCESSED_CLEAR,       /* step 9: A = 0 under Svade */
    FL_DIRTY_CLEAR,          /* step 9: D = 0 on a store under Svade */
    FL_PTE_UPDATE_ACCESS,    /* step 9: PMP or the memory refused the A/D write */
    FL_PTE_UPDATE_PMA,       /* step 9: the PMAs refuse the A/D write */
    FL_PMP_DENIED,           /* step 11 */
    FL_PMA_DENIED,           /* step 11 */
    FL_REASON_COUNT
};

/* One scheme of the manual; Sv32 to Sv57 are rows of one table. */
struct fl_scheme {
    const char *name;
    uint8_t mode; /* enum fl_satp_mode */
    uint8_t xlen;
    uint8_t va_bits;
    uint8_t levels;
    uint8_t pte_size; /* bytes */
    uint8_t vpn_bits; /* per level */
    uint8_t pa_bits;
};

/* The row for a satp mode; NULL when no such scheme exists under `xlen`. */
const struct fl_scheme *fl_scheme_of(unsigned xlen, unsigned mode);

struct fl_translation {
    enum fl_reason reason;
    uint8_t cause; /* enum fl_cause, when reason is not FL_OK */
    uint64_t pa;
    uint64_t tval;
    uint8_t level;     /* of the leaf, or where the walk stopped */
    uint8_t attribute; /* enum fl_attribute */
    bool translated;   /* false: Bare or M-mode */
    bool global, napot;
    uint64_t pte; /* the leaf as used (after an A/D update), or the PTE that was refused */
    uint64_t pte_address;
    struct fl_walk_trace trace;
};

/* The privilege an access runs under: MPRV replaces it by MPP for data accesses (Privileged 3.1.6.3). */
enum fl_privilege fl_effective_privilege(const struct fl_context *context, enum fl_access access);

/* The address an access really goes to under pointer masking (Smmpm, Smnpm, Ssnpm): the top bits of a data address, as many as the
 * effective privilege's PMM says, copy the highest bit below them where translation is in effect, and are zero elsewhere. */
uint64_t fl_masked_va(const struct fl_context *context, enum fl_access access, uint64_t va);

/* Translate, reading PTEs through `mem`; the same rules and order as the manual's steps 0 to 11.
 * Under xlen 32 bits 63:32 of the request's va are ignored, and zero in tval. An access kind that does not exist is judged as a store.
 * A memory that makes 1000 updates of one walk lose is treated as one that refuses the update (FL_PTE_UPDATE_ACCESS).
 * With `update` the walk performs A/D updates through mem->compare_and_swap when ADUE is set, re-reading the same PTE after a
 * lost race; without it, it writes nothing and reports the leaf as the update would leave it (that memory would
 * refuse the write cannot be foreseen).
 * Returns out->reason. */
enum fl_reason fl_walk(const struct fl_request *request, const struct fl_pte_mem *mem, bool update,
                       struct fl_translation *out);

/* Step 11 alone: do PMP and PMAs let this request reach `pa`? FL_OK, FL_PMP_DENIED or FL_PMA_DENIED. */
enum fl_reason fl_final_check(const struct fl_request *request, uint64_t pa);

/* Steps 6 to 8 alone: does this leaf permit the access at this effective privilege? */
enum fl_reason fl_leaf_permits(uint64_t pte, enum fl_access access, enum fl_privilege privilege, bool sum, bool mxr);

/* The exception a refused access raises (Privileged table 3.6). */
enum fl_cause fl_page_fault_cause(enum fl_access access);
enum fl_cause fl_access_fault_cause(enum fl_access access);

/* The rule as words, and the manual's section: "leaf not readable", "Privileged 4.3.2 step 8". Never NULL. */
const char *fl_reason_text(enum fl_reason reason);
const char *fl_reason_manual(enum fl_reason reason);

/* One word and one short name for people: "load", "load page fault". Never NULL. */
const char *fl_access_name(unsigned access);
const char *fl_cause_name(unsigned cause);

#ifdef __cplusplus
}
#endif

#pragma GCC visibility pop

#endif
