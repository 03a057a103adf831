/* filecalls.c - system calls on descriptors: arguments are checked here, and handed to file.c and shm.c. */
#include "filecalls.h"

#include "abi.h"
#include "descriptor.h"
#include "file.h"
#include "layout.h"
#include "pagecache.h"
#include "shm.h"
#include "tar.h"
#include "usercopy.h"

#include <stddef.h>

/* Copies a name of the user's; 0 or a negative FL_E*. */
static int64_t take_name(uint64_t from, char *name, size_t size)
{
    int length = copy_string_from_user(name, from, size);
    return length > 0 ? 0 : length == -1 ? -FL_EFAULT : -FL_ENOENT;
}

static int64_t find_file(uint64_t path, struct file **file)
{
    char name[101];
    int64_t error = take_name(path, name, sizeof(name));
    *file = error ? NULL : tar_find(name);
    return error ? error : *file ? 0 : -FL_ENOENT;
}

int64_t sys_open(const uint64_t argument[6])
{
    struct file *file;
    int64_t error = find_file(argument[0], &file);
    if (error)
        return error;
    return argument[1] <= FL_OPEN_WRITE ? descriptor_open(&file->object, argument[1] == FL_OPEN_WRITE) : -FL_EINVAL;
}

int64_t sys_close(const uint64_t argument[6])
{
    return descriptor_close((int64_t)argument[0]);
}

/* NULL unless the number names an open file. */
static struct descriptor *file_descriptor(int64_t fd)
{
    struct descriptor *descriptor = descriptor_find(fd);
    return descriptor && descriptor->object->kind == &object_file ? descriptor : NULL;
}

int64_t file_call_read(int64_t fd, uint64_t to, uint64_t size)
{
    struct descriptor *descriptor = file_descriptor(fd);
    if (!descriptor)
        return -FL_EBADF;
    int64_t done = file_read((struct file *)descriptor->object, descriptor->offset, to, size);
    descriptor->offset += done > 0 ? (uint64_t)done : 0;
    return done;
}

int64_t file_call_write(int64_t fd, uint64_t from, uint64_t size)
{
    struct descriptor *descriptor = file_descriptor(fd);
    if (!descriptor || !descriptor->may_write)
        return -FL_EBADF;
    int64_t done = file_write((struct file *)descriptor->object, descriptor->offset, from, size);
    descriptor->offset += done > 0 ? (uint64_t)done : 0;
    return done;
}

int64_t sys_lseek(const uint64_t argument[6])
{
    struct descriptor *descriptor = file_descriptor((int64_t)argument[0]);
    if (!descriptor)
        return -FL_EBADF;
    const uint64_t base[] = {
        [FL_SEEK_SET] = 0, [FL_SEEK_CURRENT] = descriptor->offset, [FL_SEEK_END] = descriptor->object->size};
    if (argument[2] >= sizeof(base) / sizeof(base[0]))
        return -FL_EINVAL;
    int64_t offset;
    if (__builtin_add_overflow((int64_t)base[argument[2]], (int64_t)argument[1], &offset) || offset < 0)
        return -FL_EINVAL;
    descriptor->offset = (uint64_t)offset;
    return offset;
}

static bool is_resident(const struct object *object, uint64_t offset)
{
    struct page_source source = object->kind->source(object, offset);
    return source.slot != SWAP_NONE ? swap_frame(source.slot) != NULL
                                    : source.bytes && pagecache_find(source.sector, source.bytes);
}

static int64_t tell(const struct object *object, uint64_t to)
{
    struct fl_stat stat = {.size = object->size, .users = object->users};
    for (uint64_t offset = 0; offset < object->size; offset += PAGE_SIZE)
        stat.resident += is_resident(object, offset);
    return copy_to_user(to, &stat, sizeof(stat)) ? 0 : -FL_EFAULT;
}

int64_t sys_stat(const uint64_t argument[6])
{
    struct file *file;
    int64_t error = find_file(argument[0], &file);
    return error ? error : tell(&file->object, argument[1]);
}

int64_t sys_fstat(const uint64_t argument[6])
{
    const struct descriptor *descriptor = descriptor_find((int64_t)argument[0]);
    return descriptor ? tell(descriptor->object, argument[1]) : -FL_EBADF;
}

int64_t sys_shm_open(const uint64_t argument[6])
{
    char name[SHM_NAME_SIZE];
    int64_t error = take_name(argument[0], name, sizeof(name));
    if (error)
        return error;
    struct object *object = shm_find(name);
    uint64_t size = argument[1];
    if (size == 0)
        return object ? descriptor_open(object, true) : -FL_ENOENT;
    if (object || size > SHM_MAX_BYTES)
        return object ? -FL_EEXIST : -FL_EINVAL;
    object = shm_create(name, size);
    if (!object)
        return -FL_ENOMEM;
    int64_t fd = descriptor_open(object, true);
    if (fd < 0)
        shm_unlink(object);
    return fd;
}

int64_t sys_shm_unlink(const uint64_t argument[6])
{
    char name[SHM_NAME_SIZE];
    int64_t error = take_name(argument[0], name, sizeof(name));
    struct object *object = error ? NULL : shm_find(name);
    if (!object)
        return error ? error : -FL_ENOENT;
    shm_unlink(object);
    return 0;
}
