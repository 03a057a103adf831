#include "cli/view.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One machine cycle in the units of the dump (sim/dut/rtl_waves.hpp: 1000 units of 1 ps). */
#define UNITS 1000u

/* The views: installed ones first, then those of the source tree. */
static FILE *open_view(const char *view)
{
    static const char *const folders[] = {FAULTLINE_INSTALLED_WAVES, FAULTLINE_SOURCE_WAVES};
    char path[1200];
    FILE *file = NULL;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && !file; i++) {
        snprintf(path, sizeof path, "%s/%s.gtkw", folders[i], view);
        file = fopen(path, "r");
    }
    return file;
}

bool fl_view_mark(const char *folder, uint64_t cycle)
{
    char path[1200];
    snprintf(path, sizeof path, "%s/marker", folder);
    FILE *file = fopen(path, "w");
    bool written = file && fprintf(file, "%llu\n", (unsigned long long)cycle) > 0;
    return file && fclose(file) == 0 && written;
}

static uint64_t read_marker(const char *folder)
{
    char path[1200];
    unsigned long long cycle = 0;
    snprintf(path, sizeof path, "%s/marker", folder);
    FILE *file = fopen(path, "r");
    if (file) {
        if (fscanf(file, "%llu", &cycle) != 1) {
            cycle = 0;
        }
        fclose(file);
    }
    return cycle;
}

static void copy_view(FILE *from, FILE *to, const char *folder)
{
    char line[1024], root[1024];
    unsigned long long marker = read_marker(folder) * UNITS;
    const char *base = realpath(folder, root) ? root : folder;
    fprintf(to, "[dumpfile] \"%s/waves.fst\"\n", base);
    while (fgets(line, sizeof line, from)) {
        double zoom;
        if (line[0] == '*' && sscanf(line, "*%lf", &zoom) == 1) {
            fprintf(to, "*%f %llu", zoom, marker); /* zoom, primary marker, then 26 named ones, unset */
            for (unsigned i = 0; i < 26; i++) {
                fputs(" -1", to);
            }
            fputc('\n', to);
        } else if (strncmp(line, "[timestart]", 11) == 0) {
            fprintf(to, "[timestart] %llu\n", marker > 200 * UNITS ? marker - 200 * UNITS : 0);
        } else if (strncmp(line, "[dumpfile", 9) != 0 && strncmp(line, "[savefile", 9) != 0) {
            fputs(line, to);
        }
    }
}

bool fl_view_prepare(const char *folder, const char *view, char *error, size_t error_size)
{
    char path[1200];
    if (strchr(view, '/')) {
        snprintf(error, error_size, "a view is fault, walk, tlb or ad, not '%.40s'", view);
        return false;
    }
    FILE *from = open_view(view);
    if (!from) {
        snprintf(error, error_size, "there is no view '%.40s'; there are fault, walk, tlb and ad", view);
        return false;
    }
    snprintf(path, sizeof path, "%s/%s.gtkw", folder, view);
    FILE *to = fopen(path, "w");
    if (to) {
        copy_view(from, to, folder);
    }
    fclose(from);
    if (!to || fclose(to) != 0) {
        snprintf(error, error_size, "cannot write %s: %s", path, strerror(errno));
        return false;
    }
    return true;
}
