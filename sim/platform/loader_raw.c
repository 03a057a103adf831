/* loader_raw.c - images without headers: a kernel at the start of RAM, an initrd near its end. */
#include <string.h>

#include "platform/bytes.h"
#include "platform/file.h"
#include "platform/loader.h"

#define PAGE 4096u

/* A Linux RISC-V Image says how much memory it needs (boot image header: size at 16, magic "RSC\5" at 56); any other
 * image needs its own size. */
static uint64_t memory_size(const struct fl_file *file)
{
    uint64_t size = file->size;
    if (size >= 64 && memcmp(file->bytes + 56, "RSC\x05", 4) == 0) {
        uint64_t asked = fl_get_le(file->bytes + 16, 8);
        size = asked > size ? asked : size;
    }
    return size;
}

bool fl_load_raw(const char *path, const struct fl_ram *ram, struct fl_program *program, const struct fl_error *error)
{
    struct fl_file file;
    *program = (struct fl_program){.entry = ram->base, .start = ram->base};
    if (!fl_file_read(&file, "raw image", path, error))
        return false;
    uint64_t size = memory_size(&file);
    bool fits = fl_ram_holds(ram, ram->base, size);
    if (fits)
        memcpy(fl_ram_at(ram, ram->base), file.bytes, file.size);
    else
        fl_fail(error, "raw image %s: needs %llu bytes, RAM has %llu", path, (unsigned long long)size,
                (unsigned long long)ram->size);
    program->end = ram->base + size;
    fl_file_free(&file);
    return fits;
}

bool fl_load_initrd(const char *path, const struct fl_ram *ram, const struct fl_program *program, uint64_t limit,
                    uint64_t *start, uint64_t *end, const struct fl_error *error)
{
    struct fl_file file;
    if (!fl_file_read(&file, "initrd", path, error))
        return false;
    bool fits = file.size <= limit - program->end;
    if (fits) {
        *start = (limit - file.size) & ~(uint64_t)(PAGE - 1);
        *end = *start + file.size;
        fits = *start >= program->end;
    }
    if (fits)
        memcpy(fl_ram_at(ram, *start), file.bytes, file.size);
    else
        fl_fail(error, "initrd %s: %zu bytes do not fit between the program and the device tree; give more RAM", path,
                file.size);
    fl_file_free(&file);
    return fits;
}
