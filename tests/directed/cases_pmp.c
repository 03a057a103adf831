/* cases_pmp.c - physical memory protection, on PTE accesses and on the access itself (Privileged 3.7, Smepmp).
 *
 * `reads` counts what reaches memory: a PTE read that PMP refuses does not.
 */
#include "case.h"

/* pmpaddr values: a naturally aligned page, one word, everything; and a TOR bound. */
#define PAGE(pa) ((UINT64_C(pa) >> 2) | 0x1ff)
#define WORD(pa) (UINT64_C(pa) >> 2)
#define ALL      0x3fffffffffffff

/* pmpcfg bytes: A field and rights. */
enum { TOR = 0x08, NA4 = 0x10, NAPOT = 0x18, L = 0x80, r = 1, w = 2, x = 4, rw = 3, rx = 5, rwx = 7 };

#define PMP(...)  (&(const struct fl_pmp){.count = 16, __VA_ARGS__})
#define CFG(...)  .cfg = {__VA_ARGS__}
#define ADDR(...) .addr = {__VA_ARGS__}
/* One page with its own rights, the rest open. */
#define PAGE_RULE(cfg, pa) PMP(CFG(NAPOT | (cfg), NAPOT | rwx), ADDR(PAGE(pa), ALL))

#define OPEN PMP(CFG(0, NAPOT | rwx), ADDR(0, ALL))

/* Physical accesses, which PMP alone decides. */
#define M_BARE(...)   CONTEXT(64, FL_MACHINE, FL_BARE, UINT64_C(0), __VA_ARGS__)
#define AT            UINT64_C(0x90003000)
#define ALLOW(access) OK(access, AT, AT, 0)
#define DENY_FETCH    FAULT(FL_FETCH, AT, 1, 0)
#define DENY_LOAD     FAULT(FL_LOAD, AT, 5, 0)
#define DENY_STORE    FAULT(FL_STORE, AT, 7, 0)

/* A Smepmp rule, LRWX in the manual's order, and what M and S may do under it. */
#define MML_RULE(cfg) PMP(.mml = true, CFG(NAPOT | (cfg)), ADDR(PAGE(0x90003000)))
#define AS_M(cfg)     WITH(M_BARE(.pmp = MML_RULE(cfg)))
#define AS_S(cfg)     WITH(S_BARE(.pmp = MML_RULE(cfg)))
#define MAY_NOTHING   DENY_LOAD, DENY_STORE, DENY_FETCH
#define MAY_X         DENY_LOAD, DENY_STORE, ALLOW(FL_FETCH)
#define MAY_R         ALLOW(FL_LOAD), DENY_STORE, DENY_FETCH
#define MAY_RX        ALLOW(FL_LOAD), DENY_STORE, ALLOW(FL_FETCH)
#define MAY_RW        ALLOW(FL_LOAD), ALLOW(FL_STORE), DENY_FETCH
#define MAY_RWX       ALLOW(FL_LOAD), ALLOW(FL_STORE), ALLOW(FL_FETCH)

