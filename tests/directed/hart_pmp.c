/* hart_pmp.c - PMP and Smepmp through their CSRs, as M sets them and M and S meet them (Privileged 3.7, Smepmp). */
#include "hart_story.h"

/* pmpaddr of a naturally aligned page or word; pmpcfg bytes. */
#define PMP_PAGE(pa)    (UINT64_C(pa) >> 2 | 0x1ff)
#define PMP_WORD(pa)    (UINT64_C(pa) >> 2)
#define PMP_ALL         (BIT(54) - 1)
#define ADDR(n)         (PMPADDR0 + (n))
#define SET_ADDR(n, to) SET_CSR(ADDR(n), to)
#define SET_CFG(to)     SET_CSR(PMPCFG0, to)
/* One page of its own rights, all else open. */
#define ONLY(cfg, pa) SET_ADDR(0, PMP_PAGE(pa)), SET_ADDR(1, PMP_ALL), SET_CFG(0x1f00 | (cfg))
enum { NONE = 0x18, R_ONLY = 0x19, X_ONLY = 0x1c };

#define PMP_M IN_M(.satp = RIG_SATP(1)), .pmp_entries = 16
#define GO_S  GO(FL_SUPERVISOR, CODE)

#define FAR UINT64_C(0x400000) /* its L0 table is a page of its own, 0x80705000 */

/* Smepmp: with RLB, a rule by which M and S both execute the first 128 KiB; the tables and PAGE_PA as given. */
#define MML_RULES(page)                                                                                                \
    SET_CSR(MSECCFG, 4), SET_ADDR(0, 0x20003fff), SET_ADDR(1, 0x201dffff), SET_ADDR(2, PMP_PAGE(0x80200000)),          \
        SET_CFG(0x9d), SET_CSR(MSECCFG, 5), SET_CFG(0x1b9e | (uint64_t)(page) << 16)

