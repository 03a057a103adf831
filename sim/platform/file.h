/* file.h - a whole host file in memory. */
#ifndef FAULTLINE_PLATFORM_FILE_H
#define FAULTLINE_PLATFORM_FILE_H

#include <stdint.h>

#include "platform/fail.h"

struct fl_file {
    uint8_t *bytes; /* owned; fl_file_free */
    size_t size;
};

/* Only regular files that are not empty. On failure one line, which begins with `what` and the path. */
bool fl_file_read(struct fl_file *file, const char *what, const char *path, const struct fl_error *error);
void fl_file_free(struct fl_file *file);

#endif
