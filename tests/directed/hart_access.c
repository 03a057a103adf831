/* hart_access.c - accesses that cross a page or are misaligned, fetches over two pages, reservations (Privileged 4.3.2, A and C). */
#include "hart_story.h"

#define THIRD   UINT64_C(0x22000)
#define FOURTH  UINT64_C(0x23000)
#define NOWHERE UINT64_C(0x20000000) /* no memory, no device */
#define LOW     UINT64_C(0x8877665544332211)
#define HIGH    UINT64_C(0xa8a7a6a5a4a3a2a1)
#define NEW     UINT64_C(0x1122334455667788)

const struct hart_story hart_access_stories[] = {
    {"61", "at page offset 0xffe: four bytes need the second page, two do not", IN_S(),
     .step = {PUT4(CODE_PA + 0xffe, NOP), DO(JUMP, CODE + 0xffe, 0), FETCH_ENTERS(12, CODE + 0x1000),
              PUT2(CODE_PA + 0xffe, C_LI_1), DO(MRET, 0, 0), RUNS(1), AT(CODE + 0x1000, FL_SUPERVISOR),
              FETCH_ENTERS(12, CODE + 0x1000)}},
    {"61", "an instruction whose halves lie in two frames", IN_S(),
     .step = {MAP(CODE + 0x1000, OTHER_PA, RX), PUT2(CODE_PA + 0xffe, LI_2 & 0xffff), PUT2(OTHER_PA, LI_2 >> 16),
              DO(JUMP, CODE + 0xffe, 0), RUNS(2), AT(CODE + 0x1002, FL_SUPERVISOR)}},
    {"62", "both pages invalid", IN_S(), .step = {DO(JUMP, ABSENT + 0xffe, 0), FETCH_ENTERS(12, ABSENT + 0xffe)}},
    {"63", "a crossing load: the second page faults, the first, the second's memory", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW), MAP(THIRD, PAGE_PA, RW), MAP(FOURTH, NOWHERE, RW),
              TRAPS(LD, PAGE + 0xffc, 0, 13, NEXT_PAGE), TRAPS(LD, NEXT_PAGE + 0xffc, 0, 13, NEXT_PAGE + 0xffc),
              TRAPS(LD, THIRD + 0xffc, 0, 5, FOURTH), TRAPS(LD, ABSENT + 0xff9, 0, 13, ABSENT + 0xff9)}},
    {"63", "a crossing load takes its bytes from two frames", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW), MAP(NEXT_PAGE, OTHER_PA, RW), PUT(PAGE_PA + 0xff8, LOW), PUT(OTHER_PA, HIGH),
              GIVES(LD, PAGE + 0xffc, 0, 0xa4a3a2a188776655), GIVES(LD, PAGE + 0xff9, 0, 0xa188776655443322)}},
    {"64", "a crossing store: nothing moves before both pages pass; restarted, it completes", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW), MAP(NEXT_PAGE, OTHER_PA, RO), TRAPS(SD, PAGE + 0xffc, NEW, 15, NEXT_PAGE),
              HOLDS(PAGE_PA + 0xff8, 0), HOLDS(OTHER_PA, 0), PUT(LEAF(NEXT_PAGE), PTE(OTHER_PA, RW)),
              DO(FENCE_VA, NEXT_PAGE, 0), DO(SD, PAGE + 0xffc, NEW), HOLDS(PAGE_PA + 0xff8, 0x5566778800000000),
              HOLDS(OTHER_PA, 0x11223344)}},
    {"65", "from the canonical top into the hole", IN_S(),
     .step = {MAP(0x3ffffff000, PAGE_PA, RW), PUT(PAGE_PA + 0xff8, LOW), GIVES(LD, 0x3ffffffff8, 0, LOW),
              TRAPS(LD, 0x3ffffffffc, 0, 13, 0x4000000000), TRAPS(SD, 0x3fffffffff, 0, 15, 0x4000000000),
              HOLDS(PAGE_PA + 0xff8, LOW)}},
    {"66", "misaligned LR, SC and AMO: misaligned, before any translation, without effect", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW), PUT(PAGE_PA, LOW), TRAPS(LR_W, ABSENT + 2, 0, 4, ABSENT + 2),
              TRAPS(SC_W, ABSENT + 1, 0, 6, ABSENT + 1), TRAPS(AMOADD_D, ABSENT + 4, 1, 6, ABSENT + 4),
              TRAPS(AMOADD_W, PAGE + 2, 1, 6, PAGE + 2), TRAPS(AMOADD_D, PAGE + 0xffc, 1, 6, PAGE + 0xffc),
              TRAPS(LR_D, PAGE + 4, 0, 4, PAGE + 4), HOLDS(PAGE_PA, LOW)}},
    {"67", "a device takes aligned plain accesses; anything else is an access fault", IN_S(),
     .step = {MAP(PAGE, RIG_DEVICE, RW), MAP(NEXT_PAGE, PAGE_PA, RW), DO(SD, PAGE, LOW), GIVES(LD, PAGE, 0, LOW),
              TRAPS(LW, PAGE + 2, 0, 5, PAGE + 2), TRAPS(LD, PAGE + 4, 0, 5, PAGE + 4),
              TRAPS(SD, PAGE + 4, 0, 7, PAGE + 4), TRAPS(AMOADD_D, PAGE, 0, 7, PAGE), TRAPS(LR_D, PAGE, 0, 5, PAGE),
              TRAPS(SC_D, PAGE, 0, 7, PAGE), TRAPS(LD, PAGE + 0xffc, 0, 5, PAGE + 0xffc), GIVES(LD, PAGE, 0, LOW)}},
    {"67", "code does not come from a device", IN_S(),
     .step = {MAP(PAGE, RIG_DEVICE, RWX), DO(JUMP, PAGE, 0), FETCH_ENTERS(1, PAGE)}},
    {"103", "LR, the page moves, SC: nothing is stored at the new place, nor at the old", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW), DO(LR_D, PAGE, 0), PUT(LEAF(PAGE), PTE(OTHER_PA, RW)), DO(FENCE_VA, PAGE, 0),
              GIVES(SC_D, PAGE, 9, 1), HOLDS(OTHER_PA, 0), HOLDS(PAGE_PA, 0)}},
    {"103", "the new place lies in the reservation: SC may store there", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW), MAP(NEXT_PAGE, PAGE_PA, RW), DO(LR_D, PAGE, 0), DO(FENCE_VA, PAGE, 0),
              GIVES_OR(SC_D, NEXT_PAGE + 8, 9, 0, 1), GIVES(SC_D, PAGE, 7, 1), HOLDS(PAGE_PA, 0)}},
    {"103", "somebody else writes between LR and SC", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW), DO(LR_D, PAGE, 0), PUT(PAGE_PA + 0x38, 1), GIVES(SC_D, PAGE, 9, 1),
              DO(LR_D, PAGE, 0), GIVES(SC_D, PAGE, 9, 0), HOLDS(PAGE_PA, 9)}},
    {"103", "a trap ends the reservation: SC stores nothing after it", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW), DO(LR_D, PAGE, 0), ENTERS(ECALL, 0, 0, 9, 0), GIVES(SC_D, PAGE_PA, 9, 1),
              DO(MRET, 0, 0), HOLDS(PAGE_PA, 0)}},
    {"103", "and so does a return", IN_S(),
     .step = {MAP(PAGE, PAGE_PA, RW), ENTERS(ECALL, 0, 0, 9, 0), DO(LR_D, PAGE_PA, 0), DO(MRET, 0, 0),
              GIVES(SC_D, PAGE, 9, 1), HOLDS(PAGE_PA, 0)}},
    {0},
};
