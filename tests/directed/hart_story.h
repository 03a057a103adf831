/* hart_story.h - directed cases at the level of instructions: what a hart does, one instruction at a time, as data.
 *
 * A story starts in the given mode, by default S under Sv39 with ASID 1, at CODE, with traps going to M at RIG_MTVEC (or to S at
 * RIG_STVEC as far as medeleg and mideleg say). The tables hold CODE (a user page when the story starts in U) and, for S, the
 * page of RIG_STVEC at its own address; a story maps the rest. Its first tables lie where LEAF() says. Expectations are literals.
 *
 * An instruction step puts its word at pc, sets a1 and a2, runs it, and looks: at a0, or at cause, tval and epc. Registers not
 * named are 0 or what the story left there.
 */
#ifndef DIRECTED_HART_STORY_H
#define DIRECTED_HART_STORY_H

#include "hart_rig.h"
#include "hart_words.h"

enum hart_kind {
    HART_END,
    HART_DO,    /* the instruction does not trap */
    HART_GIVES, /* ... and a0 is `value`, or `other` */
    HART_TRAPS, /* it traps with `value` and `tval`; then the handler returns at once, to the same instruction */
    HART_MAY, /* a0 is `value`, or it traps with `other` and `tval`, as the rules stood before the fence that is missing */
    HART_ENTERS, /* the same, and the story goes on in the handler */
    HART_MAP,    /* before the start: va, pa, PTE flags */
    HART_PUT,    /* somebody else stores: address, value, size */
    HART_HOLDS,  /* memory holds: address, value, size */
    HART_CSR,    /* a CSR holds: number, value */
    HART_LINES,  /* interrupt lines from now on, as mip bits */
    HART_FENCED, /* the fence just made named a va (bit 0 of size), an ASID (bit 1): `value`; looked at where the MMU is the rig's */
    HART_AT, /* pc is `address`, and the mode is `value` */
};

struct hart_step {
    enum hart_kind kind;
    bool as_is; /* the instruction that lies at pc, whatever it is */
    uint8_t size;
    uint32_t word;
    uint64_t a1, a2;
    uint64_t address, value, other, tval;
};

#define HART_STEPS 60

struct hart_story {
    const char *number, *title;
    struct rig_boot boot;
    uint8_t pmp_entries; /* 0: no PMP */
    struct hart_step step[HART_STEPS + 1];
};

/* Where the pages of most stories are, and in which PTE. */
#define CODE           UINT64_C(0x10000)
#define CODE_PA        UINT64_C(0x80010000)
#define PAGE           UINT64_C(0x20000)
#define PAGE_PA        UINT64_C(0x80200000)
#define NEXT_PAGE      UINT64_C(0x21000)
#define OTHER_PA       UINT64_C(0x80300000) /* not behind PAGE_PA */
#define ABSENT         UINT64_C(0x30000)    /* nobody maps this page */
#define ROOT           RIG_TABLES
#define LEAF(va)       (RIG_TABLES + 0x2000 + ((va) >> 12 & 511) * 8) /* of an address below 2 MiB */
#define PTE(pa, flags) ((uint64_t)(pa) >> 12 << 10 | (uint64_t)(flags))
enum { RO = 0xc3, RW = 0xc7, RX = 0xcb, XO = 0xc9, RWX = 0xcf, G = 32, A = 64, D = 128 };

/* How a story starts. */
#define IN_S(...)   .boot = {.privilege = FL_SUPERVISOR, .pc = CODE, .satp = RIG_SATP(1), __VA_ARGS__}
#define IN_U(...)   .boot = {.privilege = FL_USER, .pc = CODE, .satp = RIG_SATP(1), __VA_ARGS__}
#define IN_M(...)   .boot = {.privilege = FL_MACHINE, .pc = CODE_PA, __VA_ARGS__}
#define BARE_S(...) .boot = {.privilege = FL_SUPERVISOR, .pc = CODE_PA, __VA_ARGS__}

/* Steps. */
#define MAP(va, pa, flags)                                                                                             \
    {                                                                                                                  \
        .kind = HART_MAP, .a1 = (va), .address = (pa), .value = (flags)                                                \
    }
#define PUT(pa, value_)                                                                                                \
    {                                                                                                                  \
        .kind = HART_PUT, .size = 8, .address = (pa), .value = (value_)                                                \
    }
#define PUT2(pa, value_)                                                                                               \
    {                                                                                                                  \
        .kind = HART_PUT, .size = 2, .address = (pa), .value = (value_)                                                \
    }
