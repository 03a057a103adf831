/* faultline walk: one translation, explained step by step from the page tables of an ELF or of a run's end. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/explain.h"
#include "cli/walk_source.h"
#include "faultline/pma.h"

enum {
    KEY_STATE = 256,
    KEY_SATP,
    KEY_VA,
    KEY_ACCESS,
    KEY_BYTES,
    KEY_PRIVILEGE,
    KEY_SUM,
    KEY_MXR,
    KEY_ADUE,
    KEY_PBMTE,
    KEY_PMA
};

struct walk_options {
    const char *image, *state;
    bool has_satp, has_va, has_privilege;
    uint64_t satp, va;
    uint8_t access, privilege, bytes;
    int sum, mxr, adue, pbmte, pma; /* -1: as the source has it */
};

static const struct argp_option walk_options[] = {
    {"state", KEY_STATE, "FOLDER", 0, "Page tables from the end of a run (its --out) instead of an ELF", 0},
    {"satp", KEY_SATP, "VALUE", 0, "satp (default: as the run ended)", 0},
    {"va", KEY_VA, "ADDRESS", 0, "The virtual address", 0},
    {"access", KEY_ACCESS, "fetch|load|store|amo", 0, "What is tried (default load)", 0},
    {"bytes", KEY_BYTES, "1|2|4|8", 0, "Of how many bytes, all of which PMP looks at (default 1)", 0},
    {"privilege", KEY_PRIVILEGE, "u|s|m", 0, "Who tries (default: as the run ended; s for an ELF)", 0},
    {"sum", KEY_SUM, "0|1", 0, "mstatus.SUM", 0},
    {"mxr", KEY_MXR, "0|1", 0, "mstatus.MXR", 0},
    {"adue", KEY_ADUE, "0|1", 0, "menvcfg.ADUE", 0},
    {"pbmte", KEY_PBMTE, "0|1", 0, "menvcfg.PBMTE", 0},
    {"pma", KEY_PMA, "0|1", 0,
     "The MMU checks the board's physical memory attributes (default: as the run; 1 for an ELF)", 0},
    {0}};

static uint64_t number_of(const char *option, const char *text)
{
    uint64_t number;
    if (!fl_parse_number(text, &number)) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "%s is a number, not '%s'", option, text));
    }
    return number;
}

static int flag_of(const char *option, const char *text)
{
    if (strcmp(text, "0") != 0 && strcmp(text, "1") != 0) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "%s is 0 or 1, not '%s'", option, text));
    }
    return text[0] - '0';
}

static uint8_t choice_of(const char *option, const char *text, const char *const words[], const uint8_t values[])
{
    for (unsigned i = 0; words[i]; i++) {
        if (strcmp(words[i], text) == 0) {
            return values[i];
        }
    }
    exit(fl_cli_fail(FL_EXIT_USAGE, "%s cannot be '%s'; `faultline walk --help` lists what it can be", option, text));
}

