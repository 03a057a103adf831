/* faultline wave: open the waves of a run in GTKWave, or tell how. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/view.h"

enum { KEY_PRINT = 256, KEY_VIEW };

struct wave_options {
    const char *folder, *view;
    bool print;
};

static error_t parse_wave(int key, char *argument, struct argp_state *state)
{
    struct wave_options *options = state->input;
    switch (key) {
    case KEY_PRINT:
        options->print = true;
        return 0;
    case KEY_VIEW:
        options->view = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0) {
            exit(fl_cli_fail(FL_EXIT_USAGE, "one run at a time: '%s' is one too many", argument));
        }
        options->folder = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int fl_verb_wave(int argc, char **argv)
{
    static const struct argp_option wave_options[] = {
        {"view", KEY_VIEW, "fault|walk|tlb|ad", 0, "Which signals (default fault)", 0},
        {"print", KEY_PRINT, NULL, 0, "Show the command instead of running it", 0},
        {0}};
    static const struct argp argp = {
        wave_options, parse_wave, "[FOLDER]", "Open the waves of a run (FOLDER: as --out of it, default out).",
        NULL,         NULL,       NULL};
    struct wave_options options = {.folder = "out", .view = "fault"};
    char error[512], dump[1200], view[1200];
    int status;
    if (!fl_parse(&argp, argc, argv, &options, &status)) {
        return status;
    }
    snprintf(dump, sizeof dump, "%s/waves.fst", options.folder);
    if (access(dump, R_OK) != 0) {
        return fl_cli_fail(FL_EXIT_HOST, "cannot read %s: %s; `faultline run --wave-from fault --out %s` makes it",
                           dump, strerror(errno), options.folder);
    }
    snprintf(view, sizeof view, "%s/%s.gtkw", options.folder, options.view);
    if (!fl_view_prepare(options.folder, options.view, error, sizeof error)) {
        return fl_cli_fail(FL_EXIT_USAGE, "%s", error);
    }
    if (options.print) {
        const char *quote = strpbrk(options.folder, " \t\"$\\*?;&|<>()`!#") ? "'" : "";
        printf("gtkwave %s%s%s %s%s%s\n", quote, dump, quote, quote, view, quote);
        return 0;
    }
    execlp("gtkwave", "gtkwave", dump, view, (char *)NULL);
    return fl_cli_fail(FL_EXIT_HOST, "cannot run gtkwave: %s; apt install gtkwave", strerror(errno));
}
