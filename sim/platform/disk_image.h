/* disk_image.h - the host file behind the disk, in 512-byte sectors.
 *
 * Writable: every write goes through to the file and a flush reaches the host's disk. Not writable: the file is never
 * touched; written blocks live in memory and vanish at the end. A lock keeps two writers, or a writer and readers,
 * off one file.
 */
#ifndef FAULTLINE_PLATFORM_DISK_IMAGE_H
#define FAULTLINE_PLATFORM_DISK_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/fail.h"

#define FL_SECTOR_SIZE 512u

struct fl_disk_image;

/* NULL, and one line in `error`: the file cannot serve as a disk. */
struct fl_disk_image *fl_disk_image_open(const char *path, bool writable, const struct fl_error *error);
/* Flushes. NULL is allowed. */
void fl_disk_image_close(struct fl_disk_image *image);

uint64_t fl_disk_image_sectors(const struct fl_disk_image *image);

/* One sector. False: outside the disk, or the host failed; then the sector may hold old or new bytes, never others'. */
bool fl_disk_image_read(struct fl_disk_image *image, uint64_t sector, void *to);
bool fl_disk_image_write(struct fl_disk_image *image, uint64_t sector, const void *from);
/* False: the host could not promise that everything written is on its disk. */
bool fl_disk_image_flush(struct fl_disk_image *image);

#endif
