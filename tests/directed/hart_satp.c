/* hart_satp.c - writes to satp: what is held, and what the very next fetch and load see (Privileged 4.1.11, 4.2.1). */
#include "hart_story.h"

/* A second space: CODE as in the first, PAGE at OTHER_PA. */
#define ROOT_B       UINT64_C(0x80600000)
#define SATP_B(asid) (8 * BIT(60) | (uint64_t)(asid) << 44 | ROOT_B >> 12)
#define SPACE_B                                                                                                        \
    PUT(ROOT_B, PTE(ROOT_B + 0x1000, 1)), PUT(ROOT_B + 0x1000, PTE(ROOT_B + 0x2000, 1)),                               \
        PUT(ROOT_B + 0x2080, PTE(CODE_PA, RWX)), PUT(ROOT_B + 0x2100, PTE(OTHER_PA, RW))
#define PAGES   MAP(PAGE, PAGE_PA, RW), SPACE_B, PUT(PAGE_PA, 0xa), PUT(OTHER_PA, 0xb)
#define LOAD(v) GIVES(LD, PAGE, 0, v)

/* A mode that the hart lacks, with another ASID and root. */
#define DROPPED(mode) SET_CSR(SATP, (mode)*BIT(60) | 3 * BIT(44) | 9), CSR(SATP, RIG_SATP(1))

const struct hart_story hart_satp_stories[] = {
    {"35", "a mode that is not there: the whole write is dropped, and translation goes on", IN_S(),
     .step = {PAGES, LOAD(0xa), DROPPED(1), DROPPED(2), DROPPED(3), DROPPED(4), DROPPED(5), DROPPED(6), DROPPED(7),
              DROPPED(10), DROPPED(11), DROPPED(12), DROPPED(13), DROPPED(14), DROPPED(15), LOAD(0xa),
              DO(CSRRS(SATP), 7 * BIT(60), 0), CSR(SATP, RIG_SATP(1)), LOAD(0xa)}},
    {"36", "all 16 bits of ASID are held and used", IN_S(),
     .step = {PAGES, SET_CSR(SATP, RIG_SATP(0xffff)), CSR(SATP, RIG_SATP(0xffff)), LOAD(0xa),
              PUT(LEAF(PAGE), PTE(OTHER_PA, RW)), DO(FENCE_ASID, 0, 0xffff), LOAD(0xb)}},
    {"37", "paging on where pc is not mapped: the next fetch faults, into the handler's virtual address",
     BARE_S(.medeleg = BIT(12)),
     .step = {SET_CSR(SATP, RIG_SATP(1)), FETCH_ENTERS(12, CODE_PA + 4), AT(RIG_STVEC, FL_SUPERVISOR),
              CSR(SEPC, CODE_PA + 4), CSR(STVAL, CODE_PA + 4), CSR(SCAUSE, 12)}},
    {"38", "paging off: the next instruction comes from the physical address", IN_S(),
     .step = {MAP(0x80020000, 0x80030000, RX), PUT4(0x80020004, LI_2), PUT4(0x80030004, LI_1), DO(JUMP, 0x80020000, 0),
              SET_CSR(SATP, 0), RUNS(2), AT(0x80020008, FL_SUPERVISOR)}},
    {"77", "the same ASID, a new root, no fence: either page", IN_S(),
     .step = {PAGES, LOAD(0xa), SET_CSR(SATP, SATP_B(1)), GIVES_OR(LD, PAGE, 0, 0xb, 0xa), DO(FENCE_ASID, 0, 1),
              LOAD(0xb)}},
    {"77", "an ASID never used, a new root: the new page", IN_S(),
     .step = {PAGES, LOAD(0xa), SET_CSR(SATP, SATP_B(0x8001)), LOAD(0xb)}},
    {"78", "two spaces by turns, without a fence", IN_S(),
     .step = {PAGES, LOAD(0xa), SET_CSR(SATP, SATP_B(2)), LOAD(0xb), SET_CSR(SATP, RIG_SATP(1)), LOAD(0xa),
              SET_CSR(SATP, SATP_B(2)), LOAD(0xb)}},
    {0},
};
