#include "cli/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/listen.h"

#define MIB 1048576u

/* What the configuration gives, of what the MMU can do. */
static bool has_svadu(const struct fl_machine *machine)
{
    return machine->claims.svadu && fl_config_number(machine->plan.config, FL_KEY_SVADU);
}

static bool has_sv48(const struct fl_machine *machine)
{
    return machine->claims.sv48 && fl_config_number(machine->plan.config, FL_KEY_SV48);
}

static bool has_sv57(const struct fl_machine *machine)
{
    return machine->claims.sv57 && has_sv48(machine) && fl_config_number(machine->plan.config, FL_KEY_SV57);
}

/* Extensions that a stranger does not claim; Svvptc cannot be claimed. */
static void name_lacking(struct fl_machine *machine)
{
    const struct fl_dut_claims *claims = &machine->claims;
    snprintf(machine->lacks, sizeof machine->lacks, "%s%s%s%s%s%s", machine->plan.dut ? " svvptc " : "",
             claims->svpbmt ? "" : " svpbmt ", claims->svnapot ? "" : " svnapot ", claims->smepmp ? "" : " smepmp ",
             claims->masking ? "" : " smmpm  smnpm  ssnpm ", claims->cbo ? "" : " zicbom  zicboz ");
}

static bool build_platform(struct fl_machine *machine, char *error, size_t error_size)
{
    const struct fl_machine_plan *plan = &machine->plan;
    const struct fl_config *c = plan->config;
    name_lacking(machine);
    struct fl_platform_config platform = {
        .ram_size = fl_config_number(c, FL_KEY_RAM_MIB) * MIB,
        .mhz = (unsigned)fl_config_number(c, FL_KEY_CPU_MHZ),
        .memory_delay = (unsigned)fl_config_number(c, FL_KEY_MEMORY_DELAY),
        .data_delay = (unsigned)fl_config_number(c, FL_KEY_DATA_DELAY),
        .fetch_delay = (unsigned)fl_config_number(c, FL_KEY_FETCH_DELAY),
        .bootargs = plan->append,
        .disk_path = plan->disk,
        .disk_writable = fl_config_number(c, FL_KEY_DISK_WRITABLE) && !plan->private_disk,
        .svadu = has_svadu(machine),
        .sv48 = has_sv48(machine),
        .sv57 = has_sv57(machine),
        .lacks = machine->lacks,
        .disk_error_sector = fl_config_number(c, FL_KEY_DISK_ERROR_SECTOR),
        .disk_error_more = fl_config_number(c, FL_KEY_DISK_ERROR_SECTORS) - 1,
        .disk_error_writes = strcmp(fl_config_text(c, FL_KEY_DISK_ERROR_ON), "writes") == 0,
        .disk_error_reads = strcmp(fl_config_text(c, FL_KEY_DISK_ERROR_ON), "reads") == 0,
        .console_in = machine->input,
    };
    if (!fl_disk_preset(fl_config_text(c, FL_KEY_DISK_PRESET), platform.mhz, &platform.disk)) {
        snprintf(error, error_size, "there is no disk preset %s", fl_config_text(c, FL_KEY_DISK_PRESET));
        return false;
    }
    fl_listen_to_platform(machine);
    machine->platform = fl_platform_new(&platform, &machine->platform_observer, error, error_size);
    return machine->platform &&
           fl_platform_load(machine->platform, plan->image, plan->raw, plan->kernel, plan->initrd, error, error_size);
}

static bool build_model(struct fl_machine *machine, char *error, size_t error_size)
{
    const struct fl_machine_plan *plan = &machine->plan;
    machine->uarch = fl_uarch_new(&plan->sizes, plan->model_bug);
    if (!machine->uarch) {
        snprintf(error, error_size, "%s",
                 plan->model_bug ? "the model has no such bug: seeded bugs are in the test build alone"
                                 : "not enough memory for the model");
    }
    return machine->uarch != NULL;
}

static bool open_plugin(struct fl_machine *machine, char *error, size_t error_size)
{
    const char *path = machine->plan.dut;
    machine->has_dut = fl_plugin_open(path, &machine->dut, &machine->claims, error, error_size);
    if (machine->has_dut && !machine->claims.sv39) {
        snprintf(error, error_size, "%s does not claim Sv39, which every RV64 hart with virtual memory has", path);
    } else if (machine->has_dut) {
        machine->dut.reset(machine->dut.self);
    }
    return machine->has_dut && machine->claims.sv39;
}

