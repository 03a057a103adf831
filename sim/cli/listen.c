#include "cli/listen.h"

#include "cli/console.h"
#include "cli/waves.h"

/* --- from the hart --- */

static void on_trap(void *self, const struct fl_hart *hart, const struct fl_trap_record *record)
{
    struct fl_machine *machine = self;
    if (machine->ledger) {
        fl_ledger_trap(machine->ledger, hart, record);
    }
    if (machine->waves) {
        fl_waves_trap(machine->waves, record);
    }
}

static void on_resume(void *self, const struct fl_hart *hart, const struct fl_trap_record *record)
{
    struct fl_machine *machine = self;
    if (machine->ledger) {
        fl_ledger_resume(machine->ledger, hart, record);
    }
    if (machine->waves) {
        fl_waves_resume(machine->waves, record);
    }
}

static void on_mark(void *self, const struct fl_hart *hart, int n, uint64_t token)
{
    struct fl_machine *machine = self;
    if (machine->ledger) {
        fl_ledger_mark(machine->ledger, hart, n, token);
    }
    if (machine->waves && n < 14) { /* behind the steps come names, which the ledger keeps */
        fl_waves_mark(machine->waves, n, token);
    }
}

static void on_satp(void *self, const struct fl_hart *hart, uint64_t satp)
{
    struct fl_machine *machine = self;
    if (machine->ledger) {
        fl_ledger_satp(machine->ledger, hart, satp);
    }
    if (machine->waves) {
        fl_waves_satp(machine->waves, satp);
    }
}

/* --- stores: by the hart, by DMA, by the walker --- */

static void remember_store(struct fl_machine *machine, enum fl_writer writer, uint64_t pa, uint64_t size, uint64_t now)
{
    if (machine->history) {
        struct fl_past_store store = {writer, machine->hart ? fl_hart_pc(machine->hart) : 0, now};
        fl_history_store(machine->history, pa, size, &store);
    }
}

static void tell_store(struct fl_machine *machine, uint64_t pa, uint64_t size, uint64_t now)
{
    if (machine->lockstep) {
        fl_lockstep_store(machine->lockstep, pa, size);
    } else if (machine->judge) {
        fl_legal_will_store(machine->judge->legal, pa, size, now);
    }
}

static void on_store(void *self, uint64_t pa, unsigned size, uint64_t now)
{
    struct fl_machine *machine = self;
    tell_store(machine, pa, size, now);
    remember_store(machine, FL_WRITER_HART, pa, size, now);
}

static void on_dma(void *self, uint64_t pa, uint64_t size, uint64_t now)
{
    struct fl_machine *machine = self;
    tell_store(machine, pa, size, now);
    remember_store(machine, FL_WRITER_DMA, pa, size, now);
}

static void after_dma(void *self, uint64_t pa, uint64_t size, uint64_t now)
{
    struct fl_machine *machine = self;
    (void)now;
    if (machine->hart) {
        fl_hart_memory_written(machine->hart, pa, size);
    }
}

static void on_pte_write(void *self, uint64_t pa, uint64_t old_value)
{
    struct fl_machine *machine = self;
    (void)old_value;
    if (machine->hart) {
        fl_hart_memory_written(machine->hart, pa, 8);
        remember_store(machine, FL_WRITER_WALKER, pa, 8, fl_machine_cycles(machine));
    }
}

/* --- from the platform --- */

static void on_console(void *self, char c)
{
    struct fl_machine *machine = self;
    if (machine->console) {
        fl_console_put(machine->console, c);
    }
}

static void on_finish(void *self, unsigned code)
{
    struct fl_machine *machine = self;
    if (!machine->finished) {
        machine->finished = true;
        machine->code = code;
    }
    if (machine->hart) {
        fl_hart_stop(machine->hart);
    }
}

static void on_disk_submitted(void *self, uint64_t id, uint64_t now)
{
    struct fl_machine *machine = self;
    (void)now;
    if (machine->ledger) {
        fl_ledger_disk_submitted(machine->ledger, id);
    }
}

static void on_disk_served(void *self, const struct fl_disk_service *service)
{
    struct fl_machine *machine = self;
    if (machine->ledger) {
        fl_ledger_disk_served(machine->ledger, service);
    }
}

void fl_listen_to_platform(struct fl_machine *machine)
{
    machine->platform_observer = (struct fl_platform_observer){.self = machine,
                                                               .console = on_console,
                                                               .finish = on_finish,
                                                               .disk_submitted = on_disk_submitted,
                                                               .disk_served = on_disk_served,
                                                               .memory_written = after_dma,
                                                               .memory_will_be_written = on_dma};
}

void fl_listen_to_hart(struct fl_machine *machine)
{
    struct fl_bus *bus = fl_platform_bus(machine->platform);
    machine->observer =
        (struct fl_observer){.self = machine, .trap = on_trap, .resume = on_resume, .mark = on_mark, .satp = on_satp};
    fl_platform_on_pte_write(machine->platform, on_pte_write, machine);
    bus->watcher = machine;
    bus->store_seen = on_store;
    bus->watched = machine->watch_always ? machine->watch_always
                   : machine->lockstep   ? fl_lockstep_watched(machine->lockstep)
                   : machine->judge      ? fl_legal_watched(machine->judge->legal)
                                         : NULL;
}

/* --- from the engine --- */

void fl_listen_before(void *self, uint64_t now)
{
    struct fl_machine *machine = self;
    fl_waves_before(machine->waves, now);
}

void fl_listen_diverged(void *self)
{
    struct fl_machine *machine = self;
    if (machine->hart) {
        fl_hart_stop(machine->hart);
    }
}

static void pass_translate(void *self, enum fl_port port, const struct fl_request *request, uint64_t now,
                           struct fl_response *response)
{
    struct fl_machine *machine = self;
    machine->engine_port.translate(machine->engine_port.self, port, request, now, response);
}

static unsigned pass_fence(void *self, const struct fl_fence *fence, uint64_t now)
{
    struct fl_machine *machine = self;
    struct fl_past_fence past = {*fence, fl_hart_pc(machine->hart), now};
    fl_history_fence(machine->history, &past);
    return machine->engine_port.fence(machine->engine_port.self, fence, now);
}

static void pass_trap(void *self, const struct fl_trap_in *in, uint64_t now, struct fl_trap_out *out)
{
    struct fl_machine *machine = self;
    machine->engine_port.trap(machine->engine_port.self, in, now, out);
}

static void pass_events(void *self, struct fl_events *events)
{
    const struct fl_machine *machine = self;
    machine->engine_port.events(machine->engine_port.self, events);
}

struct fl_mmu_port fl_listen_port(struct fl_machine *machine)
{
    return (struct fl_mmu_port){
        .self = machine, .translate = pass_translate, .fence = pass_fence, .trap = pass_trap, .events = pass_events};
}
