#include "cli/view.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One machine cycle in the units of the dump (sim/dut/rtl_waves.hpp: 1000 units of 1 ps). */
#define UNITS 1000u

/* GTKWave zooms by powers of two of the time in 200 pixels; the views leave the waves 1270 pixels. */
#define ZOOM_FRAMES (1270.0 / 200.0)

struct view {
    const char *waves; /* folder of the templates and filters */
    char dump[1024];
    struct fl_view_span span;
};

/* The views: installed ones first, then those of the source tree. */
static FILE *open_view(struct view *view, const char *name)
{
    static const char *const folders[] = {FAULTLINE_INSTALLED_WAVES, FAULTLINE_SOURCE_WAVES};
    char path[1200];
    FILE *file = NULL;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && !file; i++) {
        view->waves = folders[i];
        snprintf(path, sizeof path, "%s/%s.gtkw", folders[i], name);
        file = fopen(path, "r");
    }
    return file;
}

struct fl_view_span fl_view_before(uint64_t cycle)
{
    return (struct fl_view_span){
        .marker = cycle, .first = cycle > 200 ? cycle - 200 : 0, .last = cycle + FL_VIEW_TAIL - 5};
}

bool fl_view_mark(const char *folder, const struct fl_view_span *span)
{
    char path[1200];
    snprintf(path, sizeof path, "%s/marker", folder);
    FILE *file = fopen(path, "w");
    bool written = file && fprintf(file, "%llu %llu %llu\n", (unsigned long long)span->marker,
                                   (unsigned long long)span->first, (unsigned long long)span->last) > 0;
    return file && fclose(file) == 0 && written;
}

/* A folder without a legible marker is shown from its beginning. */
static struct fl_view_span read_span(const char *folder)
{
    char path[1200];
    unsigned long long marker = 0, first = 0, last = 0;
    snprintf(path, sizeof path, "%s/marker", folder);
    FILE *file = fopen(path, "r");
    bool legible = file && fscanf(file, "%llu %llu %llu", &marker, &first, &last) == 3 && first < last;
    if (file) {
        fclose(file);
    }
    return legible ? (struct fl_view_span){marker, first, last} : (struct fl_view_span){0, 0, 1000};
}

/* `cycles` about the marker, three quarters of them before it, but nothing past the end of the span: a walk leads to its fault. */
static struct fl_view_span about_marker(const struct fl_view_span *span, uint64_t cycles)
{
    uint64_t before = cycles * 3 / 4;
    uint64_t first = span->marker > before ? span->marker - before : 0;
    if (first + cycles > span->last) {
        first = span->last > cycles ? span->last - cycles : 0;
    }
    return (struct fl_view_span){span->marker, first, first + cycles};
}

static double zoom_of(const struct fl_view_span *span)
{
    return -log2((double)(span->last - span->first) * UNITS / ZOOM_FRAMES);
}

/* What stands for a placeholder, @NAME@ or @NAME:CYCLES@. False: it is none. */
static bool fill(const struct view *view, const char *name, FILE *to)
{
    struct fl_view_span span = view->span;
    const char *colon = strchr(name, ':');
    size_t length = colon ? (size_t)(colon - name) : strlen(name);
    if (colon) {
        unsigned long cycles = strtoul(colon + 1, NULL, 10);
        span = about_marker(&span, cycles ? cycles : 1);
    }
    if (length == 3 && !strncmp(name, "FST", length)) {
        fputs(view->dump, to);
    } else if (length == 5 && !strncmp(name, "WAVES", length)) {
        fputs(view->waves, to);
    } else if (length == 6 && !strncmp(name, "MARKER", length)) {
        fprintf(to, "%llu", (unsigned long long)span.marker * UNITS);
    } else if (length == 5 && !strncmp(name, "START", length)) {
        fprintf(to, "%llu", (unsigned long long)span.first * UNITS);
    } else if (length == 4 && !strncmp(name, "ZOOM", length)) {
        fprintf(to, "%f", zoom_of(&span));
    } else {
        return false;
    }
    return true;
}

static void copy_line(const struct view *view, char *line, FILE *to)
{
    for (char *at; (at = strchr(line, '@')); line = at) {
        char *end = at + 1 + strcspn(at + 1, "@ \n");
        fwrite(line, 1, (size_t)(at - line), to);
        bool closed = *end == '@';
        *end = closed ? '\0' : *end;
        if (closed && fill(view, at + 1, to)) {
            at = end + 1;
        } else {
            *end = closed ? '@' : *end;
            fputc(*at++, to);
        }
    }
    fputs(line, to);
}

static void copy_view(const struct view *view, FILE *from, FILE *to)
{
    char line[1024];
    while (fgets(line, sizeof line, from)) {
        copy_line(view, line, to);
    }
}

bool fl_view_prepare(const char *folder, const char *name, char *error, size_t error_size)
{
    char path[1200], root[PATH_MAX];
    struct view view = {.span = read_span(folder)};
    if (strchr(name, '/')) {
        snprintf(error, error_size, "a view is fault, walk, tlb or ad, not '%.40s'", name);
        return false;
    }
    FILE *from = open_view(&view, name);
    if (!from) {
        snprintf(error, error_size, "there is no view '%.40s'; there are fault, walk, tlb and ad", name);
        return false;
    }
    snprintf(path, sizeof path, "%s/%s.gtkw", folder, name);
    snprintf(view.dump, sizeof view.dump, "%.1000s/waves.fst", realpath(folder, root) ? root : folder);
    FILE *to = fopen(path, "w");
    if (to) {
        copy_view(&view, from, to);
    }
    fclose(from);
    if (!to || fclose(to) != 0) {
        snprintf(error, error_size, "cannot write %s: %s", path, strerror(errno));
        return false;
    }
    return true;
}
