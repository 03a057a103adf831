/* trap.h - trap entry, interrupt selection and return, as the manual states them (Privileged 3.1.6.1, 3.1.9, 3.3.2, 4.1.1).
 *
 * Combinational: CSR state and an event in, the next state and the target pc out. CSR storage and WARL rules belong to the hart.
 * The RTL's trap unit answers the same question from the same inputs and is compared at every trap and return.
 */
#ifndef FAULTLINE_TRAP_H
#define FAULTLINE_TRAP_H

#include "types.h"

#pragma GCC visibility push(default) /* what the shared library exports */

#ifdef __cplusplus
extern "C" {
#endif

enum fl_trap_event { FL_TRAP_EXCEPTION = 0, FL_TRAP_INTERRUPT = 1, FL_TRAP_MRET = 2, FL_TRAP_SRET = 3 };

/* mstatus holds MIE, SIE, MPIE, SPIE, MPP, SPP, MPRV at the manual's bit positions; other bits pass through unchanged. Under RV32
 * mstatus and medeleg are what mstatush and medelegh make of them. */
struct fl_trap_in {
    uint8_t xlen;      /* 32: RV32, bits 63:32 of addresses are ignored; else RV64. A DUT has that of its build */
    uint8_t event;     /* enum fl_trap_event; FL_TRAP_INTERRUPT takes the pending interrupt of highest priority */
    uint8_t privilege; /* current mode */
    uint8_t cause;     /* exceptions: enum fl_cause */
    uint64_t tval;     /* exceptions: Privileged 3.1.16 */
    uint64_t pc;       /* the instruction's own address; for interrupts the next one to execute */
    uint64_t mstatus, medeleg, mideleg, mie, mip, mtvec, stvec, mepc, sepc;
};

struct fl_trap_out {
    bool taken;      /* false only for FL_TRAP_INTERRUPT with nothing to take: all else equals the input */
    bool to_machine; /* which xepc, xcause, xtval are written (traps only) */
    uint8_t privilege;
    uint64_t mstatus;
    uint64_t pc;               /* where execution continues */
    uint64_t epc, cause, tval; /* cause has its bit XLEN - 1 set for interrupts; 0 on returns */
    uint64_t tval2, tinst;     /* reserved */
};

/* Traps and returns. Legality of MRET and SRET (privilege, TSR) has been checked by the caller. */
void fl_trap(const struct fl_trap_in *in, struct fl_trap_out *out);

/* Is any interrupt to be taken now? (the hart asks often, so this answers without building an event) */
bool fl_interrupt_pending(uint8_t privilege, uint64_t mstatus, uint64_t mie, uint64_t mip, uint64_t mideleg);

#ifdef __cplusplus
}
#endif

#pragma GCC visibility pop

#endif
