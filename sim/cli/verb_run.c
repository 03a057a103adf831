/* faultline run: the options of a run. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/run.h"

enum {
    KEY_ENGINE = 256,
    KEY_SIZE,
    KEY_DISK,
    KEY_DISK_PRESET,
    KEY_APPEND,
    KEY_LIMIT,
    KEY_OUT,
    KEY_WAVE_FROM,
    KEY_WAVE_LENGTH,
    KEY_FAST,
    KEY_SEED,
    KEY_BUG,
    KEY_JSON,
    KEY_RECORD,
    KEY_INITRD,
    KEY_KERNEL,
    KEY_RAW,
    KEY_INPUT,
    KEY_DUT,
    KEY_COMPARE
};

static const struct argp_option run_options[] = {
    {"engine", KEY_ENGINE, "lockstep|rtl|model", 0, "What translates (default lockstep: both, compared)", 0},
    {"dut", KEY_DUT, "FILE.so", 0, "Your own MMU instead of our RTL (sim/dut/plugin.h), held to the architecture alone",
     0},
    {"compare", KEY_COMPARE, "exact|legal", 0,
     "Model and RTL, to the cycle; or the RTL with the architecture alone (default exact, with --dut legal)", 0},
    {"size", KEY_SIZE, "tiny|default|large", 0, "Built size of the MMU (mmu.size)", 0},
    {"disk", KEY_DISK, "IMAGE", 0, "File behind the disk", 0},
    {"disk-preset", KEY_DISK_PRESET, "hdd|ssd|nvm|textbook", 0, "Service times of the disk (disk.preset)", 0},
    {"append", KEY_APPEND, "ARGUMENTS", 0, "Options for the guest's kernel", 0},
    {"kernel", KEY_KERNEL, "IMAGE", 0, "Raw image that FILE, an SBI firmware, hands over to in S-mode", 0},
    {"initrd", KEY_INITRD, "FILE", 0, "Initial RAM disk", 0},
    {"raw", KEY_RAW, NULL, 0, "FILE is a raw image for 0x80000000, not an ELF", 0},
    {"input", KEY_INPUT, "FILE", 0, "What the console reads", 0},
    {"limit-cycles", KEY_LIMIT, "N", 0, "Stop after N cycles with status 124 (run.limit_cycles)", 0},
    {"out", KEY_OUT, "FOLDER", 0, "Where results go (default out)", 0},
    {"wave-from", KEY_WAVE_FROM, "none|fault|fault:N|divergence|cycle:N", 0,
     "What to show in waves (default divergence; fault: the first that went to the disk)", 0},
    {"wave-length", KEY_WAVE_LENGTH, "CYCLES", 0, "Longest wave window (default 20000)", 0},
    {"fast", KEY_FAST, "on|off", 0, "The simulator's own caches (cpu.fast)", 0},
    {"seed", KEY_SEED, "N", 0, "Of everything random (seed)", 0},
    {"bug", KEY_BUG, "rtl:N|model:N|both:N", 0, "Run with seeded bug N (docs/seeded-bugs.md; test builds)", 0},
    {"record", KEY_RECORD, "FILE", 0, "Write the requests and what was answered", 0},
    {"json", KEY_JSON, NULL, 0, "Write run.json to stdout; the guest's console only to console.txt", 0},
    {0}};

/* Options that are configuration keys by a shorter name. */
static const struct {
    int option;
    const char *name, *key;
} short_names[] = {{KEY_SIZE, "--size", "mmu.size"},
                   {KEY_DISK_PRESET, "--disk-preset", "disk.preset"},
                   {KEY_LIMIT, "--limit-cycles", "run.limit_cycles"},
                   {KEY_FAST, "--fast", "cpu.fast"},
                   {KEY_SEED, "--seed", "seed"}};

static bool set_by_short_name(struct fl_run_options *options, int option, const char *value)
{
    char error[256];
    for (size_t i = 0; i < sizeof short_names / sizeof short_names[0]; i++) {
        if (short_names[i].option == option) {
            if (!fl_config_set(&options->config, short_names[i].key, value, short_names[i].name, error, sizeof error)) {
                exit(fl_cli_fail(FL_EXIT_USAGE, "%s: %s", short_names[i].name, error));
            }
            return true;
        }
    }
    return false;
}

static void set_engine(struct fl_run_options *options, const char *name)
{
    static const char *const names[] = {"lockstep", "rtl", "model"};
    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(names[i], name) == 0) {
            options->plan.engine = (enum fl_engine_kind)i;
            options->engine = name;
            return;
        }
    }
    exit(fl_cli_fail(FL_EXIT_USAGE, "--engine is lockstep, rtl or model, not '%s'", name));
}

static void set_waves(struct fl_run_options *options, const char *text)
{
    static const struct {
        const char *word;
        enum fl_wave_from from;
        bool may_count, must_count;
    } forms[] = {{"none", FL_WAVE_NONE, false, false},
                 {"fault", FL_WAVE_FAULT, true, false},
                 {"divergence", FL_WAVE_DIVERGENCE, false, false},
                 {"cycle", FL_WAVE_CYCLE, true, true}};
    const char *colon = strchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : strlen(text);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strlen(forms[i].word) == length && strncmp(forms[i].word, text, length) == 0 &&
            (colon ? forms[i].may_count : !forms[i].must_count) &&
            (!colon || fl_parse_number(colon + 1, &options->wave_at)) &&
            (!colon || forms[i].from != FL_WAVE_FAULT || options->wave_at > 0)) {
            options->wave_from = forms[i].from;
            return;
        }
    }
    exit(fl_cli_fail(FL_EXIT_USAGE, "--wave-from is none, fault, fault:N, divergence or cycle:N, not '%s'", text));
}

