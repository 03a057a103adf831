/* loader_raw.c - images without headers: at the start of RAM, a kernel behind its firmware, an initrd near the end. */
#include <string.h>

#include "platform/bytes.h"
#include "platform/file.h"
#include "platform/loader.h"

#define PAGE         4096u
#define KERNEL_ALIGN 0x200000u /* a kernel maps itself with 2 MiB pages */

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

/* `what` names the file's part in messages; `end` is where the memory it needs ends. */
static bool load_at(const char *what, const char *path, bool elf_allowed, const struct fl_ram *ram, uint64_t start,
                    uint64_t *end, const struct fl_error *error)
{
    struct fl_file file;
    if (!fl_file_read(&file, what, path, error))
        return false;
    uint64_t size = memory_size(&file);
    bool ok = fl_ram_holds(ram, start, size);
    if (!ok)
        fl_fail(error, "%s %s: needs %llu bytes from %#llx, RAM ends at %#llx; give more RAM", what, path,
                (unsigned long long)size, (unsigned long long)start, (unsigned long long)ram->base + ram->size);
    else if (!elf_allowed && file.size >= 4 && memcmp(file.bytes, "\177ELF", 4) == 0)
        ok = fl_fail(error, "%s %s: an ELF file; give the image that `objcopy -O binary` makes of it", what, path);
    else
        memcpy(fl_ram_at(ram, start), file.bytes, file.size);
    *end = start + size;
    fl_file_free(&file);
    return ok;
}

/* Taken as it is, headers and all: the caller said so. */
bool fl_load_raw(const char *path, const struct fl_ram *ram, struct fl_program *program, const struct fl_error *error)
{
    *program = (struct fl_program){.entry = ram->base, .start = ram->base};
    return load_at("raw image", path, true, ram, ram->base, &program->end, error);
}

bool fl_load_kernel(const char *path, const struct fl_ram *ram, struct fl_program *program, uint64_t *start,
                    const struct fl_error *error)
{
    *start = (program->end + KERNEL_ALIGN - 1) & ~(uint64_t)(KERNEL_ALIGN - 1);
    return load_at("kernel", path, false, ram, *start, &program->end, error);
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
