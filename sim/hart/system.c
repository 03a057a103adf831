/* system.c - FENCE.I, ECALL, EBREAK, xRET, WFI, SFENCE.VMA, Svinval: who may execute them and what they do (Privileged 3.3,
 * 4.2.1, Svinval). Here SINVAL.VMA is a whole SFENCE.VMA, so the two instructions that order it have nothing left to do. */
#include "state.h"

void fl_retire(struct fl_hart *hart, const struct fl_op *op, bool refetch)
{
    hart->at.retired++;
    hart->pc += op->length;
    hart->held = refetch || !hart->held_whole ? FL_NOTHING_HELD : fl_fetch_block_of(hart, hart->pc - 1);
}

static void fence_vma(struct fl_hart *hart, const struct fl_op *op)
{
    const uint64_t asids = UINT64_C(0xffff) >> hart->config.lacks.asid_bits; /* others are ignored (Privileged 4.2.1) */
    const struct fl_fence fence = {.va_given = op->rs1 != 0,
                                   .asid_given = op->rs2 != 0,
                                   .va = hart->x[op->rs1],
                                   .asid = (uint16_t)(hart->x[op->rs2] & asids)};
    fl_credit_hits(hart);
    unsigned cycles = hart->port.fence(hart->port.self, &fence, fl_now(hart));
    hart->at.cycle += cycles - 1;
    hart->fence += cycles - 1;
    fl_retire(hart, op, true);
}

static void call_environment(struct fl_hart *hart)
{
    static const enum fl_cause cause[] = {
        [FL_USER] = FL_CAUSE_ECALL_U, [FL_SUPERVISOR] = FL_CAUSE_ECALL_S, [FL_MACHINE] = FL_CAUSE_ECALL_M};
    fl_exception(hart, cause[hart->context.privilege], 0);
}

static void wait_for_interrupt(struct fl_hart *hart, const struct fl_op *op)
{
    fl_retire(hart, op, false);
    hart->waiting = true;
    hart->waiting_since = fl_now(hart);
    hart->deadline = 0;
}

/* TSR, TW and TVM trap in S what M may always do; U may do none of it (Privileged 3.1.6.5). */
static bool permitted(const struct fl_hart *hart, enum fl_code code)
{
    uint8_t privilege = hart->context.privilege;
    uint64_t trapped = code == FL_OP_SRET         ? FL_MSTATUS_TSR
                       : code == FL_OP_WFI        ? FL_MSTATUS_TW
                       : code == FL_OP_SFENCE_VMA ? FL_MSTATUS_TVM
                       : code == FL_OP_SINVAL_VMA ? FL_MSTATUS_TVM
                                                  : 0;
    if (code == FL_OP_MRET)
        return privilege == FL_MACHINE;
    if (code == FL_OP_SFENCE_W_INVAL || code == FL_OP_SFENCE_INVAL_IR) /* TVM does not reach them */
        return privilege != FL_USER;
    if (trapped)
        return privilege == FL_MACHINE || (privilege == FL_SUPERVISOR && !(hart->csr.mstatus & trapped));
    return code != FL_OP_ILLEGAL;
}

void fl_system(struct fl_hart *hart, const struct fl_op *op)
{
    enum fl_code code = (enum fl_code)op->code;
    if (!permitted(hart, code)) {
        fl_illegal(hart, op);
        return;
    }
    switch (code) {
    case FL_OP_FENCE_I:
        fl_code_ordered(hart);
        fl_retire(hart, op, true);
        break;
    case FL_OP_ECALL:
        call_environment(hart);
        break;
    case FL_OP_EBREAK:
        fl_exception(hart, FL_CAUSE_BREAKPOINT, hart->pc);
        break;
    case FL_OP_SRET:
        fl_return(hart, FL_TRAP_SRET);
        break;
    case FL_OP_MRET:
        fl_return(hart, FL_TRAP_MRET);
        break;
    case FL_OP_WFI:
        wait_for_interrupt(hart, op);
        break;
    case FL_OP_SFENCE_VMA:
    case FL_OP_SINVAL_VMA:
        fence_vma(hart, op);
        break;
    case FL_OP_SFENCE_W_INVAL:
        fl_retire(hart, op, false);
        break;
    case FL_OP_SFENCE_INVAL_IR:
        fl_retire(hart, op, true);
        break;
    default:
        fl_csr_instruction(hart, op);
        break;
    }
}