#define PUT4(pa, value_)                                                                                               \
    {                                                                                                                  \
        .kind = HART_PUT, .size = 4, .address = (pa), .value = (value_)                                                \
    }
#define HOLDS(pa, value_)                                                                                              \
    {                                                                                                                  \
        .kind = HART_HOLDS, .size = 8, .address = (pa), .value = (value_)                                              \
    }
#define CSR(number_, value_)                                                                                           \
    {                                                                                                                  \
        .kind = HART_CSR, .address = (number_), .value = (value_)                                                      \
    }
#define LINES(bits)                                                                                                    \
    {                                                                                                                  \
        .kind = HART_LINES, .value = (bits)                                                                            \
    }
#define FENCED(va_given, asid_given, asid)                                                                             \
    {                                                                                                                  \
        .kind = HART_FENCED, .size = (va_given) | (asid_given) << 1, .value = (asid)                                   \
    }
#define AT(pc_, mode)                                                                                                  \
    {                                                                                                                  \
        .kind = HART_AT, .address = (pc_), .value = (mode)                                                             \
    }
#define DO(word_, a1_, a2_)                                                                                            \
    {                                                                                                                  \
        .kind = HART_DO, .word = (word_), .a1 = (a1_), .a2 = (a2_)                                                     \
    }
#define GIVES(word_, a1_, a2_, a0)                                                                                     \
    {                                                                                                                  \
        .kind = HART_GIVES, .word = (word_), .a1 = (a1_), .a2 = (a2_), .value = (a0), .other = (a0)                    \
    }
#define GIVES_OR(word_, a1_, a2_, a0, or_)                                                                             \
    {                                                                                                                  \
        .kind = HART_GIVES, .word = (word_), .a1 = (a1_), .a2 = (a2_), .value = (a0), .other = (or_)                   \
    }
#define TRAPS(word_, a1_, a2_, cause, tval_)                                                                           \
    {                                                                                                                  \
        .kind = HART_TRAPS, .word = (word_), .a1 = (a1_), .a2 = (a2_), .value = (cause), .tval = (tval_)               \
    }
#define ENTERS(word_, a1_, a2_, cause, tval_)                                                                          \
    {                                                                                                                  \
        .kind = HART_ENTERS, .word = (word_), .a1 = (a1_), .a2 = (a2_), .value = (cause), .tval = (tval_)              \
    }
#define GIVES_OR_TRAPS(word_, a1_, a0, cause, tval_)                                                                   \
    {                                                                                                                  \
        .kind = HART_MAY, .word = (word_), .a1 = (a1_), .value = (a0), .other = (cause), .tval = (tval_)               \
    }
#define ILLEGAL(word_) TRAPS(word_, 0, 0, 2, word_)
/* What lies there runs: it gives a0, or it cannot be fetched. */
#define RUNS(a0)                                                                                                       \
    {                                                                                                                  \
        .kind = HART_GIVES, .as_is = true, .value = (a0), .other = (a0)                                                \
    }
#define RUNS_WITH(a1_, a0)                                                                                             \
    {                                                                                                                  \
        .kind = HART_GIVES, .as_is = true, .a1 = (a1_), .value = (a0), .other = (a0)                                   \
    }
#define RUNS_OR(a0, or_)                                                                                               \
    {                                                                                                                  \
        .kind = HART_GIVES, .as_is = true, .value = (a0), .other = (or_)                                               \
    }
#define FETCH_TRAPS(cause, tval_)                                                                                      \
    {                                                                                                                  \
        .kind = HART_TRAPS, .as_is = true, .value = (cause), .tval = (tval_)                                           \
    }
#define FETCH_ENTERS(cause, tval_)                                                                                     \
    {                                                                                                                  \
        .kind = HART_ENTERS, .as_is = true, .value = (cause), .tval = (tval_)                                          \
    }

#define SET_CSR(csr, value) DO(CSRRW(csr), value, 0)
/* From M: to `mode` (of mstatus.MPP) at `pc`. */
#define MPP(mode) ((uint64_t)(mode) << 11)
#define GO(mode, pc_)                                                                                                  \
    SET_CSR(MEPC, pc_), DO(CSRRC(MSTATUS), MPP(3), 0), DO(CSRRS(MSTATUS), MPP(mode), 0), DO(MRET, 0, 0)

/* The stories by subject; each list ends with a story without a number. */
extern const struct hart_story hart_translation_stories[], hart_access_stories[], hart_cache_stories[],
    hart_satp_stories[], hart_fence_stories[], hart_pmp_stories[], hart_privilege_stories[], hart_trap_stories[];
extern const struct hart_story *const hart_story_lists[]; /* all of them; NULL ends it */

#endif
