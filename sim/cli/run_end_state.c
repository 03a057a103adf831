/* The end of a run as an end state (end_state.h). */
#include <stdlib.h>

#include "cli/end_state.h"
#include "cli/run.h"

bool fl_run_write_end_state(const struct fl_run *run, char *error, size_t error_size)
{
    const struct fl_machine *machine = &run->machine;
    const struct fl_bus *bus = fl_platform_bus(machine->platform);
    char path[1200];
    struct fl_end_state state = {.ram_base = bus->ram_base,
                                 .ram_size = bus->ram_size,
                                 .pc = fl_hart_pc(machine->hart),
                                 .cycle = fl_machine_cycles(machine),
                                 .context = *fl_hart_context(machine->hart)};
    state.context.pma = &machine->plan.sizes.pma;
    state.ram = malloc(state.ram_size);
    bool good = state.ram && fl_platform_peek(machine->platform, state.ram_base, state.ram, state.ram_size);
    if (!good) {
        snprintf(error, error_size, "not enough memory to save the end state");
    }
    good = good && fl_end_state_write(&state, fl_run_path(run, "end.state", path, sizeof path), error, error_size);
    fl_end_state_free(&state);
    return good;
}