const struct directed_case directed_pmp_cases[] = {
    {"25",
     "PTE page read-only, an update is needed: access fault, PTE unchanged",
     NEEDS_PMP,
     {WITH(S39(.adue = true, .pmp = PAGE_RULE(r, 0x80002000))), PUT(P0, PTE(0x90003000, V | R | W)),
      FAULT(FL_LOAD, VA, 5, 3), FAULT(FL_STORE, VA, 7, 3), HOLDS(P0, PTE(0x90003000, V | R | W)),
      SET(P0, PTE(0x90003000, RW & ~D)), FAULT(FL_STORE, VA, 7, 3), OK(FL_LOAD, VA, 0x90003000, 3),
      HOLDS(P0, PTE(0x90003000, RW & ~D))}},
    {"26",
     "PTE page read-only, nothing to update",
     NEEDS_PMP,
     {WITH(S39(.adue = true, .pmp = PAGE_RULE(r, 0x80002000))), PUT(P0, PTE(0x90003000, RW)),
      OK(FL_STORE, VA, 0x90003000, 3)}},
    {"28",
     "the final address denied: A may have been set before",
     NEEDS_PMP,
     {WITH(S39(.adue = true, .pmp = PAGE_RULE(0, 0x90003000))), PUT(P0, PTE(0x90003000, V | R)),
      FAULT(FL_LOAD, VA, 5, 3), HOLDS(P0, PTE(0x90003000, V | R | A))}},
    {"41",
     "a PTE read denied at level 2",
     NEEDS_PMP,
     {WITH(S39(.pmp = PAGE_RULE(0, 0x80000000))), PUT(P0, PTE(0x90003000, RWX)), FAULT(FL_FETCH, VA, 1, 0),
      FAULT(FL_LOAD, VA, 5, 0), FAULT(FL_STORE, VA, 7, 0)}},
    {"41",
     "a PTE read denied at level 1",
     NEEDS_PMP,
     {WITH(S39(.pmp = PAGE_RULE(0, 0x80001000))), PUT(P0, PTE(0x90003000, RWX)), FAULT(FL_FETCH, VA, 1, 1),
      FAULT(FL_LOAD, VA, 5, 1), FAULT(FL_STORE, VA, 7, 1)}},
    {"41",
     "a PTE read denied at level 0",
     NEEDS_PMP,
     {WITH(S39(.pmp = PAGE_RULE(0, 0x80002000))), PUT(P0, PTE(0x90003000, RWX)), FAULT(FL_FETCH, VA, 1, 2),
      FAULT(FL_LOAD, VA, 5, 2), FAULT(FL_STORE, VA, 7, 2)}},
    {"41",
     "PTE reads are the supervisor's, under MPRV too",
     NEEDS_PMP,
     {WITH(M39(.mprv = true, .mpp = FL_SUPERVISOR, .pmp = PAGE_RULE(0, 0x80002000))), PUT(P0, PTE(0x90003000, RW)),
      FAULT(FL_LOAD, VA, 5, 2)}},
    {"42",
     "a fetch reads PTEs, it does not execute them",
     NEEDS_PMP,
     {WITH(S39(.pmp = PAGE_RULE(r, 0x80002000))), PUT(P0, PTE(0x90003000, RX)), OK(FL_FETCH, VA, 0x90003000, 3)}},
    {"43",
     "a table that may be written or executed but not read",
     NEEDS_PMP,
     {WITH(S39(.pmp = PAGE_RULE(w, 0x80002000))), PUT(P0, PTE(0x90003000, RX)), FAULT(FL_LOAD, VA, 5, 2),
      WITH(S39(.pmp = PAGE_RULE(x, 0x80002000))), FAULT(FL_FETCH, VA, 1, 2)}},
    {"44",
     "an invalid leaf wins over the denied page it names",
     NEEDS_PMP,
     {WITH(S39(.pmp = PAGE_RULE(0, 0x90003000))), PUT(P0, PTE(0x90003000, RW & ~V)), FAULT(FL_LOAD, VA, 13, 3),
      SET(P0, PTE(0x90003000, RW)), FAULT(FL_LOAD, VA, 5, 3)}},
    {"45",
     "an invalid entry wins over a denied table below it",
     NEEDS_PMP,
     {WITH(S39(.pmp = PAGE_RULE(0, 0x80001000))), PUT(P2, PTE(0x80001000, 0)), FAULT(FL_STORE, VA, 15, 1)}},
    {"46",
     "an entry that covers half of the access refuses it, whatever the halves may do",
     NEEDS_PMP,
     {WITH(S_BARE(.pmp = PMP(CFG(NA4 | rwx, NA4 | rwx, NAPOT | rwx), ADDR(WORD(0x90003000), WORD(0x90003004), ALL)))),
      DENY_LOAD, OK_SIZE(FL_LOAD, 4, AT, AT, 0), OK_SIZE(FL_LOAD, 4, AT + 4, AT + 4, 0),
      WITH(M_BARE(.pmp = PMP(CFG(NA4 | rwx), ADDR(WORD(0x90003000))))), DENY_LOAD, DENY_STORE,
      OK_SIZE(FL_LOAD, 4, AT, AT, 0), OK_SIZE(FL_LOAD, 1, AT + 3, AT + 3, 0)}},
    {"47",
     "entries exist and all are OFF: closed to S, open to M",
     NEEDS_PMP,
     {WITH(S_BARE(.pmp = PMP(CFG(rwx)))), MAY_NOTHING, WITH(M_BARE(.pmp = PMP(CFG(rwx)))), MAY_RWX,
      WITH(S39(.pmp = PMP(CFG(0)))), FAULT(FL_LOAD, VA, 5, 0)}},
    {"48",
     "a locked read-only entry binds M too",
     NEEDS_PMP,
     {WITH(M_BARE(.pmp = PMP(CFG(L | NAPOT | r), ADDR(PAGE(0x90003000))))), MAY_R,
      WITH(M_BARE(.pmp = PMP(CFG(NAPOT | r), ADDR(PAGE(0x90003000))))), MAY_RWX}},
    {"49",
     "the lowest match decides",
     NEEDS_PMP,
     {WITH(S_BARE(.pmp = PMP(CFG(NAPOT, NAPOT | rwx), ADDR(PAGE(0x90003000), ALL)))), MAY_NOTHING,
      WITH(S_BARE(.pmp = PMP(CFG(NAPOT | rwx, NAPOT), ADDR(PAGE(0x90003000), ALL)))), MAY_RWX,
      WITH(S_BARE(.pmp = PMP(CFG(NAPOT | r, NAPOT | w, NAPOT | x), ADDR(ALL, ALL, ALL)))), MAY_R,
      FAULT(FL_AMO, AT, 7, 0)}},
    {"50",
     "TOR: an empty range, the range of entry 0, a lower bound in an entry that is OFF",
     NEEDS_PMP,
     {WITH(S_BARE(.pmp = PMP(CFG(0, TOR | rwx), ADDR(WORD(0x90004000), WORD(0x90003000))))), DENY_LOAD,
      WITH(S_BARE(.pmp = PMP(CFG(0, TOR | rwx), ADDR(WORD(0x90003000), WORD(0x90003000))))), DENY_LOAD,
      WITH(S_BARE(.pmp = PMP(CFG(TOR | rwx), ADDR(WORD(0x90003008))))), ALLOW(FL_LOAD), OK(FL_LOAD, 0, 0, 0),
      FAULT(FL_LOAD, AT + 8, 5, 0), FAULT(FL_LOAD, AT + 4, 5, 0),
      WITH(S_BARE(.pmp = PMP(CFG(0, TOR | rw), ADDR(WORD(0x90003000), WORD(0x90004000))))), MAY_RW,
      FAULT(FL_LOAD, AT - 8, 5, 0), OK(FL_STORE, AT + 0xff8, AT + 0xff8, 0), FAULT(FL_LOAD, AT + 0x1000, 5, 0)}},
    {"51",
     "NAPOT of all ones is everything; NA4 is four bytes; 8 bytes is the smallest NAPOT",
     NEEDS_PMP,
     {WITH(S_BARE(.pmp = PMP(CFG(NAPOT | rw), ADDR(ALL)))), ALLOW(FL_LOAD), OK(FL_LOAD, 0, 0, 0),
      OK(FL_STORE, 0x00fffffffffffff8, 0x00fffffffffffff8, 0),
      WITH(S_BARE(.pmp = PMP(CFG(NA4 | rw), ADDR(WORD(0x90003004))))), OK_SIZE(FL_LOAD, 4, AT + 4, AT + 4, 0),
      FAULT_SIZE(FL_LOAD, 4, AT, 5, 0), FAULT_SIZE(FL_LOAD, 4, AT + 8, 5, 0),
      WITH(S_BARE(.pmp = PMP(CFG(NAPOT | rw), ADDR(WORD(0x90003000))))), ALLOW(FL_LOAD),
      FAULT_SIZE(FL_LOAD, 4, AT + 8, 5, 0), FAULT_SIZE(FL_LOAD, 4, AT - 4, 5, 0)}},
    {"51",
     "AMO needs R and W; cache-block management R or W, CBO.ZERO W, of the whole block",
     NEEDS_PMP,
     {WITH(S_BARE(.pmp = PMP(CFG(NAPOT | r), ADDR(ALL)))), FAULT(FL_AMO, AT, 7, 0), ALLOW(FL_CBO_MANAGE),
      FAULT(FL_CBO_ZERO, AT, 7, 0), WITH(S_BARE(.pmp = PMP(CFG(NAPOT | w), ADDR(ALL)))), FAULT(FL_AMO, AT, 7, 0),
      ALLOW(FL_CBO_MANAGE), ALLOW(FL_CBO_ZERO), WITH(S_BARE(.pmp = PMP(CFG(NAPOT | x), ADDR(ALL)))),
      FAULT(FL_CBO_MANAGE, AT, 7, 0), WITH(S_BARE(.pmp = PMP(CFG(TOR | rw), ADDR(WORD(0x90003020))))), ALLOW(FL_STORE),
      FAULT_SIZE(FL_CBO_ZERO, 1, AT + 8, 7, 0), WITH(S_BARE(.pmp = PMP(CFG(TOR | rw), ADDR(WORD(0x90003040))))),
      OK_SIZE(FL_CBO_ZERO, 1, AT + 0x3f, AT + 0x3f, 0)}},
    {"57",
     "MML: rules without L",
     NEEDS_PMP,
     {AS_M(0), MAY_NOTHING, AS_S(0), MAY_NOTHING, AS_M(x), MAY_NOTHING, AS_S(x), MAY_X, AS_M(w), MAY_RW, AS_S(w), MAY_R,
      AS_M(w | x), MAY_RW, AS_S(w | x), MAY_RW}},
    {"57",
     "MML: rules of S and U alone",
     NEEDS_PMP,
     {AS_M(r), MAY_NOTHING, AS_S(r), MAY_R, AS_M(rx), MAY_NOTHING, AS_S(rx), MAY_RX, AS_M(rw), MAY_NOTHING, AS_S(rw),
      MAY_RW, AS_M(rwx), MAY_NOTHING, AS_S(rwx), MAY_RWX}},
    {"57",
     "MML: locked and shared rules",
     NEEDS_PMP,
     {AS_M(L), MAY_NOTHING, AS_S(L), MAY_NOTHING, AS_M(L | x), MAY_X, AS_S(L | x), MAY_NOTHING, AS_M(L | w), MAY_X,
      AS_S(L | w), MAY_X, AS_M(L | w | x), MAY_RX, AS_S(L | w | x), MAY_X}},
    {"57",
     "MML: rules of M alone, and the shared read-only one",
     NEEDS_PMP,
     {AS_M(L | r), MAY_R, AS_S(L | r), MAY_NOTHING, AS_M(L | rx), MAY_RX, AS_S(L | rx), MAY_NOTHING, AS_M(L | rw),
      MAY_RW, AS_S(L | rw), MAY_NOTHING, AS_M(L | rwx), MAY_R, AS_S(L | rwx), MAY_R}},
    {"58",
     "M where no entry matches: MML closes fetches, MMWP everything",
     NEEDS_PMP,
     {WITH(M_BARE(.pmp = PMP(.mml = true))), MAY_RW, WITH(M_BARE(.pmp = PMP(.mmwp = true))), MAY_NOTHING,
      WITH(M_BARE(.pmp = PMP(.mml = true, .mmwp = true))), MAY_NOTHING, WITH(M_BARE(.pmp = PMP(.rlb = true))),
      MAY_RWX}},
    {"58",
     "no entries implemented: everybody is free",
     NEEDS_PMP,
     {WITH(S_BARE(.pmp = &(const struct fl_pmp){.count = 0})), MAY_RWX}},
    {"100",
     "a rule tightened: old or new until the full fence, for the page and for its table",
     NEEDS_PMP,
     {WITH(S39(.pmp = OPEN)), PUT(P0, PTE(0x90003000, RW)), OK(FL_LOAD, VA, 0x90003000, 3),
      WITH(S39(.pmp = PAGE_RULE(r, 0x90003000))), FAULT(FL_STORE, VA, 7, 3), OR_OK(0x90003000), FENCE(0),
      FAULT(FL_STORE, VA, 7, 3), OK(FL_LOAD, VA, 0x90003000, 3), WITH(S39(.pmp = PAGE_RULE(0, 0x80002000))),
      FAULT(FL_LOAD, VA, 5, 2), OR_OK(0x90003000), FENCE(0), FAULT(FL_LOAD, VA, 5, 2), WITH(S39(.pmp = OPEN)), FENCE(0),
      OK(FL_LOAD, VA, 0x90003000, 3)}},
    {0},
};

