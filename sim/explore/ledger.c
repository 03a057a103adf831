#include "explore/ledger.h"

#include <stdlib.h>

const char *const fl_kind_names[FL_KIND_COUNT] = {"base",        "fetch walk", "data walk", "fetch memory",
                                                  "data memory", "fence",      "trap",      "idle"};

const char *fl_activity_name(unsigned activity)
{
    static const char *const names[FL_ACTIVITY_COUNT] = {"user",    "step 1",  "step 2",  "step 3", "step 4",
                                                         "step 5",  "step 6",  "step 7",  "step 8", "step 9",
                                                         "step 10", "step 11", "step 12", "kernel"};
    return activity < FL_ACTIVITY_COUNT ? names[activity] : "all";
}

/* The step whose work ends with mark n. Marks say that a step is reached: most of them at its end, but 6 and 11 at the start of
 * a wait, so that what comes before is the step they follow. */
static const uint8_t step_ending_at[] = {0, 1, 2, 3, 4, 5, 5, 7, 8, 9, 10, 9, 12};

static unsigned append_process(struct fl_ledger *ledger, const struct fl_process_name *name)
{
    if (ledger->process_count == ledger->process_room) {
        unsigned room = ledger->process_room ? 2 * ledger->process_room : 16;
        struct fl_process_account *grown = realloc(ledger->process, room * sizeof *grown);
        if (!grown) {
            ledger->lost = true;
            return 0;
        }
        ledger->process = grown;
        ledger->process_room = room;
    }
    ledger->process[ledger->process_count] = (struct fl_process_account){.name = *name};
    return ledger->process_count++;
}

/* The account of whoever has this ASID now: the latest, since ASIDs are reused, or a new one. The first is ASID 0's. */
static unsigned find_process(struct fl_ledger *ledger, uint16_t asid)
{
    unsigned searched = asid == 0 && ledger->process_count > 0 ? 1 : ledger->process_count;
    for (unsigned i = searched; i-- > 0;) {
        if (ledger->process[i].name.asid == asid) {
            return i;
        }
    }
    struct fl_process_name name = fl_process_unnamed(asid);
    return append_process(ledger, &name);
}

/* Another process is active, or the active one has another name. */
static void activate(struct fl_ledger *ledger, unsigned process)
{
    ledger->current = process;
    if (ledger->process_count > 0) {
        fl_fault_log_name(&ledger->faults, &ledger->process[process].name);
    }
}

void fl_ledger_init(struct fl_ledger *ledger)
{
    *ledger = (struct fl_ledger){0};
    fl_fault_log_init(&ledger->faults);
    activate(ledger, find_process(ledger, 0));
}

void fl_ledger_free(struct fl_ledger *ledger)
{
    fl_fault_log_free(&ledger->faults);
    free(ledger->process);
}

/* The cycles since the last call. */
static struct fl_account take(struct fl_ledger *ledger, const struct fl_hart *hart)
{
    const struct fl_hart_counts *now = fl_hart_counts(hart), *was = &ledger->booked;
    struct fl_account account = {{now->base - was->base, now->fetch_walk - was->fetch_walk,
                                  now->data_walk - was->data_walk, now->fetch_memory - was->fetch_memory,
                                  now->data_memory - was->data_memory, now->fence - was->fence, now->trap - was->trap,
                                  now->idle - was->idle}};
    if (ledger->in_user) {
        ledger->user_accesses +=
            now->loads - was->loads + now->stores - was->stores + now->fetch_blocks - was->fetch_blocks;
    }
    ledger->booked = *now;
    return account;
}

static void add(struct fl_account *to, const struct fl_account *account)
{
    for (unsigned kind = 0; kind < FL_KIND_COUNT; kind++) {
        to->cycles[kind] += account->cycles[kind];
    }
}

static void book(struct fl_ledger *ledger, unsigned activity, const struct fl_account *account)
{
    if (ledger->process_count > 0) {
        add(&ledger->process[ledger->current].account[activity], account);
    }
}

/* What was held is this fault's, or nobody's. */
static void settle(struct fl_ledger *ledger, unsigned first, unsigned last, bool confirmed)
{
    for (unsigned step = first; step <= last && ledger->process_count > 0; step++) {
        struct fl_account *to = &ledger->process[ledger->held_process].account[confirmed ? step : FL_ACTIVITY_KERNEL];
        add(to, &ledger->held[step]);
        ledger->held[step] = (struct fl_account){0};
    }
}

static void hold(struct fl_ledger *ledger, unsigned step, const struct fl_account *account)
{
    ledger->held_process = ledger->current;
    add(&ledger->held[step], account);
}

const char *fl_ledger_process(const struct fl_ledger *ledger)
{
    return ledger->process_count > 0 ? ledger->process[ledger->current].name.text : "-";
}

static void switch_to(struct fl_ledger *ledger, uint16_t asid, uint64_t now)
{
    fl_fault_log_switch(&ledger->faults, asid, now);
    activate(ledger, find_process(ledger, asid));
}

