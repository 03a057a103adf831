/* disk_image.c - sectors of a host file, with an overlay in memory when the file must stay as it is.
 *
 * The overlay is one pointer per 4 KiB block, NULL until the block is first written. File bytes move by pread and
 * pwrite, not by mapping: a file that shrinks under the run is then an I/O error for the guest, not a signal for us.
 */
#include "platform/disk_image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_SECTORS 8u
#define BLOCK_SIZE    (BLOCK_SECTORS * FL_SECTOR_SIZE)

struct fl_disk_image {
    int fd;
    bool writable;
    bool dirty; /* written since the last flush */
    bool lost;  /* a flush failed: the host may have dropped the bytes, and a second try would not say so */
    uint64_t sectors;
    uint8_t **overlay; /* NULL when writable */
};

/* The last block may be a part of one; a disk has at least one sector. */
static uint64_t block_count(const struct fl_disk_image *image)
{
    return (image->sectors - 1) / BLOCK_SECTORS + 1;
}

static bool transfer_in(int fd, void *to, size_t size, uint64_t offset)
{
    for (size_t done = 0; done < size;) {
        ssize_t got = pread(fd, (uint8_t *)to + done, size - done, (off_t)(offset + done));
        if (got > 0)
            done += (size_t)got;
        else if (got == 0 || errno != EINTR)
            return false;
    }
    return true;
}

static bool transfer_out(int fd, const void *from, size_t size, uint64_t offset)
{
    for (size_t done = 0; done < size;) {
        ssize_t put = pwrite(fd, (const uint8_t *)from + done, size - done, (off_t)(offset + done));
        if (put > 0)
            done += (size_t)put;
        else if (put == 0 || errno != EINTR)
            return false;
    }
    return true;
}

/* The rules a file must meet to be a disk; fills in the size. */
static bool check_file(struct fl_disk_image *image, const char *path, const struct fl_error *error)
{
    struct stat status;
    if (fstat(image->fd, &status))
        return fl_fail(error, "disk image %s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fl_fail(error, "disk image %s: not a regular file", path);
    if (status.st_size == 0)
        return fl_fail(error, "disk image %s: empty; give it a size, for example `truncate -s 16M %s`", path, path);
    if (status.st_size % FL_SECTOR_SIZE)
        return fl_fail(error, "disk image %s: %lld bytes is not a multiple of 512; pad it with `truncate -s %%512 %s`",
                       path, (long long)status.st_size, path);
    if (flock(image->fd, (image->writable ? LOCK_EX : LOCK_SH) | LOCK_NB))
        return fl_fail(error, "disk image %s: in use by another run; wait for it, or work on a copy", path);
    image->sectors = (uint64_t)status.st_size / FL_SECTOR_SIZE;
    return true;
}

static bool open_file(struct fl_disk_image *image, const char *path, const struct fl_error *error)
{
    /* O_NONBLOCK: a FIFO given by mistake must not hang the open; it means nothing for regular files. */
    image->fd = open(path, (image->writable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK);
    if (image->fd < 0)
        return fl_fail(error, "disk image %s: %s", path, strerror(errno));
    if (!check_file(image, path, error))
        return false;
    if (!image->writable) {
        image->overlay = calloc(block_count(image), sizeof *image->overlay);
        if (!image->overlay)
            return fl_fail(error, "disk image %s: out of memory for its overlay", path);
    }
    return true;
}

struct fl_disk_image *fl_disk_image_open(const char *path, bool writable, const struct fl_error *error)
{
    struct fl_disk_image *image = calloc(1, sizeof *image);
    if (!image) {
        fl_fail(error, "disk image %s: out of memory", path);
        return NULL;
    }
    image->fd = -1;
    image->writable = writable;
    if (!open_file(image, path, error)) {
        fl_disk_image_close(image);
        return NULL;
    }
    return image;
}

void fl_disk_image_close(struct fl_disk_image *image)
{
    if (!image)
        return;
    fl_disk_image_flush(image);
    for (uint64_t i = 0; image->overlay && i < block_count(image); i++)
        free(image->overlay[i]);
    free(image->overlay);
    if (image->fd >= 0)
        close(image->fd);
    free(image);
}

uint64_t fl_disk_image_sectors(const struct fl_disk_image *image)
{
    return image->sectors;
}

bool fl_disk_image_read(struct fl_disk_image *image, uint64_t sector, void *to)
{
    if (sector >= image->sectors)
        return false;
    const uint8_t *block = image->overlay ? image->overlay[sector / BLOCK_SECTORS] : NULL;
    if (!block)
        return transfer_in(image->fd, to, FL_SECTOR_SIZE, sector * FL_SECTOR_SIZE);
    memcpy(to, block + sector % BLOCK_SECTORS * FL_SECTOR_SIZE, FL_SECTOR_SIZE);
    return true;
}

/* The overlay's block around `sector`, copied from the file when it is new; NULL: no memory, or the file cannot be
 * read. */
static uint8_t *overlay_block(struct fl_disk_image *image, uint64_t sector)
{
    uint64_t index = sector / BLOCK_SECTORS, first = index * BLOCK_SECTORS;
    uint64_t count = image->sectors - first < BLOCK_SECTORS ? image->sectors - first : BLOCK_SECTORS;
    if (image->overlay[index])
        return image->overlay[index];
    uint8_t *block = calloc(1, BLOCK_SIZE);
    if (block && !transfer_in(image->fd, block, count * FL_SECTOR_SIZE, first * FL_SECTOR_SIZE)) {
        free(block);
        block = NULL;
    }
    return image->overlay[index] = block;
}

bool fl_disk_image_write(struct fl_disk_image *image, uint64_t sector, const void *from)
{
    if (sector >= image->sectors)
        return false;
    if (!image->overlay) {
        image->dirty = true;
        return transfer_out(image->fd, from, FL_SECTOR_SIZE, sector * FL_SECTOR_SIZE);
    }
    uint8_t *block = overlay_block(image, sector);
    if (!block)
        return false;
    memcpy(block + sector % BLOCK_SECTORS * FL_SECTOR_SIZE, from, FL_SECTOR_SIZE);
    return true;
}

bool fl_disk_image_flush(struct fl_disk_image *image)
{
    if (image->dirty && fsync(image->fd))
        image->lost = true;
    image->dirty = false;
    return !image->lost;
}
