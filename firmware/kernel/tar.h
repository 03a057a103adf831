/* tar.h - the disk's first part: an archive in POSIX ustar format; files have a fixed size and place. */
#ifndef FAULTLINE_KERNEL_TAR_H
#define FAULTLINE_KERNEL_TAR_H

#include "object.h"

#include <stdint.h>

struct file {
    struct object object; /* its size: of the file, for ever */
    char name[101];
    uint64_t sector;
};

/* Reads the headers from the disk. Returns the first sector behind the archive. A damaged archive ends the machine. */
uint64_t tar_mount(void);

/* NULL: no such file. Leading "./" and "/" do not count. */
struct file *tar_find(const char *path);

/* The file number `index` in the archive; NULL: it has fewer. */
struct file *tar_file(int index);

#endif
