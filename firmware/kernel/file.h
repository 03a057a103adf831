/* file.h - the content of files, for whoever reads and writes them without mapping them. */
#ifndef FAULTLINE_KERNEL_FILE_H
#define FAULTLINE_KERNEL_FILE_H

#include "tar.h"

#include <stdint.h>

extern const struct object_kind object_file;

/* Copies between a user's buffer and an open file, from `offset` on, as far as the file goes. Bytes done, or a negative
 * FL_E* if that is none. May sleep. */
int64_t file_read(struct file *file, uint64_t offset, uint64_t to, uint64_t size);
int64_t file_write(struct file *file, uint64_t offset, uint64_t from, uint64_t size);

/* Writes what is dirty to the disk. DONE or IO_ERROR. */
enum outcome file_sync(struct file *file);
enum outcome files_sync_all(void);

/* For checks: users of all files. */
uint64_t files_users(void);

#endif
