/* trap.c - trap entry, interrupt selection and return (Privileged 3.1.6.1, 3.1.8, 3.1.9, 3.3.2, 4.1.1, 4.1.3). */
#include "faultline/trap.h"

#include <stddef.h>

#define MSTATUS_MPRV (UINT64_C(1) << 17)

/* Where each mode keeps its interrupt-enable stack in mstatus. */
struct mode_bits {
    uint64_t enable, previous_enable;
    unsigned privilege_shift;
    uint64_t privilege_mask; /* xPP after the shift */
};

static const struct mode_bits machine = {UINT64_C(1) << 3, UINT64_C(1) << 7, 11, 3};
static const struct mode_bits supervisor = {UINT64_C(1) << 1, UINT64_C(1) << 5, 8, 1};

/* Highest priority first (Privileged 3.1.9): MEI, MSI, MTI, SEI, SSI, STI, LCOFI. The supervisor's order is the same list. */
static const uint8_t interrupt_order[] = {11, 3, 7, 9, 1, 5, 13};

static uint64_t with_previous_privilege(uint64_t mstatus, const struct mode_bits *mode, uint64_t privilege)
{
    return (mstatus & ~(mode->privilege_mask << mode->privilege_shift)) |
           ((privilege & mode->privilege_mask) << mode->privilege_shift);
}

static uint64_t with_flag(uint64_t mstatus, uint64_t flag, bool on)
{
    return on ? mstatus | flag : mstatus & ~flag;
}

/* The interrupt to take, or -1. Machine-destined interrupts come before all supervisor-destined ones. */
static int select_interrupt(uint8_t privilege, uint64_t mstatus, uint64_t mie, uint64_t mip, uint64_t mideleg,
                            bool *to_machine)
{
    uint64_t ready = mip & mie;
    uint64_t for_machine = privilege < FL_MACHINE || (mstatus & machine.enable) ? ready & ~mideleg : 0;
    bool supervisor_open = privilege < FL_SUPERVISOR || (privilege == FL_SUPERVISOR && (mstatus & supervisor.enable));
    uint64_t for_supervisor = supervisor_open ? ready & mideleg : 0;
    const uint64_t candidates[] = {for_machine, for_supervisor};

    for (size_t target = 0; target < 2; target++) {
        for (size_t i = 0; candidates[target] && i < sizeof interrupt_order; i++) {
            if (candidates[target] >> interrupt_order[i] & 1) {
                *to_machine = target == 0;
                return interrupt_order[i];
            }
        }
    }
    return -1;
}

bool fl_interrupt_pending(uint8_t privilege, uint64_t mstatus, uint64_t mie, uint64_t mip, uint64_t mideleg)
{
    bool to_machine;
    return select_interrupt(privilege, mstatus, mie, mip, mideleg, &to_machine) >= 0;
}

/* Direct or vectored; only interrupts are vectored (Privileged 3.1.7). */
static uint64_t vector_of(uint64_t tvec, unsigned code, bool interrupt)
{
    uint64_t base = tvec & ~UINT64_C(3);
    bool vectored = (tvec & 3) == 1;
    return vectored && interrupt ? base + 4 * (uint64_t)code : base;
}

static void enter(const struct fl_trap_in *in, unsigned code, bool interrupt, bool to_machine, struct fl_trap_out *out)
{
    const struct mode_bits *mode = to_machine ? &machine : &supervisor;
    uint64_t mstatus = with_previous_privilege(in->mstatus, mode, in->privilege);
    mstatus = with_flag(mstatus, mode->previous_enable, in->mstatus & mode->enable);
    out->mstatus = with_flag(mstatus, mode->enable, false);
    out->to_machine = to_machine;
    out->privilege = to_machine ? FL_MACHINE : FL_SUPERVISOR;
    out->pc = vector_of(to_machine ? in->mtvec : in->stvec, code, interrupt);
    out->epc = in->pc;
    out->cause = code | (uint64_t)interrupt << (in->xlen == 32 ? 31 : 63);
    out->tval = interrupt ? 0 : in->tval;
}

/* An exception goes to S when delegated, but never from M downwards (Privileged 3.1.8). */
static void take_exception(const struct fl_trap_in *in, struct fl_trap_out *out)
{
    bool delegated = in->cause < 64 && (in->medeleg >> in->cause & 1);
    enter(in, in->cause, false, in->privilege > FL_SUPERVISOR || !delegated, out);
}

static void take_interrupt(const struct fl_trap_in *in, struct fl_trap_out *out)
{
    bool to_machine = false;
    int code = select_interrupt(in->privilege, in->mstatus, in->mie, in->mip, in->mideleg, &to_machine);
    if (code < 0)
        out->taken = false;
    else
        enter(in, (unsigned)code, true, to_machine, out);
}

/* xRET: leaving M-mode clears MPRV (Privileged 3.3.2). */
static void leave(const struct fl_trap_in *in, const struct mode_bits *mode, uint64_t epc, struct fl_trap_out *out)
{
    uint64_t privilege = in->mstatus >> mode->privilege_shift & mode->privilege_mask;
    uint64_t mstatus = with_flag(in->mstatus, mode->enable, in->mstatus & mode->previous_enable);
    mstatus = with_flag(mstatus, mode->previous_enable, true);
    mstatus = with_previous_privilege(mstatus, mode, FL_USER);
    out->mstatus = privilege == FL_MACHINE ? mstatus : with_flag(mstatus, MSTATUS_MPRV, false);
    out->privilege = (uint8_t)privilege;
    out->pc = epc;
}

/* Addresses have XLEN bits. */
static struct fl_trap_in narrowed(const struct fl_trap_in *in)
{
    struct fl_trap_in narrow = *in;
    uint64_t *const addresses[] = {&narrow.tval, &narrow.pc, &narrow.mtvec, &narrow.stvec, &narrow.mepc, &narrow.sepc};
    for (size_t i = 0; in->xlen == 32 && i < sizeof addresses / sizeof addresses[0]; i++)
        *addresses[i] &= UINT32_MAX;
    return narrow;
}

void fl_trap(const struct fl_trap_in *in, struct fl_trap_out *out)
{
    const struct fl_trap_in seen = narrowed(in);
    *out = (struct fl_trap_out){.taken = true, .privilege = seen.privilege, .mstatus = seen.mstatus, .pc = seen.pc};
    switch ((enum fl_trap_event)seen.event) {
    case FL_TRAP_EXCEPTION:
        take_exception(&seen, out);
        break;
    case FL_TRAP_INTERRUPT:
        take_interrupt(&seen, out);
        break;
    case FL_TRAP_MRET:
        leave(&seen, &machine, seen.mepc, out);
        break;
    case FL_TRAP_SRET:
        leave(&seen, &supervisor, seen.sepc, out);
        break;
    }
    if (seen.xlen == 32)
        out->pc &= UINT32_MAX; /* a vector's sum wraps */
}
