/* view.h - GTKWave save files: a view from the project's waves/ folder, pointed at one run's dump and moment (docs/waves.md). */
#ifndef FAULTLINE_VIEW_H
#define FAULTLINE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a run's waves are to be looked at, in cycles of the time axis: the marker, and what fills the screen. The dump reaches at
 * least to `last`. */
struct fl_view_span {
    uint64_t marker, first, last;
};

/* A dump goes on for so many cycles after the last event, in which nothing happens: room to see it, and for
 * an axis that has run ahead (sim/dut/rtl_waves.hpp). */
#define FL_VIEW_TAIL 80

/* The cycles up to a moment with which the run ends. */
struct fl_view_span fl_view_before(uint64_t cycle);

/* Remember it in FOLDER/marker, one line of three numbers. */
bool fl_view_mark(const char *folder, const struct fl_view_span *span);

/* Write FOLDER/VIEW.gtkw from waves/VIEW.gtkw for FOLDER/waves.fst, with the span of the run. False and one line in `error` when
 * there is no such view or it cannot be written. */
bool fl_view_prepare(const char *folder, const char *view, char *error, size_t error_size);

#endif
