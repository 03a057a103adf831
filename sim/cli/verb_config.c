/* faultline config: every key with its meaning, or every value with its source. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

struct config_options {
    struct fl_config config;
    bool dump;
};

static error_t parse_config(int key, char *argument, struct argp_state *state)
{
    struct config_options *options = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->config;
        return 0;
    case ARGP_KEY_ARG:
        if (options->dump || strcmp(argument, "dump") != 0) {
            exit(fl_cli_fail(FL_EXIT_USAGE, "config knows `dump`, not '%s'", argument));
        }
        options->dump = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int fl_verb_config(int argc, char **argv)
{
    static const struct argp_child children[] = {{&fl_config_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {NULL,
                                     parse_config,
                                     "[dump]",
                                     "List all configuration keys; with dump, all values and where each comes from.\v"
                                     "The output of dump can be read back with -f.",
                                     children,
                                     NULL,
                                     NULL};
    struct config_options options = {0};
    int status;
    fl_config_init(&options.config);
    if (!fl_parse(&argp, argc, argv, &options, &status)) {
        return status;
    }
    if (options.dump) {
        fl_config_dump(stdout, &options.config);
    } else {
        fl_config_list(stdout);
    }
    return 0;
}
