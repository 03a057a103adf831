/* hart_cache.c - cache-block operations and prefetches (Unprivileged, CMO; Privileged 3.1.18, 4.1.10). */
#include "hart_story.h"

#define THIRD   UINT64_C(0x22000)
#define ONES    UINT64_MAX
#define PMLEN_7 (2 * BIT(32)) /* menvcfg.PMM */
/* envcfg: INVAL invalidates or flushes, CLEAN and FLUSH, ZERO. */
enum { CBIE_INVAL = 0x30, CBIE_FLUSH = 0x10, CBCFE = 0x40, CBZE = 0x80, ALL_CBO = 0xf0 };
#define ALL_ILLEGAL ILLEGAL(CBO_INVAL), ILLEGAL(CBO_CLEAN), ILLEGAL(CBO_FLUSH), ILLEGAL(CBO_ZERO)
#define ALL_RUN(va) DO(CBO_INVAL, va, 0), DO(CBO_CLEAN, va, 0), DO(CBO_FLUSH, va, 0), DO(CBO_ZERO, va, 0)
#define DENY_PAGE   SET_CSR(PMPADDR0, PAGE_PA >> 2 | 0x1ff), SET_CSR(PMPADDR0 + 1, ONES), SET_CSR(PMPCFG0, 0x1f18)

