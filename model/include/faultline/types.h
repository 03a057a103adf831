/* types.h - the MMU port: what is asked, under which privilege context, and what is answered.
 *
 * The hart, the golden model, our RTL and a stranger's RTL all speak in these shapes. Addresses are 64 bits wide whatever
 * XLEN is; cycles count from the accepting clock edge. Fields marked "reserved" hold 0 today: they keep room for more harts
 * and for two-stage translation, so that traces and interfaces need not change when those arrive.
 */
#ifndef FAULTLINE_TYPES_H
#define FAULTLINE_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#define FL_PAGE_SHIFT 12
#define FL_PAGE_SIZE  4096u
#define FL_MAX_LEVELS 5

enum fl_privilege { FL_USER = 0, FL_SUPERVISOR = 1, FL_MACHINE = 3 };

/* What an access wants to do (Privileged 4.3.2 and the CMO chapter). SC is a store; LR is a load. The values are pins of the RTL. */
enum fl_access {
    FL_FETCH = 0,
    FL_LOAD = 1,
    FL_STORE = 2,
    FL_AMO = 3,
    FL_CBO_MANAGE = 4, /* CBO.CLEAN, CBO.FLUSH, CBO.INVAL */
    FL_CBO_ZERO = 5,
};

/* Exception codes (Privileged table 3.6) that an access or an instruction can raise. */
enum fl_cause {
    FL_CAUSE_FETCH_MISALIGNED = 0,
    FL_CAUSE_FETCH_ACCESS = 1,
    FL_CAUSE_ILLEGAL = 2,
    FL_CAUSE_BREAKPOINT = 3,
    FL_CAUSE_LOAD_MISALIGNED = 4,
    FL_CAUSE_LOAD_ACCESS = 5,
    FL_CAUSE_STORE_MISALIGNED = 6,
    FL_CAUSE_STORE_ACCESS = 7,
    FL_CAUSE_ECALL_U = 8,
    FL_CAUSE_ECALL_S = 9,
    FL_CAUSE_ECALL_M = 11,
    FL_CAUSE_FETCH_PAGE = 12,
    FL_CAUSE_LOAD_PAGE = 13,
    FL_CAUSE_STORE_PAGE = 15,
};

/* satp.MODE as the manual numbers it on RV64 (Privileged 4.1.11). Sv32 has no RV64 code; 1 is its RV32 code. */
enum fl_satp_mode { FL_BARE = 0, FL_SV32 = 1, FL_SV39 = 8, FL_SV48 = 9, FL_SV57 = 10 };

struct fl_pmp; /* pmp.h */
struct fl_pma; /* pma.h */

/* Everything besides the address that decides a translation. Values are the CSR fields as they stand when the request is made;
 * the MMU derives the effective privilege itself (mstatus.MPRV acts on data accesses only, Privileged 3.1.6.3).
 * Owned by the hart; valid for the duration of the call it is passed to. */
struct fl_context {
    uint8_t xlen;      /* 32 or 64 */
    uint8_t privilege; /* enum fl_privilege: current mode */
    uint8_t mpp;       /* mstatus.MPP */
    bool mprv, sum, mxr;
    bool adue;  /* menvcfg.ADUE: hardware sets A and D (Svadu) */
    bool pbmte; /* menvcfg.PBMTE: PTE bits 62:61 are PBMT (Svpbmt) */
    /* Pointer masking (Smmpm, Smnpm, Ssnpm): the PMM field in force for M, S and U; 0 off, 2 PMLEN 7, 3 PMLEN 16. */
    uint8_t pmm_m, pmm_s, pmm_u;
    uint8_t mode;             /* enum fl_satp_mode */
    uint16_t asid;            /* satp.ASID */
    uint64_t root;            /* satp.PPN */
    const struct fl_pmp *pmp; /* NULL: no PMP entries are implemented */
    const struct fl_pma
        *pma;      /* for the pure walk alone, NULL: it checks none; an MMU knows its own (fl_uarch_config) */
    uint16_t hart; /* reserved */
    bool virt;     /* reserved: V */
    uint16_t vmid; /* reserved: hgatp.VMID */
};

/* One access, which never crosses a page: the hart splits a crossing access into two requests, low page first. */
struct fl_request {
    uint64_t va;
    uint8_t access; /* enum fl_access */
    uint8_t size;   /* bytes, 1 to 64; va + size stays inside the page */
    const struct fl_context *context;
};

enum fl_path {
    FL_PATH_NONE = 0, /* refused before any lookup (not canonical, or a physical address that does not exist) */
    FL_PATH_BARE = 1, /* no translation in effect */
    FL_PATH_L1 = 2,
    FL_PATH_L2 = 3, /* the second level: L2 TLB or superpage TLB */
    FL_PATH_WALK = 4,
};

/* Memory attribute of a page: PBMT (Privileged, Svpbmt). */
enum fl_attribute { FL_ATTR_PMA = 0, FL_ATTR_NC = 1, FL_ATTR_IO = 2 };

#define FL_NO_ENTRY 0xff

/* The answer. `pa` and `attribute` mean something only without a fault, `cause` and `tval` only with one. */
struct fl_response {
    uint64_t pa;
    uint64_t tval;   /* the request's va */
    uint32_t cycles; /* accepting edge to answer, >= 1; 1 is a hit in the pipeline and stalls nobody */
    bool fault;
    uint8_t cause;     /* enum fl_cause */
    uint8_t attribute; /* enum fl_attribute */
    uint8_t path;      /* enum fl_path */
    uint8_t entry;     /* L1 entry that hit or was refilled, FL_NO_ENTRY when none */
    uint8_t level;     /* level of the leaf that answered: 0 = 4 KiB, counts up towards the root; 0 when none */
    uint64_t gpa, tval2, tinst; /* reserved: two-stage translation */
};

/* SFENCE.VMA. `given` flags are about the register specifier, not the value (Privileged 4.2.1): rs2 = a register holding 0 means ASID 0. */
struct fl_fence {
    bool va_given, asid_given;
    uint64_t va;
    uint16_t asid;
    uint16_t vmid; /* reserved */
};

/* One step of a walk, as its memory port saw it. */
struct fl_walk_step {
    uint64_t address; /* of the PTE */
    uint64_t value;   /* read, or expected by the compare-and-swap */
    uint64_t desired; /* compare-and-swap: the value to write */
    uint8_t level;    /* 0 = 4 KiB; counts up towards the root */
    uint8_t stage;    /* reserved: 0 = first stage */
    uint8_t attempt;  /* 0, then one more after each lost compare-and-swap or fence */
    bool update;      /* compare-and-swap, not a read */
    bool won;         /* compare-and-swap: memory held `value` and now holds `desired` */
    bool error;       /* the memory refused the access */
};

#define FL_MAX_STEPS 16
struct fl_walk_trace {
    unsigned count; /* steps recorded, at most FL_MAX_STEPS */
    bool truncated; /* more steps were taken than are recorded */
    struct fl_walk_step step[FL_MAX_STEPS];
};

/* The memory as a page-table walker sees it. Both calls return the delay in cycles, >= 1, from the accepted request to the answer.
 * `size` is 4 (Sv32) or 8. A refused access sets *error and leaves memory alone. */
struct fl_pte_mem {
    void *self;
    unsigned (*read)(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error);
    /* One atomic step: if memory holds `expected` write `desired`; *won tells. */
    unsigned (*compare_and_swap)(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                                 bool *won, bool *error);
};

#endif
