/* trap.c - exceptions, interrupts and returns: asks port->trap and installs what it says.
 *
 * Traps are precise: whoever raises one has changed neither register nor memory. A trap or return lets go of the fetch
 * block and of LR's reservation (so that no process inherits another's), and makes the hart look at interrupts again.
 */
#include "state.h"

static bool is_page_fault(uint64_t cause)
{
    return cause == FL_CAUSE_FETCH_PAGE || cause == FL_CAUSE_LOAD_PAGE || cause == FL_CAUSE_STORE_PAGE;
}

static void save_cause(struct fl_hart *hart, const struct fl_trap_out *out)
{
    if (out->to_machine) {
        hart->csr.mepc = out->epc;
        hart->csr.mcause = out->cause;
        hart->csr.mtval = out->tval;
    } else {
        hart->csr.sepc = out->epc;
        hart->csr.scause = out->cause;
        hart->csr.stval = out->tval;
    }
}

/* False: there was nothing to take. */
static bool go(struct fl_hart *hart, enum fl_trap_event event, uint8_t cause, uint64_t tval,
               struct fl_trap_record *record)
{
    *record = (struct fl_trap_record){.in = {.event = (uint8_t)event,
                                             .privilege = hart->context.privilege,
                                             .cause = cause,
                                             .tval = tval,
                                             .pc = hart->pc,
                                             .mstatus = hart->csr.mstatus,
                                             .medeleg = hart->csr.medeleg,
                                             .mideleg = hart->csr.mideleg,
                                             .mie = hart->csr.mie,
                                             .mip = fl_pending(hart),
                                             .mtvec = hart->csr.mtvec,
                                             .stvec = hart->csr.stvec,
                                             .mepc = hart->csr.mepc,
                                             .sepc = hart->csr.sepc},
                                      .cycle = fl_now(hart)};
    fl_credit_hits(hart);
    hart->port.trap(hart->port.self, &record->in, fl_now(hart), &record->out);
    if (event == FL_TRAP_INTERRUPT && !record->out.taken)
        return false;
    if (event == FL_TRAP_EXCEPTION || event == FL_TRAP_INTERRUPT)
        save_cause(hart, &record->out);
    hart->csr.mstatus = record->out.mstatus;
    hart->context.privilege = record->out.privilege;
    hart->pc = record->out.pc;
    hart->held = FL_NOTHING_HELD;
    hart->reserved = false;
    hart->deadline = 0;
    hart->at.cycle += hart->config.trap_cycles;
    hart->trap += hart->config.trap_cycles;
    fl_update_context(hart);
    return true;
}

void fl_exception(struct fl_hart *hart, enum fl_cause cause, uint64_t tval)
{
    struct fl_trap_record record;
    go(hart, FL_TRAP_EXCEPTION, (uint8_t)cause, tval, &record);
    hart->traps++;
    if (is_page_fault(cause))
        record.fault_id = ++hart->page_faults;
    if (hart->observer.trap)
        hart->observer.trap(hart->observer.self, hart, &record);
}

void fl_illegal(struct fl_hart *hart, const struct fl_op *op)
{
    fl_exception(hart, FL_CAUSE_ILLEGAL, op->raw);
}

bool fl_take_interrupt(struct fl_hart *hart)
{
    struct fl_trap_record record;
    if (!go(hart, FL_TRAP_INTERRUPT, 0, 0, &record))
        return false;
    hart->interrupts++;
    if (hart->observer.trap)
        hart->observer.trap(hart->observer.self, hart, &record);
    return true;
}

void fl_return(struct fl_hart *hart, enum fl_trap_event event)
{
    struct fl_trap_record record;
    hart->at.retired++;
    go(hart, event, 0, 0, &record);
    if (hart->observer.resume)
        hart->observer.resume(hart->observer.self, hart, &record);
}
