/* hart.h - what the trap entry needs to find at once; tp points here in the kernel, sscratch always.
 *
 * The first fields have their offsets in trap.S.
 */
#ifndef FAULTLINE_KERNEL_HART_H
#define FAULTLINE_KERNEL_HART_H

#define HART_SCRATCH_T0 0
#define HART_SCRATCH_SP 8
#define HART_STACK      16
#define HART_NEXT_TOKEN 24
#define HART_DISK_TOKEN 32
#define HART_LEFT       40
#define HART_ENTERED    48

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

struct process;

struct hart {
    uint64_t scratch_t0, scratch_sp; /* two registers' home until the frame is there            */
    uint64_t kernel_stack;           /* top of the running process's kernel stack               */
    uint64_t next_token;             /* of the next page fault (steps.h)                        */
    uint64_t disk_token;             /* of the fault first in line for the disk, 0 if none      */
    uint64_t left, entered;          /* instret when a trap was last returned from, and taken   */
    struct process *running;         /* NULL while the scheduler or the boot code runs          */
};

_Static_assert(offsetof(struct hart, kernel_stack) == HART_STACK, "trap.S");
_Static_assert(offsetof(struct hart, next_token) == HART_NEXT_TOKEN, "trap.S");
_Static_assert(offsetof(struct hart, disk_token) == HART_DISK_TOKEN, "trap.S");
_Static_assert(offsetof(struct hart, left) == HART_LEFT, "trap.S");
_Static_assert(offsetof(struct hart, entered) == HART_ENTERED, "trap.S");

extern struct hart hart; /* there is one */
#endif

#endif
