#include "cli/waves.h"

#include <string.h>

#define MARGIN 400 /* cycles shown before and after what matters */

struct fl_wave_plan fl_waves_from(uint64_t from, uint64_t length)
{
    struct fl_wave_plan plan = {.count = 1, .marker = from};
    plan.window[0].from = from;
    plan.window[0].to = from + length;
    return plan;
}

struct fl_wave_plan fl_waves_of_fault(const struct fl_fault *fault, uint64_t length)
{
    uint64_t begin = fault->began > MARGIN ? fault->began - MARGIN : 0, end = fault->ended + MARGIN;
    struct fl_wave_plan plan = fl_waves_from(begin, end - begin);
    plan.marker = fault->began;
    plan.fault = *fault;
    if (end - begin > length && fault->wait_to > fault->wait_from + 2 * MARGIN) {
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
    waves->dumping = on;
    waves->machine->dut.dump_waves(waves->machine->dut.self, on);
}

void fl_waves_run(struct fl_waves *waves)
{
    struct fl_hart *hart = waves->machine->hart;
    for (unsigned i = 0; i < waves->plan.count; i++) {
        const struct fl_wave_window *window = &waves->plan.window[i];
        if (fl_machine_cycles(waves->machine) < window->from && fl_hart_run(hart, window->from) != FL_STOP_LIMIT) {
            return;
        }
        dump(waves, true);
        enum fl_stop stop = fl_hart_run(hart, window->to);
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
    struct fl_annotation annotation = {.pc = pc,
                                       .fault_id = fault_at(waves, pc, now),
                                       .symbol = symbol && context->privilege != FL_USER ? symbol : "-",
                                       .process = fl_ledger_process(machine->ledger),
                                       .privilege = context->privilege,
                                       .fault_step = waves->step};
    machine->dut.set_time(machine->dut.self, now);
    machine->dut.annotate(machine->dut.self, &annotation);
}

void fl_waves_before(struct fl_waves *waves, uint64_t now)
{
    if (waves->dumping) {
        annotate(waves, now);
    }
}

void fl_waves_trap(struct fl_waves *waves, const struct fl_trap_record *record)
{
    waves->fault_id = record->fault_id;
    waves->step = record->fault_id != 0;
    fl_waves_before(waves, record->cycle);
}

void fl_waves_resume(struct fl_waves *waves, const struct fl_trap_record *record)
{
    waves->fault_id = 0;
    waves->step = 0;
    fl_waves_before(waves, record->cycle);
}

void fl_waves_mark(struct fl_waves *waves, int n, uint64_t token)
{
    const struct fl_ledger *ledger = waves->machine->ledger;
    const struct fl_fault *fault = ledger ? fl_fault_log_find(&ledger->faults, token) : NULL;
    waves->step = n >= 1 && n <= FL_STEPS && token != 0 ? (uint8_t)n : 0;
    waves->fault_id = waves->step && fault ? fault->fault_id : 0;
    fl_waves_before(waves, fl_machine_cycles(waves->machine));
}
