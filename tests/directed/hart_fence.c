/* hart_fence.c - SFENCE.VMA and Svinval as instructions: what their registers select, and the fetch behind them (Privileged 4.2.1). */
#include "hart_story.h"

#define PAGES              MAP(PAGE, PAGE_PA, RW), PUT(PAGE_PA, 0xa), PUT(OTHER_PA, 0xb), LOAD(0xa)
#define LOAD(v)            GIVES(LD, PAGE, 0, v)
#define NEW_OR_OLD         GIVES_OR(LD, PAGE, 0, 0xb, 0xa)
#define MOVES              PUT(LEAF(PAGE), PTE(OTHER_PA, RW))
#define MOVES_BACK         PUT(LEAF(PAGE), PTE(PAGE_PA, RW))
#define TABLE              UINT64_C(0x22000) /* where the L0 table is mapped, by a PTE of its own */
#define TABLE_MAPPED       MAP(TABLE, LEAF(0), RW)
#define NEW_CODE           UINT64_C(0x80020000)
#define MOVE_CODE          DO(SD, TABLE + 0x80, PTE(NEW_CODE, RWX))
#define BOTH(offset, word) PUT4(CODE_PA + (offset), word), PUT4(NEW_CODE + (offset), word)

const struct hart_story hart_fence_stories[] = {
    {"72", "valid to invalid, and the fence of the page", IN_S(),
     .step = {PAGES, PUT(LEAF(PAGE), 0), GIVES_OR_TRAPS(LD, PAGE, 0xa, 13, PAGE), DO(FENCE_VA, PAGE + 0x123, 0),
              TRAPS(LD, PAGE, 0, 13, PAGE)}},
    {"73", "invalid to valid: at worst one fault more", IN_S(),
     .step = {PAGES, TRAPS(LD, NEXT_PAGE, 0, 13, NEXT_PAGE), PUT(LEAF(NEXT_PAGE), PTE(OTHER_PA, RW)),
              GIVES_OR_TRAPS(LD, NEXT_PAGE, 0xb, 13, NEXT_PAGE), DO(FENCE_VA, NEXT_PAGE, 0),
              GIVES(LD, NEXT_PAGE, 0, 0xb)}},
    {"74", "another page is fenced", IN_S(),
     .step = {PAGES, MOVES, DO(FENCE_VA, NEXT_PAGE, 0), NEW_OR_OLD, DO(FENCE_VA, PAGE, 0), LOAD(0xb)}},
    {"75", "a global page: its ASID's fence does not cover it", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW | G), PUT(PAGE_PA, 0xa), PUT(OTHER_PA, 0xb), LOAD(0xa),
              PUT(LEAF(PAGE), PTE(OTHER_PA, RW | G)), DO(FENCE_VA_ASID, PAGE, 1), NEW_OR_OLD, DO(FENCE_VA, PAGE, 0),
              LOAD(0xb)}},
    {"76", "a pointer moves: the fence of the page leaves it, the full fence does not", IN_S(),
     .step = {MAP(0x400000, PAGE_PA, RW), PUT(PAGE_PA, 0xa), PUT(OTHER_PA, 0xb), PUT(0x80600000, PTE(OTHER_PA, RW)),
              GIVES(LD, 0x400000, 0, 0xa), PUT(ROOT + 0x1010, PTE(0x80600000, 1)), DO(FENCE_VA, 0x400000, 0),
              GIVES_OR(LD, 0x400000, 0, 0xb, 0xa), DO(FENCE_ALL, 0, 0), GIVES(LD, 0x400000, 0, 0xb)}},
    {"79", "a fence by ASID: its own page goes, a global one may stay", IN_S(),
     .step = {PAGES, MAP(NEXT_PAGE, PAGE_PA, RW | G), GIVES(LD, NEXT_PAGE, 0, 0xa), MOVES,
              PUT(LEAF(NEXT_PAGE), PTE(OTHER_PA, RW | G)), DO(FENCE_ASID, 0, 2), NEW_OR_OLD, DO(FENCE_ASID, 0, 1),
              LOAD(0xb), GIVES_OR(LD, NEXT_PAGE, 0, 0xb, 0xa)}},
    {"80", "a register that holds 0 is ASID 0; no register is every ASID", IN_S(),
     .step = {PAGES, MOVES, DO(FENCE_ASID, 0, 0), FENCED(false, true, 0), NEW_OR_OLD, DO(FENCE_ALL, 0, 0),
              FENCED(false, false, 0), LOAD(0xb)}},
    {"80", "a register that holds 0 is page 0; no register is every page", IN_S(),
     .step = {PAGES, MOVES, DO(FENCE_VA, 0, 0), FENCED(true, false, 0), NEW_OR_OLD, DO(FENCE_ALL, NEXT_PAGE, 5),
              FENCED(false, false, 0), LOAD(0xb), DO(FENCE_VA_ASID, PAGE, 3), FENCED(true, true, 3)}},
    {"80", "ASID 0, fenced through a register that holds 0", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW), PUT(PAGE_PA, 0xa), PUT(OTHER_PA, 0xb), SET_CSR(SATP, RIG_SATP(0)), LOAD(0xa),
              MOVES, DO(FENCE_ASID, 0, 0), LOAD(0xb)}},
    {"81", "a fence of an address that is not canonical: no trap, no harm", IN_S(),
     .step = {PAGES, MOVES, DO(FENCE_VA, BIT(63) | PAGE, 0), NEW_OR_OLD, DO(FENCE_VA_ASID, 0x4000000000, 1), NEW_OR_OLD,
              DO(SINVAL_VA, BIT(62), 0), NEW_OR_OLD, DO(FENCE_VA, PAGE, 0), LOAD(0xb)}},
    {"82", "bits above ASID's 16 are ignored", IN_S(),
     .step = {PAGES, MOVES, DO(FENCE_ASID, 0, 0xfedcba9876540001), LOAD(0xb), MOVES_BACK,
              DO(FENCE_VA_ASID, PAGE, 0xffffffffffff0001), LOAD(0xa)}},
    {"83", "a superpage replaced by a table", IN_S(),
     .step = {PUT(ROOT + 0x1010, PTE(PAGE_PA, RW)), PUT(PAGE_PA, 0xa), PUT(OTHER_PA, 0xb),
              PUT(0x80600000, PTE(OTHER_PA, RW)), GIVES(LD, 0x400000, 0, 0xa), PUT(ROOT + 0x1010, PTE(0x80600000, 1)),
              GIVES_OR(LD, 0x400000, 0, 0xb, 0xa), DO(FENCE_ALL, 0, 0), GIVES(LD, 0x400000, 0, 0xb),
              TRAPS(LD, 0x401000, 0, 13, 0x401000)}},
    {"84", "SINVAL.VMA between its fences; alone it promises nothing", IN_S(),
     .step = {PAGES, MOVES, DO(W_INVAL, 0, 0), DO(SINVAL_VA, PAGE, 0), DO(INVAL_IR, 0, 0), LOAD(0xb), MOVES_BACK,
              DO(SINVAL_VA, PAGE, 0), GIVES_OR(LD, PAGE, 0, 0xa, 0xb), DO(W_INVAL, 0, 0), DO(INVAL_IR, 0, 0),
              DO(FENCE_VA, PAGE, 0), LOAD(0xa)}},
    {"85", "the page that runs is moved and fenced: the next instruction is the new page's", IN_S(),
     .step = {TABLE_MAPPED, BOTH(8, FENCE_VA), PUT4(CODE_PA + 12, LI_1), PUT4(NEW_CODE + 12, LI_2), DO(NOP, 0, 0),
              MOVE_CODE, RUNS_WITH(CODE, 0), RUNS(2), AT(CODE + 16, FL_SUPERVISOR)}},
    {"85", "the same with the three instructions of Svinval", IN_S(),
     .step = {TABLE_MAPPED, BOTH(8, W_INVAL), BOTH(12, SINVAL_VA), BOTH(16, INVAL_IR), PUT4(CODE_PA + 20, LI_1),
              PUT4(NEW_CODE + 20, LI_2), DO(NOP, 0, 0), MOVE_CODE, RUNS(0), RUNS_WITH(CODE, 0), RUNS(0), RUNS(2)}},
    {"102", "a table mapped by its own entry; a store there moves the page that runs: old or new until the fence",
     IN_S(),
     .step = {TABLE_MAPPED, PUT4(CODE_PA + 12, LI_1), PUT4(NEW_CODE + 12, LI_2), BOTH(16, FENCE_ALL),
              PUT4(CODE_PA + 20, LI_1), PUT4(NEW_CODE + 20, LI_2), GIVES(LD, TABLE + 0x110, 0, PTE(LEAF(0), RW)),
              DO(NOP, 0, 0), MOVE_CODE, RUNS_OR(2, 1), RUNS(0), RUNS(2), HOLDS(LEAF(CODE), PTE(NEW_CODE, RWX))}},
    {0},
};
