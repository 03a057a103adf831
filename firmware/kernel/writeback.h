/* writeback.h - a dirty page's content goes to its place on the disk: its file if it is a file's, else its swap slot. */
#ifndef FAULTLINE_KERNEL_WRITEBACK_H
#define FAULTLINE_KERNEL_WRITEBACK_H

#include "frame.h"

/* Has the page been written since it last equalled its place on the disk? */
bool writeback_is_dirty(const struct frame *frame);

/* Writes the frame, which no policy knows; it is busy meanwhile. Sleeps. False: disk error. */
bool writeback_transfer(struct frame *frame);

/* Writes an evictable frame if it is dirty; its mappings stay, and whoever stores to the page meanwhile waits.
 * Sleeps. False: disk error, and it is still dirty. */
bool writeback_clean(struct frame *frame);

#endif