/* Marks 14 and 15. A process with a new program stays itself; another pid under the same ASID is another process. */
static void hear_name(struct fl_ledger *ledger, int n, uint64_t value)
{
    struct fl_process_name name = fl_process_named(ledger->told_name, value);
    bool complete = n == 15 && ledger->told_name != 0 && name.pid != 0 && name.asid != 0;
    ledger->told_name = n == 14 ? value : 0;
    if (!complete || ledger->lost) {
        return;
    }
    bool active = ledger->process[ledger->current].name.asid == name.asid;
    unsigned process = find_process(ledger, name.asid);
    uint64_t pid = ledger->process[process].name.pid;
    bool same = pid == 0 || pid == name.pid || ledger->process_count >= FL_MOST_ACCOUNTS;
    process = same ? process : append_process(ledger, &name);
    if (ledger->lost) {
        return;
    }
    ledger->process[process].name = name;
    ledger->process[0].name = fl_process_nobody();
    if (active) {
        activate(ledger, process);
    }
}

void fl_ledger_trap(struct fl_ledger *ledger, const struct fl_hart *hart, const struct fl_trap_record *record)
{
    struct fl_account account = take(ledger, hart), entry = {0};
    entry.cycles[FL_KIND_TRAP] = account.cycles[FL_KIND_TRAP];
    account.cycles[FL_KIND_TRAP] = 0;
    book(ledger, ledger->in_user ? FL_ACTIVITY_USER : FL_ACTIVITY_KERNEL, &account);
    settle(ledger, 1, 12, false);
    hold(ledger, record->out.cause >> 63 ? 7 : 1, &entry);
    ledger->in_user = false;
    ledger->after_last_step = false;
    ledger->exceptions[record->out.cause & 15] += !(record->out.cause >> 63);
    fl_fault_log_trap(&ledger->faults, record);
}

void fl_ledger_resume(struct fl_ledger *ledger, const struct fl_hart *hart, const struct fl_trap_record *record)
{
    struct fl_account account = take(ledger, hart);
    book(ledger, ledger->after_last_step ? 12 : FL_ACTIVITY_KERNEL, &account);
    settle(ledger, 1, 12, false);
    ledger->in_user = record->out.privilege == FL_USER;
    ledger->after_last_step = false;
    fl_fault_log_resume(&ledger->faults, record->cycle);
    uint16_t asid = fl_hart_context(hart)->asid;
    if (record->in.privilege == FL_MACHINE && record->out.privilege != FL_MACHINE && asid != ledger->faults.asid) {
        switch_to(ledger, asid, record->cycle);
    }
}

void fl_ledger_mark(struct fl_ledger *ledger, const struct fl_hart *hart, int n, uint64_t token)
{
    if (ledger->in_user) {
        return; /* a program's HINT is not the kernel's word */
    }
    struct fl_account account = take(ledger, hart);
    unsigned step = n >= 1 && n <= 12 && token != 0 ? step_ending_at[n] : FL_ACTIVITY_KERNEL;
    if (step <= 2 || step == 7 || step == 8) {
        hold(ledger, step, &account);
    } else {
        book(ledger, step, &account);
    }
    if (n == 3 || n == 13) {
        settle(ledger, 1, 2, n == 3);
    } else if (n == 9) {
        settle(ledger, 7, 8, true);
    }
    ledger->after_last_step = n == 12;
    fl_fault_log_mark(&ledger->faults, n, token, fl_hart_counts(hart)->cycles);
    hear_name(ledger, n, token);
}

void fl_ledger_satp(struct fl_ledger *ledger, const struct fl_hart *hart, uint64_t satp)
{
    struct fl_account account = take(ledger, hart);
    book(ledger, FL_ACTIVITY_KERNEL, &account);
    if (fl_hart_context(hart)->privilege != FL_MACHINE) {
        switch_to(ledger, (uint16_t)(satp >> 44), fl_hart_counts(hart)->cycles);
    }
}

void fl_ledger_disk_submitted(struct fl_ledger *ledger, uint64_t id)
{
    fl_fault_log_disk_submitted(&ledger->faults, id);
}

void fl_ledger_disk_served(struct fl_ledger *ledger, const struct fl_disk_service *service)
{
    fl_fault_log_disk_served(&ledger->faults, service);
}

void fl_ledger_finish(struct fl_ledger *ledger, const struct fl_hart *hart)
{
    struct fl_account account = take(ledger, hart);
    book(ledger, ledger->in_user ? FL_ACTIVITY_USER : FL_ACTIVITY_KERNEL, &account);
    settle(ledger, 1, 12, false);
}

struct fl_account fl_ledger_total(const struct fl_ledger *ledger, unsigned activity)
{
    struct fl_account total = {0};
    for (unsigned i = 0; i < ledger->process_count; i++) {
        for (unsigned a = 0; a < FL_ACTIVITY_COUNT; a++) {
            if (activity == a || activity == FL_ACTIVITY_COUNT) {
                add(&total, &ledger->process[i].account[a]);
            }
        }
    }
    return total;
}

uint64_t fl_account_sum(const struct fl_account *account)
{
    uint64_t sum = 0;
    for (unsigned kind = 0; kind < FL_KIND_COUNT; kind++) {
        sum += account->cycles[kind];
    }
    return sum;
}

int64_t fl_ledger_residual(const struct fl_ledger *ledger, const struct fl_hart_counts *counts)
{
    struct fl_account all = fl_ledger_total(ledger, FL_ACTIVITY_COUNT);
    return (int64_t)(counts->cycles - fl_account_sum(&all));
}
