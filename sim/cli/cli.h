/* cli.h - what the verbs share: their table, exit statuses, one-line errors, and the options that set configuration keys. */
#ifndef FAULTLINE_CLI_H
#define FAULTLINE_CLI_H

#include <argp.h>
#include <stdbool.h>

#include "cli/config.h"
#include "cli/number.h"

/* Exit statuses besides the guest's own. */
enum {
    FL_EXIT_USAGE = 64,
    FL_EXIT_LIMIT = 124,      /* the cycle limit was reached, or nothing could ever happen again */
    FL_EXIT_DIVERGENCE = 125, /* model, RTL and manual do not agree */
    FL_EXIT_HOST = 126,       /* a file, the memory or the installation is not as needed */
    FL_EXIT_INTERRUPTED = 130
};

struct fl_verb {
    const char *name, *doc;
    int (*run)(int argc, char **argv); /* argv[0] is "faultline VERB" */
};
extern const struct fl_verb fl_verbs[];
extern const unsigned fl_verb_count;

int fl_verb_run(int argc, char **argv);
int fl_verb_check(int argc, char **argv);
int fl_verb_walk(int argc, char **argv);
int fl_verb_wave(int argc, char **argv);
int fl_verb_config(int argc, char **argv);
int fl_verb_doctor(int argc, char **argv);

/* "faultline: ..." on stderr; returns `status`, so that a verb can say `return fl_cli_fail(...)`. */
int fl_cli_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Parses with argp; false after --help or a usage error has been printed, with the exit status in *status. */
bool fl_parse(const struct argp *argp, int argc, char **argv, void *input, int *status);

/* -c key=value and -f file.ini, as an argp child; its input is the struct fl_config. */
extern const struct argp fl_config_argp;

/* `--dut` and `--compare` of run and check, NULL where not given: is the architecture alone asked? Ends with a usage error where they do not
 * go together; `seeded`: --bug was given. */
bool fl_cli_legal(const char *dut, const char *compare, bool seeded);

/* Colour sequences for stderr: empty unless it is a terminal and NO_COLOR is not set. */
const char *fl_bold(void);
const char *fl_red(void);
const char *fl_plain(void);

#endif
