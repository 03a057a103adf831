/* machine.h - one whole simulated machine: platform, engine and hart, built from a configuration.
 *
 * A run is deterministic, so a machine can be built a second time to look closer at what the first one met. Who wants to
 * watch hangs his instrument on the machine before it is started; an instrument that is NULL costs nothing.
 */
#ifndef FAULTLINE_MACHINE_H
#define FAULTLINE_MACHINE_H

#include <stdio.h>

#include "cli/plan.h"
#include "explore/ledger.h"
#include "lockstep/engine.h"
#include "lockstep/history.h"
#include "lockstep/legal_port.h"
#include "lockstep/lockstep.h"
#include "lockstep/request_log.h"
#include "platform/platform.h"

struct fl_console; /* console.h */
struct fl_waves;   /* waves.h */

struct fl_machine {
    struct fl_machine_plan plan;
    struct fl_platform *platform;
    struct fl_hart *hart;
    struct fl_uarch *uarch; /* NULL without a model */
    struct fl_dut dut;
    bool has_dut;
    struct fl_model_engine model_engine;
    struct fl_rtl_engine rtl_engine;
    struct fl_lockstep *lockstep;
    struct fl_dut_claims claims; /* of the DUT */
    char lacks[96];              /* extensions that it does not claim, as platform.h wants them */
    struct fl_legal_port *judge; /* NULL unless plan.legal */
    struct fl_recorder recorder;
    struct fl_mmu_port port; /* what the hart sees */
    struct fl_mmu_port engine_port, recorded_port;
    int input;

    bool finished; /* the guest asked to stop, with this code */
    unsigned code;

    struct fl_observer observer;
    struct fl_platform_observer platform_observer;

    /* Instruments. */
    struct fl_console *console;
    struct fl_ledger *ledger;
    struct fl_history *history;
    struct fl_waves *waves;
    FILE *record;           /* request log */
    uint64_t *watch_always; /* pages whose stores history wants; one bit each; owned by the machine */
};

/* Build in two steps, so that instruments can be hung on in between. Both: false, and one line in `error`, when it cannot be. */
bool fl_machine_prepare(struct fl_machine *machine, const struct fl_machine_plan *plan, char *error, size_t error_size);
bool fl_machine_start(struct fl_machine *machine, char *error, size_t error_size);
/* Close the DUT of a machine that will not run again, so that another can be opened. */
void fl_machine_close_dut(struct fl_machine *machine);
/* Also after a failed prepare or start. */
void fl_machine_free(struct fl_machine *machine);

uint64_t fl_machine_cycles(const struct fl_machine *machine);

#endif
