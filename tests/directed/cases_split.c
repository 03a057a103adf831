/* cases_split.c - accesses that cross a page arrive as two requests, the low page first, and each is judged alone. */
#include "case.h"

#define LOW      (VA + 0xffc)  /* the last word of the page */
#define HIGH     (VA + 0x1000) /* the first of the next one, whose leaf is put at P0 + 8 */
#define NEXT     (P0 + 8)
#define FAR_LOW  UINT64_C(0x405ffffc) /* the end of an L0 table */
#define FAR_HIGH UINT64_C(0x40600000)

const struct directed_case directed_split_cases[] = {
    {"61",
     "a 4-byte instruction at 0xffe, the second page invalid: tval is that page",
     0,
     {WITH(S39()), PUT(P0, PTE(0x90003000, RX)), OK(FL_FETCH, VA + 0xffe, 0x90003ffe, 3),
      FAULT(FL_FETCH, HIGH, 12, 3)}},
    {"62", "both pages invalid: the first parcel's address", 0, {WITH(S39()), FAULT(FL_FETCH, VA + 0xffe, 12, 3)}},
    {"63",
     "a load over two pages, the frames apart",
     0,
     {WITH(S39()), PUT(P0, PTE(0x90003000, RO)), PUT(NEXT, PTE(0x90009000, RO)),
      OK_SIZE(FL_LOAD, 4, LOW, 0x90003ffc, 3), OK_SIZE(FL_LOAD, 4, HIGH, 0x90009000, 3)}},
    {"63",
     "a load, the second page faults",
     0,
     {WITH(S39()), PUT(P0, PTE(0x90003000, RO)), OK_SIZE(FL_LOAD, 4, LOW, 0x90003ffc, 3),
      FAULT_SIZE(FL_LOAD, 4, HIGH, 13, 3)}},
    {"63",
     "a load, the first page faults",
     0,
     {WITH(S39()), PUT(NEXT, PTE(0x90009000, RO)), FAULT_SIZE(FL_LOAD, 4, LOW, 13, 3)}},
    {"63",
     "a load, the second page's table is not there",
     0,
     {WITH(S39()), PUT(0x80002ff8, PTE(0x90003000, RO)), PUT(0x80001018, PTE(NO_MEMORY, V)),
      OK_SIZE(FL_LOAD, 4, FAR_LOW, 0x90003ffc, 3), FAULT_SIZE(FL_LOAD, 4, FAR_HIGH, 5, 3)}},
    {"64",
     "a store, the second page faults; restarted, it completes",
     0,
     {WITH(S39()), PUT(P0, PTE(0x90003000, RW)), PUT(NEXT, PTE(0x90009000, RO)),
      OK_SIZE(FL_STORE, 4, LOW, 0x90003ffc, 3), FAULT_SIZE(FL_STORE, 4, HIGH, 15, 3), SET(NEXT, PTE(0x90009000, RW)),
      OK_SIZE(FL_STORE, 4, LOW, 0x90003ffc, 3), OK_SIZE(FL_STORE, 4, HIGH, 0x90009000, 3)}},
    {"65",
     "from the canonical top into the hole",
     0,
     {WITH(S39()), PUT(0x800007f8, PTE(0, RW)), OK_SIZE(FL_LOAD, 4, 0x0000003ffffffffc, 0x3ffffffc, 1),
      FAULT_SIZE(FL_LOAD, 4, 0x0000004000000000, 13, 0)}},
    {0},
};