const struct hart_story hart_pmp_stories[] = {
    {"25", "ADUE, the PTE's page may be read only: an update is refused, the PTE stays",
     IN_M(.satp = RIG_SATP(1), .menvcfg = ADUE), .pmp_entries = 16,
     .step = {MAP(PAGE, PAGE_PA, RW & ~(A | D)), MAP(NEXT_PAGE, PAGE_PA, RW & ~D), ONLY(R_ONLY, 0x80702000), GO_S,
              TRAPS(LD, PAGE, 0, 5, PAGE), TRAPS(SD, PAGE, 1, 7, PAGE), TRAPS(SD, NEXT_PAGE, 1, 7, NEXT_PAGE),
              GIVES(LD, NEXT_PAGE, 0, 0), HOLDS(LEAF(PAGE), PTE(PAGE_PA, RW & ~(A | D))),
              HOLDS(LEAF(NEXT_PAGE), PTE(PAGE_PA, RW & ~D))}},
    {"26", "ADUE, the PTE's page may be read only: nothing to update", IN_M(.satp = RIG_SATP(1), .menvcfg = ADUE),
     .pmp_entries = 16,
     .step = {MAP(PAGE, PAGE_PA, RW), ONLY(R_ONLY, 0x80702000), GO_S, DO(SD, PAGE, 3), HOLDS(PAGE_PA, 3)}},
    {"41", "a table closed to S: load, store and fetch fault as what they are", PMP_M,
     .step = {MAP(FAR, PAGE_PA, RWX), ONLY(NONE, 0x80705000), GO_S, TRAPS(LD, FAR, 0, 5, FAR),
              TRAPS(SD, FAR, 0, 7, FAR), DO(JUMP, FAR, 0), FETCH_ENTERS(1, FAR)}},
    {"42", "a table that may only be read serves fetches", PMP_M,
     .step = {MAP(FAR, PAGE_PA, RX), PUT4(PAGE_PA, LI_1), ONLY(R_ONLY, 0x80705000), GO_S, DO(JUMP, FAR, 0), RUNS(1)}},
    {"43", "a table that may be executed but not read", PMP_M,
     .step = {MAP(FAR, PAGE_PA, RX), ONLY(X_ONLY, 0x80705000), GO_S, TRAPS(LD, FAR, 0, 5, FAR), DO(JUMP, FAR, 0),
              FETCH_ENTERS(1, FAR)}},
    {"44", "an invalid leaf wins over the closed page it names", PMP_M,
     .step = {MAP(PAGE, PAGE_PA, RW & ~1), MAP(NEXT_PAGE, PAGE_PA, RW), ONLY(NONE, 0x80200000), GO_S,
              TRAPS(LD, PAGE, 0, 13, PAGE), TRAPS(LD, NEXT_PAGE, 0, 5, NEXT_PAGE)}},
    {"46", "half of the access matches: refused, in M too, though each half alone may", PMP_M,
     .step = {MAP(PAGE, PAGE_PA, RW), SET_ADDR(0, PMP_WORD(0x80200000)), SET_ADDR(1, PMP_WORD(0x80200004)),
              SET_ADDR(2, PMP_ALL), SET_CFG(0x1f1717), TRAPS(LD, PAGE_PA, 0, 5, PAGE_PA),
              TRAPS(SD, PAGE_PA, 1, 7, PAGE_PA), GIVES(LW, PAGE_PA, 0, 0), GIVES(LW, PAGE_PA + 4, 0, 0),
              GIVES(LB, PAGE_PA + 3, 0, 0), GO_S, TRAPS(LD, PAGE, 0, 5, PAGE), GIVES(LW, PAGE, 0, 0),
              GIVES(LW, PAGE + 4, 0, 0)}},
    {"47", "entries, all OFF: M goes on, S cannot even fetch", PMP_M,
     .step = {GIVES(LD, PAGE_PA, 0, 0), DO(SD, PAGE_PA, 2), GO_S, FETCH_ENTERS(1, CODE), AT(RIG_MTVEC, FL_MACHINE)}},
    {"48", "a locked read-only entry binds M", PMP_M,
     .step = {ONLY(0x80 | R_ONLY, 0x80200000), TRAPS(SD, PAGE_PA, 1, 7, PAGE_PA), GIVES(LD, PAGE_PA, 0, 0),
              DO(JUMP, PAGE_PA, 0), FETCH_ENTERS(1, PAGE_PA)}},
    {"49", "the lower entry decides, whichever way", PMP_M,
     .step = {MAP(PAGE, PAGE_PA, RW), ONLY(NONE, 0x80200000), GO_S, TRAPS(LD, PAGE, 0, 5, PAGE),
              ENTERS(ECALL, 0, 0, 9, 0), SET_ADDR(0, PMP_ALL), SET_ADDR(1, PMP_PAGE(0x80200000)), SET_CFG(0x181f),
              DO(FENCE_ALL, 0, 0), DO(MRET, 0, 0), GIVES(LD, PAGE, 0, 0)}},
    {"50", "TOR from an entry that is OFF; an empty range matches nothing", PMP_M,
     .step = {MAP(PAGE, PAGE_PA, RW), SET_ADDR(1, PMP_WORD(0x80200100)), SET_ADDR(2, PMP_WORD(0x80200200)),
              SET_ADDR(3, PMP_ALL), SET_CFG(0x1f080000), GO_S, GIVES(LD, PAGE + 0xf8, 0, 0),
              TRAPS(LD, PAGE + 0x100, 0, 5, PAGE + 0x100), TRAPS(LD, PAGE + 0x1f8, 0, 5, PAGE + 0x1f8),
              GIVES(LD, PAGE + 0x200, 0, 0), ENTERS(ECALL, 0, 0, 9, 0), SET_ADDR(1, PMP_WORD(0x80200200)),
              DO(FENCE_ALL, 0, 0), DO(MRET, 0, 0), GIVES(LD, PAGE + 0x100, 0, 0)}},
    {"51", "NA4 is one word", PMP_M,
     .step = {MAP(PAGE, PAGE_PA, RW), SET_ADDR(0, PMP_WORD(0x80200010)), SET_ADDR(1, PMP_ALL), SET_CFG(0x1f10), GO_S,
              GIVES(LW, PAGE + 0xc, 0, 0), TRAPS(LW, PAGE + 0x10, 0, 5, PAGE + 0x10), GIVES(LW, PAGE + 0x14, 0, 0)}},
    {"52", "a locked TOR entry locks the address below; a write skips locked bytes", PMP_M,
     .step = {SET_ADDR(0, 0x100), SET_ADDR(1, 0x200), SET_CFG(0x891b), SET_ADDR(0, 0x180), CSR(ADDR(0), 0x100),
              SET_ADDR(1, 0x280), CSR(ADDR(1), 0x200), SET_CFG(0x111c1f), CSR(PMPCFG0, 0x11891f), SET_ADDR(2, 0x300),
              CSR(ADDR(2), 0x300)}},
    {"53", "odd pmpcfg on RV64; PMP CSRs below M", PMP_M,
     .step = {ILLEGAL(CSRR(0x3a1)), ILLEGAL(CSRRW(0x3a1)), DO(CSRR(0x3a0), 0, 0), DO(CSRR(0x3a2), 0, 0),
              ILLEGAL(CSRR(0x3a3)), SET_ADDR(0, PMP_ALL), SET_CFG(0x1f), GO_S, ILLEGAL(CSRR(0x3a0)),
              ILLEGAL(CSRRW(0x3b0)), ILLEGAL(CSRR(MSECCFG))}},
    {"57", "MML: a rule of S and U is closed to M", PMP_M,
     .step = {MAP(PAGE, PAGE_PA, RW), MML_RULES(0x1b), TRAPS(LD, PAGE_PA, 0, 5, PAGE_PA),
              TRAPS(SD, PAGE_PA, 1, 7, PAGE_PA), GO_S, DO(SD, PAGE, 4), GIVES(LD, PAGE, 0, 4)}},
    {"57", "MML: a rule of M is closed to S", PMP_M,
     .step = {MAP(PAGE, PAGE_PA, RW), MML_RULES(0x9b), DO(SD, PAGE_PA, 4), GO_S, TRAPS(LD, PAGE, 0, 5, PAGE),
              TRAPS(SD, PAGE, 1, 7, PAGE), HOLDS(PAGE_PA, 4)}},
    {"57", "MML: shared, M writes and S reads; shared by both, locked, read-only", PMP_M,
     .step = {MAP(PAGE, PAGE_PA, RW), MML_RULES(0x1a), DO(SD, PAGE_PA, 4), GO_S, GIVES(LD, PAGE, 0, 4),
              TRAPS(SD, PAGE, 1, 7, PAGE), ENTERS(ECALL, 0, 0, 9, 0), SET_CFG(0x9f1b9e), DO(FENCE_ALL, 0, 0),
              TRAPS(SD, PAGE_PA, 5, 7, PAGE_PA), GIVES(LD, PAGE_PA, 0, 4), GO_S, GIVES(LD, PAGE, 0, 4),
              TRAPS(SD, PAGE, 1, 7, PAGE)}},
    {"58", "M where nothing matches: MML leaves data, MMWP nothing", PMP_M,
     .step = {MML_RULES(0x1b), GIVES(LD, OTHER_PA, 0, 0), DO(JUMP, OTHER_PA, 0), FETCH_ENTERS(1, OTHER_PA),
              SET_CSR(MSECCFG, 7), TRAPS(LD, OTHER_PA, 0, 5, OTHER_PA)}},
    {"59", "MML without RLB: no new rule may let M execute; the shared read-only one may come", PMP_M,
     .step = {MML_RULES(0x1b), SET_CSR(MSECCFG, 1), CSR(MSECCFG, 1), SET_CFG(0x9c1b9e), CSR(PMPCFG0, 0x1b1b9e),
              SET_CFG(0x9a1b9e), CSR(PMPCFG0, 0x1b1b9e), SET_CFG(0x9e1b9e), CSR(PMPCFG0, 0x1b1b9e), SET_CFG(0x9d1b9e),
              CSR(PMPCFG0, 0x1b1b9e), SET_CFG(0x9f1b9e), CSR(PMPCFG0, 0x9f1b9e)}},
    {"60", "MML and MMWP stick; RLB opens locked entries, and cannot come back over one", PMP_M,
     .step = {MML_RULES(0x1b), CSR(PMPCFG0, 0x1b1b9e), SET_CSR(MSECCFG, 7), CSR(MSECCFG, 7), SET_CSR(MSECCFG, 0),
              CSR(MSECCFG, 3), SET_CSR(MSECCFG, 4), CSR(MSECCFG, 3), SET_CFG(0), CSR(PMPCFG0, 0x9e)}},
    {"100", "rules tightened by M: old or new until SFENCE.VMA, for the page and for its table", PMP_M,
     .step = {MAP(PAGE, PAGE_PA, RW),
              MAP(FAR, OTHER_PA, RW),
              SET_ADDR(1, PMP_ALL),
              SET_CFG(0x1f00),
              GO_S,
              GIVES(LD, PAGE, 0, 0),
              GIVES(LD, FAR, 0, 0),
              ENTERS(ECALL, 0, 0, 9, 0),
              SET_ADDR(0, PMP_PAGE(0x80200000)),
              SET_CFG(0x1f18),
              DO(MRET, 0, 0),
              GIVES_OR_TRAPS(LD, PAGE, 0, 5, PAGE),
              ENTERS(ECALL, 0, 0, 9, 0),
              DO(FENCE_ALL, 0, 0),
              DO(MRET, 0, 0),
              TRAPS(LD, PAGE, 0, 5, PAGE),
              ENTERS(ECALL, 0, 0, 9, 0),
              SET_ADDR(0, PMP_PAGE(0x80705000)),
              DO(MRET, 0, 0),
              GIVES_OR_TRAPS(LD, FAR, 0, 5, FAR),
              ENTERS(ECALL, 0, 0, 9, 0),
              DO(FENCE_ALL, 0, 0),
              DO(MRET, 0, 0),
              TRAPS(LD, FAR, 0, 5, FAR),
              GIVES(LD, PAGE, 0, 0)}},
    {0},
};
