/* view.h - GTKWave save files: a view from the project's waves/ folder, pointed at one run's dump and cursor. */
#ifndef FAULTLINE_VIEW_H
#define FAULTLINE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Remember where a run's waves are to be looked at: FOLDER/marker, one number, the cycle. */
bool fl_view_mark(const char *folder, uint64_t cycle);

/* Write FOLDER/VIEW.gtkw from waves/VIEW.gtkw for FOLDER/waves.fst, with the marker of the run. False and one line in `error` when
 * there is no such view or it cannot be written. */
bool fl_view_prepare(const char *folder, const char *view, char *error, size_t error_size);

#endif