/* The DUT comes before the platform, whose device tree says what it can do. */
static bool open_dut(struct fl_machine *machine, char *error, size_t error_size)
{
    const struct fl_machine_plan *plan = &machine->plan;
    const char *size = fl_config_text(plan->config, FL_KEY_MMU_SIZE);
    machine->claims = fl_rtl_claims(size);
    if (plan->dut) {
        return open_plugin(machine, error, error_size);
    }
    if (plan->engine != FL_ENGINE_MODEL) {
        machine->has_dut = fl_rtl_open(size, plan->rtl_bug, &machine->dut);
        if (!machine->has_dut) {
            snprintf(error, error_size, "there is no RTL of size %s with seeded bug %u", size, plan->rtl_bug);
            return false;
        }
    }
    return true;
}

static bool open_input(struct fl_machine *machine, char *error, size_t error_size)
{
    struct stat status;
    machine->input = open(machine->plan.input, O_RDONLY | O_CLOEXEC);
    bool folder = machine->input >= 0 && fstat(machine->input, &status) == 0 && S_ISDIR(status.st_mode);
    if (machine->input < 0 || folder) {
        snprintf(error, error_size, "cannot read %s: %s", machine->plan.input, strerror(folder ? EISDIR : errno));
        return false;
    }
    return true;
}

bool fl_machine_prepare(struct fl_machine *machine, const struct fl_machine_plan *plan, char *error, size_t error_size)
{
    *machine = (struct fl_machine){.plan = *plan, .input = -1};
    if (plan->input && !open_input(machine, error, error_size)) {
        return false;
    }
    bool opened = open_dut(machine, error, error_size);
    machine->claims.smepmp = machine->claims.smepmp && fl_config_number(plan->config, FL_KEY_PMP_ENTRIES) > 0;
    return opened && build_platform(machine, error, error_size) &&
           (plan->engine == FL_ENGINE_RTL || build_model(machine, error, error_size));
}

static bool build_rtl(struct fl_machine *machine, const struct fl_pte_mem *mem)
{
    fl_rtl_engine_init(&machine->rtl_engine, &machine->dut, mem);
    machine->rtl_engine.self = machine;
    machine->rtl_engine.before = machine->waves ? fl_listen_before : NULL;
    machine->engine_port = machine->rtl_engine.port;
    return true;
}

/* The same, with a judge around it. */
static bool build_judge(struct fl_machine *machine, const struct fl_pte_mem *mem)
{
    const struct fl_bus *bus = fl_platform_bus(machine->platform);
    machine->judge = malloc(sizeof *machine->judge);
    if (!machine->judge || !fl_legal_port_init(machine->judge, &(struct fl_legal_config){
                                                                   .claims = &machine->claims,
                                                                   .mem = mem,
                                                                   .quiet = fl_platform_pte_mem(machine->platform),
                                                                   .ram_base = bus->ram_base,
                                                                   .ram_size = bus->ram_size,
                                                                   .dut = &machine->dut,
                                                                   .self = machine,
                                                                   .found = fl_listen_diverged,
                                                               })) {
        return false;
    }
    build_rtl(machine, &machine->judge->outer_mem);
    fl_legal_port_attach(machine->judge, &machine->rtl_engine.port);
    machine->engine_port = machine->judge->outer_port;
    return true;
}

static bool build_engine(struct fl_machine *machine, const struct fl_pte_mem *mem)
{
    const struct fl_bus *bus = fl_platform_bus(machine->platform);
    const struct fl_config *config = machine->plan.config;
    switch (machine->plan.engine) {
    case FL_ENGINE_MODEL:
        fl_model_engine_init(&machine->model_engine, machine->uarch, mem);
        machine->engine_port = machine->model_engine.port;
        return true;
    case FL_ENGINE_RTL:
        return machine->plan.legal ? build_judge(machine, mem) : build_rtl(machine, mem);
    default:
        machine->lockstep = fl_lockstep_new(&(struct fl_lockstep_config){
            .dut = &machine->dut,
            .model = machine->uarch,
            .mem = mem,
            .quiet = fl_platform_pte_mem(machine->platform),
            .ram_base = bus->ram_base,
            .ram_size = bus->ram_size,
            .state_every = (unsigned)fl_config_number(config, FL_KEY_STATE_EVERY),
            .self = machine,
            .diverged = fl_listen_diverged,
            .before = machine->waves ? fl_listen_before : NULL,
        });
        if (machine->lockstep) {
            machine->engine_port = fl_lockstep_port(machine->lockstep);
        }
        return machine->lockstep != NULL;
    }
}

