/* trap.c - what a trap was about: a page fault, a system call, an interrupt, or a process's mistake. */
#include "trap.h"

#include "console.h"
#include "csr.h"
#include "fault.h"
#include "hart.h"
#include "invariants.h"
#include "platform.h"
#include "plic.h"
#include "print.h"
#include "process.h"
#include "sched.h"
#include "steps.h"
#include "syscall.h"
#include "timer.h"
#include "usercopy.h"
#include "virtio_blk.h"

struct hart hart = {.next_token = 1};

extern char trap_entry[];
extern const uint64_t trap_overhead;

#define INTERRUPT (1ull << 63)
enum {
    CAUSE_CALL_FROM_U = 8,
    CAUSE_FETCH_PAGE_FAULT = 12,
    CAUSE_LOAD_PAGE_FAULT = 13,
    CAUSE_STORE_PAGE_FAULT = 15,
    CAUSE_TIMER = 5,
    CAUSE_EXTERNAL = 9,
};

void trap_init(void)
{
    csr_write(sscratch, &hart);
    csr_write(stvec, trap_entry);
    csr_write(sie, SIE_TIMER | SIE_EXTERNAL);
}

static bool from_user(const struct trap_frame *frame)
{
    return !(frame->status & SSTATUS_SPP);
}

static const char *access_name(enum access access)
{
    return access == ACCESS_FETCH ? "fetch from" : access == ACCESS_LOAD ? "load from" : "store to";
}

static void end_process(enum outcome outcome, enum access access, uint64_t va, const char *why)
{
    static const struct {
        int status;
        const char *text;
    } ends[] = {
        [ILLEGAL] = {FL_KILLED_ILLEGAL_ACCESS, NULL},
        [NO_MEMORY] = {FL_KILLED_NO_MEMORY, "out of memory"},
        [NO_SWAP] = {FL_KILLED_NO_MEMORY, "out of swap"},
        [IO_ERROR] = {FL_KILLED_IO_ERROR, "disk error"},
    };
    struct process *process = process_running();
    uint64_t pc = process_user_frame(process)->pc;
    print("pid %d (%s): %s 0x%lx at pc 0x%lx: %s\n", process->pid, process->name, access_name(access), va, pc,
          outcome == ILLEGAL ? why : ends[outcome].text);
    process->token = 0;
    process_exit(ends[outcome].status);
}

/* Checks take far longer than what they check, so the process's clock and load control's stand still meanwhile. */
static void check_laws(void)
{
    uint64_t since = timer_now();
    invariants_check();
    sched_discount(since);
}

static void page_fault(struct trap_frame *frame, enum access access)
{
    uint64_t token = hart.next_token++;
    fault_step(token, 3);
    uint64_t va = csr_read(stval), pc = frame->pc;
    struct process *process = process_running();
    if (!process || (!from_user(frame) && !usercopy_fail(&pc)))
        panic("page fault of the kernel: %s 0x%lx at pc 0x%lx", access_name(access), va, frame->pc);

    const char *why;
    struct process *space = process_space();
    process->token = space->token = token;
    enum outcome outcome = fault_serve(space, va, access, &why);
    space->token = process == space ? token : 0;
    if (outcome == ILLEGAL && !from_user(frame))
        frame->pc = pc; /* the system call fails, the process goes on */
    else if (outcome != DONE)
        end_process(outcome, access, va, why);
    process->token = 0;
    frame->token = token;
    loadcontrol_checkpoint();
    check_laws();
}

static void external_interrupt(void)
{
    for (uint32_t irq = plic_claim(); irq != 0; irq = plic_claim()) {
        if (blk_owns_irq(irq))
            blk_interrupt();
        else if (irq == UART_IRQ)
            console_interrupt();
        plic_complete(irq);
    }
}

static void interrupt(const struct trap_frame *frame, uint64_t cause)
{
    if (cause == CAUSE_EXTERNAL) {
        external_interrupt();
    } else if (cause == CAUSE_TIMER) {
        if (timer_interrupt() && from_user(frame))
            sched_yield();
    } else {
        panic("interrupt %lu", cause);
    }
}

static void mistake(const struct trap_frame *frame, uint64_t cause)
{
    static const char *const names[] = {"misaligned fetch", "fetch access fault", "illegal instruction",
                                        "breakpoint",       "misaligned load",    "load access fault",
                                        "misaligned store", "store access fault"};
    struct process *process = process_running();
    if (!from_user(frame))
        panic("exception %lu in the kernel at pc 0x%lx, value 0x%lx", cause, frame->pc, csr_read(stval));
    print("pid %d (%s): %s at pc 0x%lx, value 0x%lx\n", process->pid, process->name,
          cause < sizeof(names) / sizeof(names[0]) ? names[cause] : "exception", frame->pc, csr_read(stval));
    process_exit(FL_KILLED_ILLEGAL_ACCESS);
}

/* Called by trap.S with the registers saved; the frame is returned to. */
void trap_handle(struct trap_frame *frame)
{
    uint64_t cause = csr_read(scause);
    if (from_user(frame))
        process_space()->user_instret += hart.entered - hart.left - trap_overhead;
    if (cause == CAUSE_LOAD_PAGE_FAULT || cause == CAUSE_STORE_PAGE_FAULT || cause == CAUSE_FETCH_PAGE_FAULT) {
        page_fault(frame, cause == CAUSE_LOAD_PAGE_FAULT    ? ACCESS_LOAD
                          : cause == CAUSE_STORE_PAGE_FAULT ? ACCESS_STORE
                                                            : ACCESS_FETCH);
        return;
    }
    fault_step(hart.next_token, 13);
    if (cause & INTERRUPT) {
        interrupt(frame, cause & ~INTERRUPT);
    } else if (cause == CAUSE_CALL_FROM_U) {
        frame->pc += 4;
        syscall_handle(frame);
    } else {
        mistake(frame, cause);
    }
}
