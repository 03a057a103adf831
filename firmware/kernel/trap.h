/* trap.h - the way into the kernel and out of it. */
#ifndef FAULTLINE_KERNEL_TRAP_H
#define FAULTLINE_KERNEL_TRAP_H

#define FRAME_PC     256
#define FRAME_STATUS 264
#define FRAME_TOKEN  272
#define FRAME_SIZE   288

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

/* Registers of what was interrupted; x[0] is unused. */
struct trap_frame {
    uint64_t x[32];
    uint64_t pc, status;
    uint64_t token; /* of the page fault this trap was; step 12 is marked with it on the way out. 0: it was none */
    uint64_t unused;
};

_Static_assert(offsetof(struct trap_frame, pc) == FRAME_PC, "trap.S");
_Static_assert(offsetof(struct trap_frame, status) == FRAME_STATUS, "trap.S");
_Static_assert(offsetof(struct trap_frame, token) == FRAME_TOKEN, "trap.S");
_Static_assert(sizeof(struct trap_frame) == FRAME_SIZE, "trap.S");

enum { REG_SP = 2, REG_A0 = 10, REG_A1 = 11, REG_A2 = 12, REG_A7 = 17 };

/* Directs traps to trap.S and lets timer and devices interrupt. */
void trap_init(void);
#endif

#endif
