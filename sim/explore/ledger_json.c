#include <stdio.h>

#include "explore/eat.h"
#include "explore/ledger_report.h"

static json_t *account_json(const struct fl_account *account)
{
    json_t *object = json_object();
    for (unsigned kind = 0; kind < FL_KIND_COUNT; kind++) {
        json_object_set_new(object, fl_kind_names[kind], json_integer((json_int_t)account->cycles[kind]));
    }
    return object;
}

static json_t *processes_json(const struct fl_ledger *ledger)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < ledger->process_count; i++) {
        const struct fl_process_name *name = &ledger->process[i].name;
        json_t *process =
            json_pack("{s:s, s:I, s:i}", "process", name->text, "pid", (json_int_t)name->pid, "asid", name->asid);
        for (unsigned a = 0; a < FL_ACTIVITY_COUNT; a++) {
            json_object_set_new(process, fl_activity_name(a), account_json(&ledger->process[i].account[a]));
        }
        json_array_append_new(array, process);
    }
    return array;
}

static json_t *fault_json(const struct fl_fault *fault)
{
    char va[24], pc[24];
    json_t *steps = json_array();
    snprintf(va, sizeof va, "0x%llx", (unsigned long long)fault->va);
    snprintf(pc, sizeof pc, "0x%llx", (unsigned long long)fault->pc);
    for (unsigned step = 1; step <= FL_STEPS; step++) {
        json_array_append_new(steps, json_integer((json_int_t)fault->step[step]));
    }
    return json_pack("{s:I, s:I, s:s, s:s, s:i, s:i, s:s, s:I, s:I, s:b, s:i, s:I, s:I, s:I, s:o}", "token",
                     (json_int_t)fault->token, "fault", (json_int_t)fault->fault_id, "va", va, "pc", pc, "cause",
                     fault->cause, "asid", fault->asid, "process", fault->process.text, "began",
                     (json_int_t)fault->began, "ended", (json_int_t)fault->ended, "resumed", fault->resumed,
                     "disk_requests", (int)fault->requests, "disk_queue", (json_int_t)fault->queue,
                     "disk_seek_rotation", (json_int_t)fault->position, "disk_transfer", (json_int_t)fault->transfer,
                     "steps", steps);
}

json_t *fl_ledger_json(const struct fl_ledger *ledger)
{
    struct fl_eat eat = fl_eat_of(ledger);
    json_t *faults = json_array();
    for (unsigned i = 0; i < ledger->faults.count; i++) {
        if (ledger->faults.fault[i].confirmed) {
            json_array_append_new(faults, fault_json(&ledger->faults.fault[i]));
        }
    }
    json_t *time = json_pack("{s:I, s:I, s:f, s:f, s:f, s:f, s:f}", "accesses", (json_int_t)eat.accesses, "faults",
                             (json_int_t)eat.faults, "ma", eat.ma, "p", eat.p, "fault_time", eat.fault_time, "measured",
                             eat.measured, "formula", eat.formula);
    return json_pack("{s:o, s:o, s:o}", "eat", time, "processes", processes_json(ledger), "faults", faults);
}
