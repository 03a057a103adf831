/* end_state.h - a machine's memory and translation registers at the end of a run, in one file.
 *
 * One line of JSON, then RAM as a zstd frame. It holds what is needed to explain a translation afterwards, and no more.
 */
#ifndef FAULTLINE_END_STATE_H
#define FAULTLINE_END_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faultline/pmp.h"
#include "faultline/types.h"

struct fl_end_state {
    uint64_t ram_base, ram_size, pc, cycle;
    struct fl_context context; /* read from a file, its pmp is the one below, and its pma the board's or NULL */
    struct fl_pmp pmp;         /* read from a file; do not move the struct then */
    uint8_t *ram;              /* owned */
};

/* Write `state` to `path`; false and one line in `error` when that fails. */
bool fl_end_state_write(const struct fl_end_state *state, const char *path, char *error, size_t error_size);
/* Read one; false and one line in `error` when the file is none, or damaged. Free with fl_end_state_free. */
bool fl_end_state_read(struct fl_end_state *state, const char *path, char *error, size_t error_size);
void fl_end_state_free(struct fl_end_state *state);

#endif
