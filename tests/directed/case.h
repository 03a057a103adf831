/* case.h - directed cases: small stories about an MMU, as data that any MMU can be asked to live through.
 *
 * A case is a list of steps: set the context, store a PTE, fence, request, look at memory. Expectations are literals, worked
 * out from the manual by hand. Every case starts with an MMU after reset and this memory (all else zero):
 *
 *     Sv57 root --5--> Sv48 root --4--> Sv39 root --1--> L1 table --2--> L0 table --3--> the page's leaf, put by the case
 *     Sv39 root B --1--> L1 table B --2--> L0 table B            Sv32 root --1--> L0 table 32
 *
 * Memory exists from MEM_BASE to MEM_END; PTE reads elsewhere answer with an error. Its last page refuses to be written. At DEVICE is a page
 * that reads and writes like memory, but is a device's by the board's PMAs.
 * Numbers are stable names: 14 stays 14. A number in several cases tells one rule in several parts.
 */
#ifndef DIRECTED_CASE_H
#define DIRECTED_CASE_H

#include <stdint.h>

#include "faultline/pma.h"
#include "faultline/pmp.h"
#include "faultline/trap.h"
#include "faultline/types.h"

#define MEM_BASE      UINT64_C(0x80000000)
#define MEM_END       UINT64_C(0x80020000)
#define MEM_READ_ONLY UINT64_C(0x8001f000)
#define NO_MEMORY     UINT64_C(0x100000000)
#define DEVICE        UINT64_C(0x10001000)

/* The page of most cases, and where each of its PTEs lies. */
#define VA    UINT64_C(0x40403000)
#define VA48  UINT64_C(0x0000020040403000)
#define VA57  UINT64_C(0x0005020040403000)
#define VA32  UINT64_C(0x00403000)
#define P4    UINT64_C(0x80005028)
#define P3    UINT64_C(0x80004020)
#define P2    UINT64_C(0x80000008)
#define P1    UINT64_C(0x80001010)
#define P0    UINT64_C(0x80002018)
#define P1_32 UINT64_C(0x80006004)
#define P0_32 UINT64_C(0x8000700c)
#define Q2    UINT64_C(0x80008008) /* the same page under root B */
#define Q1    UINT64_C(0x80009010)
#define Q0    UINT64_C(0x8000a018)

/* PTE bits by their letters, and the usual leaves. */
enum { V = 1, R = 2, W = 4, X = 8, U = 16, G = 32, A = 64, D = 128, RSW = 0x300 };
enum { RO = V | R | A | D, RW = RO | W, RX = RO | X, RWX = RW | X, XO = V | X | A | D };
#define PTE(pa, bits) ((uint64_t)(pa) >> 12 << 10 | (uint64_t)(bits))
#define BIT(n)        (UINT64_C(1) << (n))
#define PBMT(n)       ((uint64_t)(n) << 61)
#define N             BIT(63)

/* Contexts. Further fields follow: S39(.sum = true). An MMU knows the board's PMAs by itself; the pure walk is told. */
#define CONTEXT(xlen_, privilege_, mode_, root_, ...)                                                                  \
    (&(const struct fl_context){.xlen = (xlen_),                                                                       \
                                .privilege = (privilege_),                                                             \
                                .mode = (mode_),                                                                       \
                                .root = (root_) >> 12,                                                                 \
                                .pma = &fl_pma_virt,                                                                   \
                                __VA_ARGS__})
#define S39(...)    CONTEXT(64, FL_SUPERVISOR, FL_SV39, UINT64_C(0x80000000), __VA_ARGS__)
#define S39_B(...)  CONTEXT(64, FL_SUPERVISOR, FL_SV39, UINT64_C(0x80008000), __VA_ARGS__)
#define S48(...)    CONTEXT(64, FL_SUPERVISOR, FL_SV48, UINT64_C(0x80004000), __VA_ARGS__)
#define S57(...)    CONTEXT(64, FL_SUPERVISOR, FL_SV57, UINT64_C(0x80005000), __VA_ARGS__)
#define S32(...)    CONTEXT(32, FL_SUPERVISOR, FL_SV32, UINT64_C(0x80006000), __VA_ARGS__)
#define U39(...)    CONTEXT(64, FL_USER, FL_SV39, UINT64_C(0x80000000), __VA_ARGS__)
#define M39(...)    CONTEXT(64, FL_MACHINE, FL_SV39, UINT64_C(0x80000000), __VA_ARGS__)
#define S_BARE(...) CONTEXT(64, FL_SUPERVISOR, FL_BARE, UINT64_C(0), __VA_ARGS__)

enum directed_kind {
    DIRECTED_END,
    DIRECTED_WITH,    /* context: from here on */
    DIRECTED_PUT,     /* address, value: software stores a PTE */
    DIRECTED_SET,     /* the same, and SFENCE.VMA x0, x0: from here on everybody must see it */
    DIRECTED_RACE,    /* address, value: another agent's store, just before the next compare-and-swap there */
    DIRECTED_FENCE,   /* fence */
    DIRECTED_REQUEST, /* va, access, size; expects `outcome`, and `reads` PTE reads of a walk from the root */
    DIRECTED_OR,      /* what the request before may answer instead, from a PTE not fenced since it changed */
    DIRECTED_HOLDS,   /* address, value: memory holds this PTE now */
    DIRECTED_SHARED, /* va, access, size, as a request: the translation that was made under another ASID serves this one too */
    DIRECTED_ALONE, /* the same: it does not */
};