/* What the CSRs hold after a write. */
#define LOCKED_TOR_PAIR                                                                                                \
    {                                                                                                                  \
        .count = 16, CFG(NAPOT | rw, L | TOR | r), ADDR(0x100, 0x200)                                                  \
    }

const struct directed_pmp_csr directed_pmp_csrs[] = {
    {"52",
     "a locked TOR entry locks the address below it as well",
     LOCKED_TOR_PAIR,
     {{CSR_ADDR, 0, 0x180, 0x100},
      {CSR_ADDR, 1, 0x280, 0x200},
      {CSR_CFG, 1, 0, L | TOR | r},
      {CSR_ADDR, 2, 0x300, 0x300}}},
    {"52",
     "a pmpcfg write changes the unlocked bytes and skips the locked one",
     LOCKED_TOR_PAIR,
     {{CSR_CFG, 0, NAPOT | x, NAPOT | x}, {CSR_CFG, 1, NAPOT | x, L | TOR | r}, {CSR_CFG, 2, NA4 | r, NA4 | r}}},
    {"52",
     "an entry locked while OFF is locked, and does not lock its lower neighbour",
     {.count = 16, CFG(0, L)},
     {{CSR_CFG, 1, NAPOT | rwx, L}, {CSR_ADDR, 1, 0x55, 0}, {CSR_ADDR, 0, 0x55, 0x55}}},
    {"52",
     "WARL: bits 6:5 are zero, W without R is not kept, addresses have 54 bits",
     {.count = 16},
     {{CSR_CFG, 0, 0x60 | NAPOT | rw, NAPOT | rw},
      {CSR_CFG, 0, NAPOT | w, NAPOT},
      {CSR_CFG, 0, NAPOT | w | x, NAPOT | x},
      {CSR_ADDR, 0, UINT64_MAX, ALL}}},
    {"52",
     "entries that do not exist hold zero",
     {.count = 16},
     {{CSR_CFG, 16, NAPOT | rwx, 0}, {CSR_ADDR, 16, 0x55, 0}, {CSR_CFG, 63, NAPOT | rwx, 0}, {CSR_ADDR, 63, 0x55, 0}}},
    {"59",
     "MML without RLB: no new rule may let M execute",
     {.count = 16, .mml = true, CFG(NAPOT | r)},
     {{CSR_CFG, 0, L | NAPOT | x, NAPOT | r},
      {CSR_CFG, 0, L | NAPOT | w, NAPOT | r},
      {CSR_CFG, 0, L | NAPOT | w | x, NAPOT | r},
      {CSR_CFG, 0, L | NAPOT | rx, NAPOT | r},
      {CSR_CFG, 0, NAPOT | w, NAPOT | w},
      {CSR_CFG, 0, L | NAPOT | rwx, L | NAPOT | rwx}}},
    {"59",
     "MML with RLB: they may",
     {.count = 16, .mml = true, .rlb = true},
     {{CSR_CFG, 0, L | NAPOT | x, L | NAPOT | x},
      {CSR_CFG, 0, L | NAPOT | w, L | NAPOT | w},
      {CSR_CFG, 0, L | NAPOT | w | x, L | NAPOT | w | x},
      {CSR_CFG, 0, L | NAPOT | rx, L | NAPOT | rx}}},
    {"60",
     "MML and MMWP stick",
     {.count = 16},
     {{CSR_MSECCFG, 0, 1, 1}, {CSR_MSECCFG, 0, 2, 3}, {CSR_MSECCFG, 0, 0, 3}}},
    {"60",
     "RLB cannot be set over a locked entry, even one that is OFF",
     {.count = 16, CFG(0, 0, L)},
     {{CSR_MSECCFG, 0, 4, 0}}},
    {"60",
     "RLB opens locked entries; cleared over one, it stays cleared",
     {.count = 16, .rlb = true, CFG(L | NAPOT | r, L | TOR)},
     {{CSR_CFG, 0, NAPOT | rw, NAPOT | rw},
      {CSR_ADDR, 0, 0x55, 0x55},
      {CSR_MSECCFG, 0, 4, 4},
      {CSR_MSECCFG, 0, 0, 0},
      {CSR_MSECCFG, 0, 4, 0}}},
    {0},
};
