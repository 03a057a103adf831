/* bad_dut.h - a device under test that is right in all but one thing: our RTL with one of its answers bent on the way out. */
#ifndef BAD_DUT_H
#define BAD_DUT_H

#include "dut/dut.h"

enum bend {
    BEND_NOTHING,
    BEND_PA,          /* an answer's physical address has another bit 12 */
    BEND_FAULT,       /* a fault is answered as success */
    BEND_CAUSE,       /* a load page fault says store page fault */
    BEND_PTE_ADDRESS, /* the walker reads the PTE beside the right one */
    BEND_DIRTY,       /* the walker's update leaves D clear */
    BEND_NO_UPDATE,   /* the walker's updates are answered without being made */
    BEND_VICTIM,      /* a walk names another victim */
    BEND_LATE,        /* answers of walks come one cycle late */
    BEND_TREE,        /* a replacement tree has its root flipped */
    BEND_ENTRY,       /* entry 0 of the data TLB claims asid + 1 */
    BEND_FENCE_LATE,  /* done comes one cycle late */
    BEND_TRAP_PC,     /* traps continue four bytes too far */
    BEND_EVENTS,      /* one hit too many is counted */
    BEND_COMPLAINT,   /* an assertion fired inside */
};

/* Fill *dut with the bent device; it takes over `inner` and destroys it. */
void bad_dut_open(struct fl_dut *dut, const struct fl_dut *inner, enum bend bend);

#endif