static error_t parse_context_option(struct walk_options *options, int key, char *argument)
{
    switch (key) {
    case KEY_SUM:
        options->sum = flag_of("--sum", argument);
        return 0;
    case KEY_MXR:
        options->mxr = flag_of("--mxr", argument);
        return 0;
    case KEY_ADUE:
        options->adue = flag_of("--adue", argument);
        return 0;
    case KEY_PBMTE:
        options->pbmte = flag_of("--pbmte", argument);
        return 0;
    case KEY_PMA:
        options->pma = flag_of("--pma", argument);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_walk(int key, char *argument, struct argp_state *state)
{
    static const char *const accesses[] = {"fetch", "load", "store", "amo", NULL};
    static const uint8_t access_values[] = {FL_FETCH, FL_LOAD, FL_STORE, FL_AMO};
    static const char *const sizes[] = {"1", "2", "4", "8", NULL};
    static const uint8_t size_values[] = {1, 2, 4, 8};
    static const char *const privileges[] = {"u", "s", "m", NULL};
    static const uint8_t privilege_values[] = {FL_USER, FL_SUPERVISOR, FL_MACHINE};
    struct walk_options *options = state->input;
    switch (key) {
    case KEY_STATE:
        options->state = argument;
        return 0;
    case KEY_SATP:
        options->satp = number_of("--satp", argument);
        options->has_satp = true;
        return 0;
    case KEY_VA:
        options->va = number_of("--va", argument);
        options->has_va = true;
        return 0;
    case KEY_ACCESS:
        options->access = choice_of("--access", argument, accesses, access_values);
        return 0;
    case KEY_BYTES:
        options->bytes = choice_of("--bytes", argument, sizes, size_values);
        return 0;
    case KEY_PRIVILEGE:
        options->privilege = choice_of("--privilege", argument, privileges, privilege_values);
        options->has_privilege = true;
        return 0;
    case ARGP_KEY_ARG:
        if (options->image) {
            exit(fl_cli_fail(FL_EXIT_USAGE, "one ELF at a time: '%s' is one too many", argument));
        }
        options->image = argument;
        return 0;
    default:
        return parse_context_option(options, key, argument);
    }
}

static const char *missing(const struct walk_options *options)
{
    if (!options->image == !options->state) {
        return "walk needs page tables: FILE.elf, or --state FOLDER of a run";
    }
    if (options->image && !options->has_satp) {
        return "an ELF says nothing of satp: give --satp VALUE";
    }
    if (!options->has_va) {
        return "which address? --va ADDRESS";
    }
    bool crosses = options->va % FL_PAGE_SIZE + options->bytes > FL_PAGE_SIZE;
    return crosses ? "--bytes reach into the next page, which is a walk of its own" : NULL;
}

static void apply(const struct walk_options *options, struct fl_context *context)
{
    if (options->has_satp) {
        context->mode = (uint8_t)(options->satp >> 60);
        context->asid = (uint16_t)(options->satp >> 44);
        context->root = options->satp & ((UINT64_C(1) << 44) - 1);
    }
    if (options->has_privilege) {
        context->privilege = options->privilege;
        context->mprv = false;
    }
    context->sum = options->sum >= 0 ? options->sum : context->sum;
    context->mxr = options->mxr >= 0 ? options->mxr : context->mxr;
    context->adue = options->adue >= 0 ? options->adue : context->adue;
    context->pbmte = options->pbmte >= 0 ? options->pbmte : context->pbmte;
    if (options->pma >= 0) {
        context->pma = options->pma ? &fl_pma_virt : NULL;
    }
}

int fl_verb_walk(int argc, char **argv)
{
    static const struct argp argp = {walk_options,
                                     parse_walk,
                                     "[FILE.elf]",
                                     "Explain one translation step by step (Privileged 4.3.2).\v"
                                     "Exit status 0 whether or not the access faults. Whether the bus has anything at "
                                     "the physical address is not asked.",
                                     NULL,
                                     NULL,
                                     NULL};
    struct walk_options options = {
        .access = FL_LOAD, .bytes = 1, .sum = -1, .mxr = -1, .adue = -1, .pbmte = -1, .pma = -1};
    struct fl_walk_source source;
    char error[512];
    int status;
    if (!fl_parse(&argp, argc, argv, &options, &status)) {
        return status;
    }
    const char *reason = missing(&options);
    if (reason) {
        return fl_cli_fail(FL_EXIT_USAGE, "%s", reason);
    }
    if (!fl_walk_source_open(&source, options.image, options.state, error, sizeof error)) {
        return fl_cli_fail(FL_EXIT_HOST, "%s", error);
    }
    apply(&options, &source.context);
    struct fl_request request = {
        .va = options.va, .access = options.access, .size = options.bytes, .context = &source.context};
    bool known = fl_explain_walk(stdout, &request, &source.mem);
    fl_walk_source_close(&source);
    return known ? 0 : fl_cli_fail(FL_EXIT_USAGE, "satp mode %u names no scheme", source.context.mode);
}