const struct hart_story hart_cache_stories[] = {
    {"68", "management goes where a load may and asks no D; it faults as a store", IN_S(.menvcfg = ALL_CBO),
     .step = {MAP(PAGE, PAGE_PA, RO & ~D), MAP(NEXT_PAGE, PAGE_PA, XO), MAP(THIRD, PAGE_PA, RW & ~(A | D)),
              PUT(PAGE_PA, 5), DO(CBO_CLEAN, PAGE, 0), DO(CBO_FLUSH, PAGE + 0x3f, 0), DO(CBO_INVAL, PAGE, 0),
              TRAPS(CBO_CLEAN, NEXT_PAGE, 0, 15, NEXT_PAGE), TRAPS(CBO_FLUSH, THIRD + 0x10, 0, 15, THIRD + 0x10),
              TRAPS(CBO_INVAL, ABSENT + 0x3f, 0, 15, ABSENT + 0x3f), TRAPS(CBO_CLEAN, BIT(63), 0, 15, BIT(63)),
              DO(CSRRS(SSTATUS), MXR, 0), DO(CBO_CLEAN, NEXT_PAGE, 0), HOLDS(PAGE_PA, 5),
              HOLDS(LEAF(PAGE), PTE(PAGE_PA, RO & ~D)), HOLDS(LEAF(THIRD), PTE(PAGE_PA, RW & ~(A | D)))}},
    {"68", "management after a store hit, a store after management: neither lends its rights to the other",
     IN_S(.menvcfg = ALL_CBO),
     .step = {MAP(PAGE, PAGE_PA, RW & ~D), DO(CBO_CLEAN, PAGE, 0), TRAPS(SD, PAGE, 1, 15, PAGE), DO(CBO_FLUSH, PAGE, 0),
              TRAPS(SD, PAGE, 1, 15, PAGE), HOLDS(PAGE_PA, 0)}},
    {"68", "ADUE: management sets A, not D", IN_S(.menvcfg = ADUE | ALL_CBO),
     .step = {MAP(PAGE, PAGE_PA, RW & ~(A | D)), DO(CBO_CLEAN, PAGE, 0), HOLDS(LEAF(PAGE), PTE(PAGE_PA, RW & ~D))}},
    {"69", "CBO.ZERO needs W and D; mtval is its operand as given", IN_S(.menvcfg = ALL_CBO),
     .step = {MAP(PAGE, PAGE_PA, RO), MAP(NEXT_PAGE, PAGE_PA, RW & ~D), PUT(PAGE_PA + 0x18, ONES),
              TRAPS(CBO_ZERO, PAGE + 0x1f, 0, 15, PAGE + 0x1f), TRAPS(CBO_ZERO, NEXT_PAGE + 1, 0, 15, NEXT_PAGE + 1),
              TRAPS(CBO_ZERO, ABSENT + 0xfff, 0, 15, ABSENT + 0xfff), HOLDS(PAGE_PA + 0x18, ONES)}},
    {"69", "CBO.ZERO clears the 64 bytes around its operand, no more", IN_S(.menvcfg = ALL_CBO),
     .step = {MAP(PAGE, PAGE_PA, RW), PUT(PAGE_PA + 0x38, ONES), PUT(PAGE_PA + 0x40, ONES), PUT(PAGE_PA + 0x58, ONES),
              PUT(PAGE_PA + 0x78, ONES), PUT(PAGE_PA + 0x80, ONES), DO(CBO_ZERO, PAGE + 0x5b, 0),
              HOLDS(PAGE_PA + 0x38, ONES), HOLDS(PAGE_PA + 0x40, 0), HOLDS(PAGE_PA + 0x58, 0), HOLDS(PAGE_PA + 0x78, 0),
              HOLDS(PAGE_PA + 0x80, ONES)}},
    {"69", "a device has no cache blocks", IN_S(.menvcfg = ALL_CBO),
     .step = {MAP(PAGE, RIG_DEVICE, RW), TRAPS(CBO_ZERO, PAGE + 8, 0, 7, PAGE + 8),
              TRAPS(CBO_CLEAN, PAGE, 0, 7, PAGE)}},
    {"69", "CBO.ZERO rewrites the very code that runs behind it", IN_S(.menvcfg = ALL_CBO),
     .step = {PUT4(CODE_PA + 4, LI_1), DO(CBO_ZERO, CODE, 0), FETCH_TRAPS(2, 0)}},
    {"69", "the operand's tag is masked off; PMP judges the whole block",
     IN_M(.satp = RIG_SATP(1), .menvcfg = ALL_CBO | PMLEN_7), .pmp_entries = 16,
     .step = {MAP(PAGE, PAGE_PA, RW), PUT(PAGE_PA + 0x40, ONES), SET_CSR(PMPADDR0, PAGE_PA >> 2),
              SET_CSR(PMPADDR0 + 1, ONES), SET_CSR(PMPCFG0, 0x1f17),
              TRAPS(CBO_ZERO, PAGE_PA + 0x3f, 0, 7, PAGE_PA + 0x3f), GO(FL_SUPERVISOR, CODE),
              DO(CBO_ZERO, PAGE + 0x7f + 0x5a * BIT(57), 0), HOLDS(PAGE_PA + 0x40, 0),
              TRAPS(CBO_ZERO, PAGE + 0x3f + 0x5a * BIT(57), 0, 7, PAGE + 0x3f),
              TRAPS(CBO_CLEAN, PAGE + 8 + 0x5a * BIT(57), 0, 7, PAGE + 8)}},
    {"70", "S without menvcfg's enables: illegal, before any translation", IN_S(),
     .step = {ALL_ILLEGAL, TRAPS(CBO_CLEAN, ABSENT, 0, 2, CBO_CLEAN), TRAPS(CBO_ZERO, BIT(63), 0, 2, CBO_ZERO)}},
    {"70", "each enable opens its own instructions", IN_S(.menvcfg = CBCFE),
     .step = {MAP(PAGE, PAGE_PA, RW), DO(CBO_CLEAN, PAGE, 0), DO(CBO_FLUSH, PAGE, 0), ILLEGAL(CBO_INVAL),
              ILLEGAL(CBO_ZERO), ENTERS(ECALL, 0, 0, 9, 0), SET_CSR(MENVCFG, CBZE), DO(MRET, 0, 0),
              DO(CBO_ZERO, PAGE, 0), ILLEGAL(CBO_CLEAN), ILLEGAL(CBO_FLUSH), ILLEGAL(CBO_INVAL)}},
    {"70", "CBIE = 1 lets INVAL flush: what was stored is kept; CBIE = 2 is not held", IN_S(.menvcfg = CBIE_FLUSH),
     .step = {MAP(PAGE, PAGE_PA, RW), DO(SD, PAGE, 9), DO(CBO_INVAL, PAGE, 0), HOLDS(PAGE_PA, 9), GIVES(LD, PAGE, 0, 9),
              ENTERS(ECALL, 0, 0, 9, 0), SET_CSR(MENVCFG, 0x20), CSR(MENVCFG, 0), DO(MRET, 0, 0), ILLEGAL(CBO_INVAL)}},
    {"70", "U needs senvcfg's enables as well", IN_U(.menvcfg = ALL_CBO),
     .step = {MAP(PAGE, PAGE_PA, PTE_USER), ALL_ILLEGAL, ENTERS(ECALL, 0, 0, 8, 0), SET_CSR(SENVCFG, ALL_CBO),
              DO(MRET, 0, 0), ALL_RUN(PAGE), ENTERS(ECALL, 0, 0, 8, 0), SET_CSR(MENVCFG, 0), DO(MRET, 0, 0),
              ALL_ILLEGAL}},
    {"70", "M asks nobody", IN_M(), .step = {PUT(PAGE_PA, ONES), ALL_RUN(PAGE_PA), HOLDS(PAGE_PA, 0)}},
    {"71", "prefetches never trap and set nothing", IN_S(.menvcfg = ADUE),
     .step = {MAP(PAGE, PAGE_PA, RW & ~(A | D)), DO(PREFETCH_W, ABSENT, 0), DO(PREFETCH_R, ABSENT, 0),
              DO(PREFETCH_I, ABSENT, 0), DO(PREFETCH_W, BIT(63), 0), DO(PREFETCH_W, PAGE, 0), DO(PREFETCH_R, PAGE, 0),
              HOLDS(LEAF(PAGE), PTE(PAGE_PA, RW & ~(A | D)))}},
    {"71", "a prefetch that PMP would refuse", IN_M(.satp = RIG_SATP(1)), .pmp_entries = 16,
     .step = {MAP(PAGE, PAGE_PA, RW), DENY_PAGE, GO(FL_SUPERVISOR, CODE), DO(PREFETCH_W, PAGE, 0),
              TRAPS(LD, PAGE, 0, 5, PAGE)}},
    {0},
};