/* The chain from the hart to the engine: perhaps the history of fences, perhaps a recorder. */
static bool connect(struct fl_machine *machine)
{
    const struct fl_pte_mem *mem = fl_platform_pte_mem(machine->platform);
    if (machine->record) {
        fl_recorder_init(&machine->recorder, machine->record, fl_config_text(machine->plan.config, FL_KEY_MMU_SIZE),
                         mem);
        mem = &machine->recorder.outer_mem;
    }
    if (!build_engine(machine, mem)) {
        return false;
    }
    if (machine->record) {
        machine->recorded_port = machine->engine_port;
        fl_recorder_attach(&machine->recorder, &machine->recorded_port);
        machine->engine_port = machine->recorder.outer_port;
    }
    machine->port = machine->history ? fl_listen_port(machine) : machine->engine_port;
    return true;
}

bool fl_machine_start(struct fl_machine *machine, char *error, size_t error_size)
{
    const struct fl_config *c = machine->plan.config;
    const struct fl_dut_claims *claims = &machine->claims;
    struct fl_hart_config hart = {
        .reset_pc = 0x1000,
        .pmp_entries = claims->pmp ? (unsigned)fl_config_number(c, FL_KEY_PMP_ENTRIES) : 0,
        .fetch_block = (unsigned)fl_config_number(c, FL_KEY_FETCH_BLOCK),
        .trap_cycles = (unsigned)fl_config_number(c, FL_KEY_TRAP_CYCLES),
        .svadu = has_svadu(machine),
        .adue_reset = has_svadu(machine) && fl_config_number(c, FL_KEY_ADUE_RESET),
        .sv48 = has_sv48(machine),
        .sv57 = has_sv57(machine),
        .fast = fl_config_number(c, FL_KEY_CPU_FAST),
        .stale_code = fl_config_number(c, FL_KEY_CPU_STALE_CODE),
        .lacks = {.svpbmt = !claims->svpbmt,
                  .masking = !claims->masking,
                  .smepmp = !claims->smepmp,
                  .cbo = !claims->cbo,
                  .asid_bits = (uint8_t)(16 - claims->asid_bits)},
    };
    if (!connect(machine)) {
        snprintf(error, error_size, "not enough memory for the comparison");
        return false;
    }
    fl_listen_to_hart(machine);
    machine->hart = fl_hart_new(&hart, &machine->port, fl_platform_bus(machine->platform), &machine->observer);
    if (!machine->hart) {
        snprintf(error, error_size, "the hart cannot be built from these cpu.* values");
        return false;
    }
    return true;
}

void fl_machine_close_dut(struct fl_machine *machine)
{
    if (machine->has_dut) {
        machine->dut.destroy(machine->dut.self);
    }
    machine->has_dut = false;
}

void fl_machine_free(struct fl_machine *machine)
{
    fl_hart_free(machine->hart);
    fl_lockstep_free(machine->lockstep);
    fl_uarch_free(machine->uarch);
    fl_machine_close_dut(machine);
    if (machine->judge) {
        fl_legal_port_free(machine->judge);
        free(machine->judge);
    }
    if (machine->platform) {
        fl_platform_free(machine->platform);
    }
    if (machine->input >= 0) {
        close(machine->input);
    }
    free(machine->watch_always);
    machine->hart = NULL;
    machine->lockstep = NULL;
    machine->uarch = NULL;
    machine->judge = NULL;
    machine->platform = NULL;
    machine->input = -1;
    machine->watch_always = NULL;
}

uint64_t fl_machine_cycles(const struct fl_machine *machine)
{
    return machine->hart ? fl_hart_counts(machine->hart)->cycles : 0;
}
