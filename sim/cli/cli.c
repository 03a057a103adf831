#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int fl_cli_fail(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("faultline: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return status;
}

bool fl_parse(const struct argp *argp, int argc, char **argv, void *input, int *status)
{
    argp_err_exit_status = FL_EXIT_USAGE;
    error_t error = argp_parse(argp, argc, argv, 0, NULL, input);
    if (error) {
        *status = fl_cli_fail(error == EINVAL ? FL_EXIT_USAGE : FL_EXIT_HOST, "%s", strerror(error));
    }
    return error == 0;
}

static error_t parse_config_option(int key, char *argument, struct argp_state *state)
{
    char error[320];
    struct fl_config *config = state->input;
    if (key == 'c' && !fl_config_assign(config, argument, "-c", error, sizeof error)) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "-c: %s", error));
    }
    if (key == 'f') {
        enum fl_config_file file = fl_config_read(config, argument, error, sizeof error);
        if (file != FL_CONFIG_GOOD) {
            exit(fl_cli_fail(file == FL_CONFIG_WRONG ? FL_EXIT_USAGE : FL_EXIT_HOST, "-f: %s", error));
        }
    }
    return key == 'c' || key == 'f' ? 0 : ARGP_ERR_UNKNOWN;
}

static const struct argp_option config_options[] = {
    {NULL, 'c', "KEY=VALUE", 0, "Set a configuration key; `faultline config` lists them", 1},
    {NULL, 'f', "FILE.ini", 0, "Read configuration keys from a file", 1},
    {0}};
const struct argp fl_config_argp = {.options = config_options, .parser = parse_config_option};

bool fl_cli_legal(const char *dut, const char *compare, bool seeded)
{
    bool legal = compare ? strcmp(compare, "legal") == 0 : dut != NULL;
    if (!legal && compare && strcmp(compare, "exact") != 0) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--compare is exact or legal, not '%s'", compare));
    }
    if (dut && !legal) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--compare exact is for our RTL: the model knows no other MMU to the cycle"));
    }
    if (dut && seeded) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "--dut brings an MMU of its own: --bug is of ours"));
    }
    return legal;
}

static const char *if_colour(const char *sequence)
{
    const char *no_color = getenv("NO_COLOR");
    return isatty(STDERR_FILENO) && !(no_color && no_color[0]) ? sequence : "";
}

const char *fl_bold(void)
{
    return if_colour("\033[1m");
}

const char *fl_red(void)
{
    return if_colour("\033[1;31m");
}

const char *fl_plain(void)
{
    return if_colour("\033[0m");
}
