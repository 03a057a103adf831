/* The `faultline` command: finds the verb and runs it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

const struct fl_verb fl_verbs[] = {
    {"run", "run a program on the machine, model and RTL in lockstep", fl_verb_run},
    {"check", "compare model and RTL under random traffic, or check your own MMU", fl_verb_check},
    {"walk", "explain one translation step by step", fl_verb_walk},
    {"wave", "open the waves of a run", fl_verb_wave},
    {"config", "list the configuration keys, or show where each value comes from", fl_verb_config},
    {"doctor", "check the installation", fl_verb_doctor},
};
const unsigned fl_verb_count = sizeof fl_verbs / sizeof fl_verbs[0];

static void write_usage(FILE *out)
{
    fprintf(out, "Usage: faultline VERB [OPTION...]\n"
                 "One RISC-V virtual-memory system, run twice: a golden model and an MMU in SystemVerilog.\n\n");
    for (unsigned i = 0; i < fl_verb_count; i++) {
        fprintf(out, "  %-8s %s\n", fl_verbs[i].name, fl_verbs[i].doc);
    }
    fprintf(out, "\n`faultline VERB --help` tells a verb's options.\n"
                 "Exit status: the guest's code; 64 usage; 124 limit reached; 125 divergence; 126 host error;\n"
                 "130 interrupted.\n");
}

/* What did not reach standard output is lost: no success. */
static int delivered(int status)
{
    bool lost = fflush(stdout) != 0 || ferror(stdout);
    return lost ? fl_cli_fail(FL_EXIT_HOST, "cannot write standard output: %s", strerror(errno)) : status;
}

static int run_verb(int argc, char **argv)
{
    if (argc < 2) {
        write_usage(stderr);
        return FL_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-?") == 0 || strcmp(argv[1], "help") == 0) {
        write_usage(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("faultline %s\n", FAULTLINE_VERSION);
        return 0;
    }
    for (unsigned i = 0; i < fl_verb_count; i++) {
        if (strcmp(argv[1], fl_verbs[i].name) == 0) {
            char name[64];
            snprintf(name, sizeof name, "faultline %s", argv[1]);
            argv[1] = name; /* what argp calls the program */
            return fl_verbs[i].run(argc - 1, argv + 1);
        }
    }
    return fl_cli_fail(FL_EXIT_USAGE, "there is no verb '%.40s'; `faultline --help` lists them", argv[1]);
}

int main(int argc, char **argv)
{
    return delivered(run_verb(argc, argv));
}