static void set_bug(struct fl_run_options *options, const char *text)
{
    const char *colon = strchr(text, ':');
    uint64_t number;
    bool rtl = strncmp(text, "rtl:", 4) == 0, model = strncmp(text, "model:", 6) == 0;
    bool both = strncmp(text, "both:", 5) == 0;
    if (!colon || !(rtl || model || both) || !fl_parse_number(colon + 1, &number) || number == 0 || number > 9999) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--bug is rtl:N, model:N or both:N, not '%s'", text));
    }
    options->plan.rtl_bug = rtl || both ? (unsigned)number : options->plan.rtl_bug;
    options->plan.model_bug = model || both ? (unsigned)number : options->plan.model_bug;
}

static error_t parse_file_option(struct fl_run_options *options, int key, char *argument)
{
    switch (key) {
    case KEY_DISK:
        options->plan.disk = argument;
        return 0;
    case KEY_APPEND:
        options->plan.append = argument;
        return 0;
    case KEY_INITRD:
        options->plan.initrd = argument;
        return 0;
    case KEY_KERNEL:
        options->plan.kernel = argument;
        return 0;
    case KEY_INPUT:
        options->plan.input = argument;
        return 0;
    case KEY_RAW:
        options->plan.raw = true;
        return 0;
    case KEY_OUT:
        options->out = argument;
        return 0;
    case KEY_RECORD:
        options->record = argument;
        return 0;
    case KEY_DUT:
        options->plan.dut = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_run(int key, char *argument, struct argp_state *state)
{
    struct fl_run_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->config;
        return 0;
    case KEY_ENGINE:
        set_engine(options, argument);
        return 0;
    case KEY_WAVE_FROM:
        set_waves(options, argument);
        return 0;
    case KEY_WAVE_LENGTH:
        if (!fl_parse_number(argument, &options->wave_length) || options->wave_length == 0) {
            exit(fl_cli_fail(FL_EXIT_USAGE, "--wave-length is a number of cycles, not '%s'", argument));
        }
        return 0;
    case KEY_BUG:
        set_bug(options, argument);
        return 0;
    case KEY_COMPARE:
        options->compare = argument;
        return 0;
    case KEY_JSON:
        options->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (options->plan.image) {
            exit(fl_cli_fail(FL_EXIT_USAGE, "one program at a time: '%s' is one too many", argument));
        }
        options->plan.image = argument;
        return 0;
    case ARGP_KEY_NO_ARGS:
        exit(fl_cli_fail(FL_EXIT_USAGE, "which program? `faultline run FILE.elf`"));
    default:
        return set_by_short_name(options, key, argument) ? 0 : parse_file_option(options, key, argument);
    }
}

/* Which compare, and do the options go together? */
static void set_compare(struct fl_run_options *options)
{
    struct fl_machine_plan *plan = &options->plan;
    plan->legal = fl_cli_legal(plan->dut, options->compare, plan->rtl_bug || plan->model_bug);
    if (options->engine && (plan->legal || options->compare)) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--engine %s together with %s: one of them says what translates",
                         options->engine, plan->dut ? "--dut" : "--compare"));
    }
    if (plan->legal) {
        plan->engine = FL_ENGINE_RTL;
    }
    if ((plan->model_bug && plan->engine == FL_ENGINE_RTL) || (plan->rtl_bug && plan->engine == FL_ENGINE_MODEL)) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--bug %s:%u: the %s does not run here", plan->model_bug ? "model" : "rtl",
                         plan->model_bug ? plan->model_bug : plan->rtl_bug, plan->model_bug ? "model" : "RTL"));
    }
}

int fl_verb_run(int argc, char **argv)
{
    static const struct argp_child children[] = {{&fl_config_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        run_options,
        parse_run,
        "FILE.elf",
        "Run a program on the simulated machine, golden model and RTL in lockstep.\v"
        "The guest's console goes to stdout, everything else to stderr. Exit status: the guest's code; 64 usage; "
        "124 limit reached; 125 divergence; 126 host error; 130 interrupted.",
        children,
        NULL,
        NULL};
    struct fl_run_options options = {.out = "out", .wave_from = FL_WAVE_DIVERGENCE, .wave_length = 20000};
    char error[256];
    int status;
    fl_config_init(&options.config);
    char *typed[256];
    options.argc = argc < 255 ? argc + 1 : 256;
    options.argv = typed;
    typed[0] = "faultline";
    typed[1] = "run";
    for (int i = 1; i < options.argc - 1; i++) {
        typed[i + 1] = argv[i]; /* argp reorders argv */
    }
    if (!fl_parse(&argp, argc, argv, &options, &status)) {
        return status;
    }
    set_compare(&options);
    options.plan.config = &options.config;
    if (!fl_plan_resolve(&options.plan, error, sizeof error)) {
        return fl_cli_fail(FL_EXIT_USAGE, "%s", error);
    }
    bool shows_rtl = options.wave_from == FL_WAVE_FAULT || options.wave_from == FL_WAVE_CYCLE;
    if (shows_rtl && !fl_plan_is_built(&options.plan, error, sizeof error)) {
        return fl_cli_fail(FL_EXIT_USAGE, "--wave-from shows the RTL, which would do something else: %s", error);
    }
    return fl_run(&options);
}
