#include "cli/run.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/cli.h"

/* Ctrl-C ends the run as if its limit were reached, so that the reports are written. */
static struct fl_hart *interruptible;
static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
    if (interruptible) {
        fl_hart_stop(interruptible);
    }
}

static void catch_signals(struct fl_hart *hart)
{
    struct sigaction action = {.sa_handler = hart ? on_signal : SIG_DFL};
    interruptible = hart;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

char *fl_run_path(const struct fl_run *run, const char *name, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", run->options->out, name);
    return path;
}

/* mkdir -p */
static bool make_folder(const char *path)
{
    char part[1024];
    for (size_t i = 1; i < sizeof part && path[i - 1]; i++) {
        if ((path[i] == '/' || path[i] == '\0') && path[i - 1] != '/') {
            memcpy(part, path, i);
            part[i] = '\0';
            if (mkdir(part, 0777) != 0 && errno != EEXIST) {
                return false;
            }
        }
    }
    struct stat status;
    if (stat(path, &status) != 0) {
        return false;
    }
    errno = ENOTDIR;
    return S_ISDIR(status.st_mode);
}

/* What a run leaves behind, beside console.txt. */
static const char *const results[] = {"divergence.txt", "run.json",  "stats.json", "waves.fst",
                                      "marker",         "end.state", "disk.before"};
enum { RESULTS = sizeof results / sizeof results[0] };

static bool same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* The first file that the run is to read and that is an old result in its own folder; NULL: none. */
static const char *own_input(const struct fl_run *run)
{
    const struct fl_machine_plan *plan = &run->options->plan;
    const char *const inputs[] = {plan->image, plan->kernel, plan->initrd, plan->disk, plan->input};
    char path[1200];
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        for (size_t k = 0; inputs[i] && k <= RESULTS; k++) {
            if (same_file(inputs[i], fl_run_path(run, k < RESULTS ? results[k] : "console.txt", path, sizeof path))) {
                return inputs[i];
            }
        }
    }
    return NULL;
}

