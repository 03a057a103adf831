/* file.c - read a host file, or say why not. */
#include "platform/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_all(int fd, struct fl_file *file)
{
    for (size_t done = 0; done < file->size;) {
        ssize_t got = read(fd, file->bytes + done, file->size - done);
        if (got > 0) {
            done += (size_t)got;
        } else if (got == 0) {
            errno = EIO; /* it shrank while we read */
            return false;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static bool read_open(int fd, struct fl_file *file, const char *what, const char *path, const struct fl_error *error)
{
    struct stat status;
    if (fstat(fd, &status))
        return fl_fail(error, "%s %s: %s", what, path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fl_fail(error, "%s %s: not a regular file", what, path);
    if (status.st_size == 0)
        return fl_fail(error, "%s %s: the file is empty", what, path);
    file->size = (size_t)status.st_size;
    file->bytes = malloc(file->size);
    if (!file->bytes)
        return fl_fail(error, "%s %s: too big for this host's memory", what, path);
    if (!read_all(fd, file))
        return fl_fail(error, "%s %s: %s", what, path, strerror(errno));
    return true;
}

bool fl_file_read(struct fl_file *file, const char *what, const char *path, const struct fl_error *error)
{
    *file = (struct fl_file){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO given by mistake must not hang the open */
    if (fd < 0)
        return fl_fail(error, "%s %s: %s", what, path, strerror(errno));
    bool ok = read_open(fd, file, what, path, error);
    close(fd);
    if (!ok)
        fl_file_free(file);
    return ok;
}

void fl_file_free(struct fl_file *file)
{
    free(file->bytes);
    *file = (struct fl_file){0};
}
