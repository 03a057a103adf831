/* tar.h - the disk's first part: an archive in POSIX ustar format, read-only. */
#ifndef FAULTLINE_KERNEL_TAR_H
#define FAULTLINE_KERNEL_TAR_H

#include <stdint.h>

struct file {
    char name[101];
    uint64_t sector, size;
};

/* Reads the headers from the disk. Returns the first sector behind the archive. A damaged archive ends the machine. */
uint64_t tar_mount(void);

/* NULL: no such file. Leading "./" and "/" do not count. */
const struct file *tar_find(const char *path);

#endif