/* Old results would lie about a new run. */
static void clear_folder(const struct fl_run *run)
{
    char path[1200];
    for (size_t i = 0; i < RESULTS; i++) {
        remove(fl_run_path(run, results[i], path, sizeof path));
    }
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void quote_command(struct fl_run *run)
{
    const struct fl_machine_plan *plan = &run->options->plan;
    bool seeded = plan->rtl_bug || plan->model_bug; /* the command that ships knows no bugs */
    size_t used = (size_t)snprintf(run->command, sizeof run->command, "%s", seeded ? "faultline-seeded" : "faultline");
    for (int i = 1; i < run->options->argc && used < sizeof run->command; i++) {
        const char *word = run->options->argv[i];
        bool plain = strpbrk(word, " \t\n'\"$\\*?;&|<>()`!#") == NULL && word[0];
        used += (size_t)snprintf(run->command + used, sizeof run->command - used, plain ? " %s" : " '%s'", word);
    }
}

/* A disk that the run may write is copied first: what runs again must find what the run found. */
static bool keep_disk(struct fl_run *run, char *error, size_t error_size)
{
    const struct fl_run_options *options = run->options;
    bool again = options->plan.engine == FL_ENGINE_LOCKSTEP || options->wave_from != FL_WAVE_NONE;
    if (!options->plan.disk || !fl_config_number(&options->config, FL_KEY_DISK_WRITABLE) || !again) {
        return true;
    }
    char path[1200], block[65536];
    size_t size;
    FILE *from = fopen(options->plan.disk, "rb");
    FILE *to = from ? fopen(fl_run_path(run, "disk.before", path, sizeof path), "wb") : NULL;
    while (to && (size = fread(block, 1, sizeof block, from)) > 0 && fwrite(block, 1, size, to) == size) {
    }
    bool good = to && feof(from) && !ferror(to);
    good = to && fclose(to) == 0 && good;
    if (!good) {
        snprintf(error, error_size, "cannot copy %s to %s, as a writable disk needs: %s", options->plan.disk,
                 options->out, strerror(errno));
    }
    if (from) {
        fclose(from);
    }
    snprintf(run->disk_before, sizeof run->disk_before, "%s", good ? path : "");
    return good;
}

/* Open every file that the run reads, before anything of an earlier run is touched. */
static bool prepare(struct fl_run *run, char *error, size_t error_size)
{
    if (!fl_machine_prepare(&run->machine, &run->options->plan, error, error_size)) {
        return false;
    }
    const char *own = own_input(run);
    if (own) {
        snprintf(error, error_size,
                 "%s is a result of an earlier run, which this one would remove; name another folder with --out", own);
    }
    return !own;
}

/* Open every file that is written while the guest runs, and hang the instruments on. */
static bool open_results(struct fl_run *run, char *error, size_t error_size)
{
    const struct fl_run_options *options = run->options;
    struct fl_machine *machine = &run->machine;
    char path[1200];
    fl_run_path(run, "console.txt", path, sizeof path);
    run->console = (struct fl_console){.stream = options->json ? NULL : stdout, .file = fopen(path, "w")};
    if (!run->console.file) {
        snprintf(error, error_size, "cannot write %s: %s", path, strerror(errno));
        return false;
    }
    if (options->record && !(machine->record = fopen(options->record, "w"))) {
        snprintf(error, error_size, "cannot write %s: %s", options->record, strerror(errno));
        return false;
    }
    machine->console = &run->console;
    machine->ledger = &run->ledger;
    if (options->plan.legal) { /* what is found is told of this run: somebody's MMU need not do the same again */
        const struct fl_bus *bus = fl_platform_bus(machine->platform);
        machine->history = fl_history_new(bus->ram_base, bus->ram_size);
    }
    return keep_disk(run, error, error_size);
}

static void execute(struct fl_run *run)
{
    struct fl_machine *machine = &run->machine;
    catch_signals(machine->hart);
    double began = seconds_now();
    run->stop = fl_hart_run(machine->hart, fl_config_number(&run->options->config, FL_KEY_LIMIT_CYCLES));
    run->seconds = seconds_now() - began;
    catch_signals(NULL);
    run->interrupted = interrupted;
    fflush(stdout);
}

static void settle(struct fl_run *run)
{
    struct fl_machine *machine = &run->machine;
    fl_ledger_finish(&run->ledger, machine->hart);
    run->residual = fl_ledger_residual(&run->ledger, fl_hart_counts(machine->hart));
    if (machine->lockstep) {
        fl_lockstep_finish(machine->lockstep, fl_machine_cycles(machine));
        run->compared = fl_lockstep_counts(machine->lockstep);
        run->diverged = fl_lockstep_divergence(machine->lockstep) != NULL;
    } else if (machine->judge) {
        run->diverged = machine->judge->finding.fault != FL_LEGAL_SO_FAR;
    }
}

int fl_run_status(const struct fl_run *run)
{
    if (run->diverged) {
        return FL_EXIT_DIVERGENCE;
    }
    if (run->residual != 0) {
        return FL_EXIT_HOST;
    }
    if (run->machine.finished) {
        unsigned code = run->machine.code;
        return code != 0 && (code & 0xff) == 0 ? 1 : (int)(code & 0xff);
    }
    return run->interrupted ? FL_EXIT_INTERRUPTED : FL_EXIT_LIMIT;
}

/* Close a result; false, and one line in `error`, when not all of it could be written. NULL is no result. */
static bool deliver(FILE *file, const char *path, char *error, size_t error_size)
{
    bool lost = file && ferror(file);
    errno = 0;
    lost = (file && fclose(file) != 0) || lost;
    if (lost) {
        snprintf(error, error_size, "cannot write %s: %s", path, errno ? strerror(errno) : "an earlier write failed");
    }
    return !lost;
}

/* Everything that was written while the guest ran. */
static bool deliver_streams(struct fl_run *run, char *error, size_t error_size)
{
    char path[1200];
    FILE *record = run->machine.record, *console = run->console.file;
    run->machine.record = run->console.file = NULL;
    bool good = deliver(record, run->options->record, error, error_size);
    return deliver(console, fl_run_path(run, "console.txt", path, sizeof path), error, error_size) && good;
}

static int tell(struct fl_run *run)
{
    char error[1400] = "";
    settle(run);
    bool written = deliver_streams(run, error, sizeof error);
    if (run->diverged) {
        fl_run_explain(run);
    } else if (run->options->wave_from != FL_WAVE_NONE && !run->interrupted) {
        fl_run_waves(run);
    }
    /* One that cannot be written is no reason to lose the others. */
    written = fl_platform_flush(run->machine.platform, error, sizeof error) && written;
    written = fl_run_write_json(run, error, sizeof error) && written;
    written = fl_run_write_end_state(run, error, sizeof error) && written;
    if (run->options->json) {
        json_t *json = fl_run_json(run);
        json_dumpf(json, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(json);
    } else {
        fl_run_summary(stderr, run);
    }
    if (!written) {
        return fl_cli_fail(FL_EXIT_HOST, "%s", error);
    }
    return run->lost_waves && !run->diverged ? FL_EXIT_HOST : fl_run_status(run);
}

/* Returns the exit status. */
static int prepare_and_run(struct fl_run *run)
{
    char error[1400];
    if (!make_folder(run->options->out)) {
        return fl_cli_fail(FL_EXIT_HOST, "cannot make the folder %s: %s; name another with --out", run->options->out,
                           strerror(errno));
    }
    if (!prepare(run, error, sizeof error)) {
        return fl_cli_fail(FL_EXIT_HOST, "%s", error);
    }
    clear_folder(run);
    if (!open_results(run, error, sizeof error) || !fl_machine_start(&run->machine, error, sizeof error)) {
        return fl_cli_fail(FL_EXIT_HOST, "%s", error);
    }
    execute(run);
    return tell(run);
}

int fl_run(const struct fl_run_options *options)
{
    struct fl_run run = {.options = options};
    char error[1400];
    quote_command(&run);
    fl_ledger_init(&run.ledger);
    int status = prepare_and_run(&run);
    deliver_streams(&run, error, sizeof error); /* of a run that did not begin */
    if (run.disk_before[0] && !run.diverged) {
        remove(run.disk_before);
    }
    fl_history_free(run.machine.history);
    fl_machine_free(&run.machine);
    fl_ledger_free(&run.ledger);
    return status;
}