/* On a fault tval is the request's va. */
struct directed_outcome {
    bool fault;
    uint8_t cause, attribute;
    uint64_t pa;
};

struct directed_step {
    enum directed_kind kind;
    uint8_t access, size;
    unsigned reads;
    uint64_t va, address, value;
    const struct fl_context *context;
    struct fl_fence fence;
    struct directed_outcome outcome;
};

#define WITH(context_)                                                                                                 \
    {                                                                                                                  \
        .kind = DIRECTED_WITH, .context = (context_)                                                                   \
    }
#define PUT(address_, value_)                                                                                          \
    {                                                                                                                  \
        .kind = DIRECTED_PUT, .address = (address_), .value = (value_)                                                 \
    }
#define SET(address_, value_)                                                                                          \
    {                                                                                                                  \
        .kind = DIRECTED_SET, .address = (address_), .value = (value_)                                                 \
    }
#define RACE(address_, value_)                                                                                         \
    {                                                                                                                  \
        .kind = DIRECTED_RACE, .address = (address_), .value = (value_)                                                \
    }
#define HOLDS(address_, value_)                                                                                        \
    {                                                                                                                  \
        .kind = DIRECTED_HOLDS, .address = (address_), .value = (value_)                                               \
    }
#define FENCE(...)                                                                                                     \
    {                                                                                                                  \
        .kind = DIRECTED_FENCE, .fence = { __VA_ARGS__ }                                                               \
    }
#define REQUEST(access_, size_, va_, reads_, ...)                                                                      \
    {                                                                                                                  \
        .kind = DIRECTED_REQUEST, .access = (access_), .size = (size_), .va = (va_), .reads = (reads_), .outcome = {   \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }
/* A load, whose outcome is asked too. Who remembers must answer without a PTE read, and not without; the manual says "global", or not. */
#define SHARED_AS(kind_, va_, pa_)                                                                                     \
    {                                                                                                                  \
        .kind = (kind_), .access = FL_LOAD, .size = 8, .va = (va_), .outcome = {.pa = (pa_) }                          \
    }
#define SHARED(va, pa) SHARED_AS(DIRECTED_SHARED, va, pa)
#define ALONE(va, pa)  SHARED_AS(DIRECTED_ALONE, va, pa)
/* Fetches ask for one parcel, data accesses for 8 bytes, unless a size is given. */
#define USUAL_SIZE(access)         ((access) == FL_FETCH ? 2 : 8)
#define OK(access, va, pa_, reads) REQUEST(access, USUAL_SIZE(access), va, reads, .pa = (pa_))
#define OK_TYPE(access, va, pa_, type, reads)                                                                          \
    REQUEST(access, USUAL_SIZE(access), va, reads, .pa = (pa_), .attribute = (type))
#define OK_SIZE(access, size, va, pa_, reads) REQUEST(access, size, va, reads, .pa = (pa_))
#define FAULT(access, va, cause_, reads)                                                                               \
    REQUEST(access, USUAL_SIZE(access), va, reads, .fault = true, .cause = (cause_))
#define FAULT_SIZE(access, size, va, cause_, reads) REQUEST(access, size, va, reads, .fault = true, .cause = (cause_))
#define OR_OK(pa_)                                                                                                     \
    {                                                                                                                  \
        .kind = DIRECTED_OR, .outcome = {.pa = (pa_) }                                                                 \
    }
#define OR_FAULT(cause_)                                                                                               \
    {                                                                                                                  \
        .kind = DIRECTED_OR, .outcome = {.fault = true, .cause = (cause_) }                                            \
    }

/* What a case asks of whoever plays it. */
enum directed_need {
    NEEDS_SV32 = 1,
    NEEDS_PMP = 2,
    NEEDS_ROM = 4,        /* PTEs in memory that refuses updates */
    NEEDS_SECOND_TRY = 8, /* an update that a rival makes the walker lose, and then win in the same walk */
    NEEDS_RV64 = 16,      /* Sv39 and its sisters: every case that does not need Sv32 */
};

#define DIRECTED_STEPS 47

struct directed_case {
    const char *number, *title;
    unsigned needs;
    struct directed_step step[DIRECTED_STEPS + 1]; /* DIRECTED_END ends them */
};

/* One trap or return: state and event in, literal state out; of RV32 where in.xlen is 32. */
struct directed_trap {
    const char *number, *title;
    struct fl_trap_in in;
    struct fl_trap_out out;
};

/* Writes to the PMP CSRs, and what they hold afterwards. */
enum directed_csr { CSR_END, CSR_CFG, CSR_ADDR, CSR_MSECCFG };
struct directed_csr_write {
    enum directed_csr csr;
    unsigned entry;
    uint64_t value, holds; /* mseccfg: MML, MMWP, RLB at bits 0, 1, 2 */
};

struct directed_pmp_csr {
    const char *number, *title;
    struct fl_pmp before;
    struct directed_csr_write write[8]; /* CSR_END ends them */
};

/* The cases by subject; each list ends with a case without a number. */
extern const struct directed_case directed_walk_cases[], directed_permission_cases[], directed_update_cases[],
    directed_format_cases[], directed_fence_cases[], directed_split_cases[], directed_pmp_cases[];
extern const struct directed_case *const directed_case_lists[]; /* all of them; NULL ends it */
extern const struct directed_trap directed_traps[];
extern const struct directed_pmp_csr directed_pmp_csrs[];

#endif
