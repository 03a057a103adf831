#include "cli/waves.h"

#include <string.h>

#define MARGIN 400 /* cycles dumped before and after what matters */
#define CUT    200 /* cycles on the time axis in place of what lies between two windows */

struct fl_wave_plan fl_waves_from(uint64_t from, uint64_t length)
{
    struct fl_wave_plan plan = {.count = 1};
    plan.window[0].from = from;
    plan.window[0].to = from + length;
    plan.view = (struct fl_view_span){.marker = from, .first = from, .last = from + length};
    return plan;
}

/* By how much the time axis lags behind the machine in window `i`. */
static uint64_t left_out(const struct fl_wave_plan *plan, unsigned i)
{
    uint64_t gap = i > 0 ? plan->window[i].from - plan->window[i - 1].to : 0;
    return gap > CUT ? gap - CUT : 0;
}

struct fl_wave_plan fl_waves_of_fault(const struct fl_fault *fault, uint64_t length)
{
    uint64_t begin = fault->began > MARGIN ? fault->began - MARGIN : 0, end = fault->ended + MARGIN;
    struct fl_wave_plan plan = fl_waves_from(begin, end - begin);
    plan.fault = *fault;
    if (fault->wait_to > fault->wait_from + 2 * MARGIN && fault->wait_to - fault->wait_from > length / 10) {
        plan.window[0].to = fault->wait_from + MARGIN;
        plan.window[1] = (struct fl_wave_window){fault->wait_to - MARGIN, end};
        plan.count = 2;
    }
    for (unsigned i = 0; i < plan.count; i++) { /* never a forced full dump */
        uint64_t share = length / plan.count;
        if (plan.window[i].to - plan.window[i].from > share) {
            plan.window[i].to = plan.window[i].from + share;
        }
    }
    uint64_t last = plan.window[plan.count - 1].to - left_out(&plan, plan.count - 1);
    plan.view = (struct fl_view_span){.marker = fault->began, .first = begin + MARGIN / 2, .last = last - 20};
    return plan;
}

bool fl_waves_open(struct fl_waves *waves, struct fl_machine *machine, const struct fl_wave_plan *plan,
                   const char *path)
{
    *waves = (struct fl_waves){.machine = machine, .plan = *plan};
    machine->waves = waves;
    if (!machine->dut.open_waves(machine->dut.self, path)) {
        return false;
    }
    machine->dut.dump_waves(machine->dut.self, false);
    return true;
}

static void dump(struct fl_waves *waves, bool on)
{
    const struct fl_dut *dut = &waves->machine->dut;
    waves->dumping = on;
    dut->set_time(dut->self, fl_machine_cycles(waves->machine) - waves->left_out + (on ? 0 : FL_VIEW_TAIL));
    dut->dump_waves(dut->self, on);
}

/* What the waves say where the time axis leaves something out. */
static void annotate_gap(struct fl_waves *waves, uint64_t cycles)
{
    const struct fl_dut *dut = &waves->machine->dut;
    char text[40];
    snprintf(text, sizeof text, "%llu cycles left out", (unsigned long long)cycles);
    struct fl_annotation annotation = {.cycle = fl_machine_cycles(waves->machine),
                                       .fault_id = waves->plan.fault.fault_id,
                                       .symbol = text,
                                       .process = "...",
                                       .privilege = fl_hart_context(waves->machine->hart)->privilege,
                                       .fault_step = waves->step};
    dut->annotate(dut->self, &annotation);
}

void fl_waves_run(struct fl_waves *waves)
{
    struct fl_hart *hart = waves->machine->hart;
    for (unsigned i = 0; i < waves->plan.count; i++) {
        const struct fl_wave_window *window = &waves->plan.window[i];
        if (fl_machine_cycles(waves->machine) < window->from && fl_hart_run(hart, window->from) != FL_STOP_LIMIT) {
            return;
        }
        waves->left_out = left_out(&waves->plan, i);
        dump(waves, true);
        enum fl_stop stop = fl_hart_run(hart, window->to);
        if (i + 1 < waves->plan.count) {
            annotate_gap(waves, left_out(&waves->plan, i + 1));
        }
        dump(waves, false);
        if (stop != FL_STOP_LIMIT) {
            return;
        }
    }
}

/* The fault that the instruction at pc belongs to: the one being served, or the planned one while its instruction runs the
 * first time (up to its trap) and again (after its return). */
static uint64_t fault_at(struct fl_waves *waves, uint64_t pc, uint64_t now)
{
    const struct fl_fault *fault = &waves->plan.fault;
    if (waves->fault_id != 0 || fault->token == 0 || fault->pc != pc) {
        return waves->fault_id;
    }
    bool first_time = now <= fault->began && fault->began - now < MARGIN;
    bool retried = now >= fault->ended && now - fault->ended < MARGIN;
    return first_time || retried ? fault->fault_id : 0;
}

static void annotate(struct fl_waves *waves, uint64_t now)
{
    const struct fl_machine *machine = waves->machine;
    const struct fl_context *context = fl_hart_context(machine->hart);
    uint64_t pc = fl_hart_pc(machine->hart), offset;
    const char *symbol = fl_platform_symbol(machine->platform, pc, &offset);
    struct fl_annotation annotation = {.cycle = now,
                                       .pc = pc,
                                       .fault_id = fault_at(waves, pc, now),
                                       .symbol = symbol && context->privilege != FL_USER ? symbol : "-",
                                       .process = fl_ledger_process(machine->ledger),
                                       .privilege = context->privilege,
                                       .fault_step = waves->step};
    machine->dut.set_time(machine->dut.self, now - waves->left_out);
    machine->dut.annotate(machine->dut.self, &annotation);
}

void fl_waves_before(struct fl_waves *waves, uint64_t now)
{
    if (waves->dumping) {
        annotate(waves, now);
    }
}

/* What the CPU works on: a fault's step, or nothing; but once the planned fault's process has the CPU again, that is its work. */
static void set_fault(struct fl_waves *waves, uint64_t fault_id, uint8_t step)
{
    const struct fl_fault *planned = &waves->plan.fault;
    bool resumes = fault_id == 0 && waves->ready && waves->asid == planned->asid;
    waves->fault_id = resumes ? planned->fault_id : fault_id;
    waves->step = resumes ? 11 : step;
}

void fl_waves_trap(struct fl_waves *waves, const struct fl_trap_record *record)
{
    set_fault(waves, record->fault_id, record->fault_id != 0);
    fl_waves_before(waves, record->cycle);
}

void fl_waves_resume(struct fl_waves *waves, const struct fl_trap_record *record)
{
    set_fault(waves, 0, 0);
    fl_waves_before(waves, record->cycle);
}

void fl_waves_mark(struct fl_waves *waves, int n, uint64_t token)
{
    const struct fl_ledger *ledger = waves->machine->ledger;
    const struct fl_fault *fault = ledger ? fl_fault_log_find(&ledger->faults, token) : NULL;
    bool counts = n >= 1 && n <= FL_STEPS && token != 0;
    if (token != 0 && token == waves->plan.fault.token) {
        waves->ready = n == 11;
    }
    set_fault(waves, counts && fault ? fault->fault_id : 0, counts ? (uint8_t)n : 0);
    fl_waves_before(waves, fl_machine_cycles(waves->machine));
}

void fl_waves_satp(struct fl_waves *waves, uint64_t satp)
{
    waves->asid = satp >> 44 & 0xffff;
    if (waves->fault_id == 0) {
        set_fault(waves, 0, 0);
    }
}
