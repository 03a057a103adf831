/* loader.h - put a program into RAM: an ELF64 RISC-V executable, or a raw image; and learn where it starts. */
#ifndef FAULTLINE_PLATFORM_LOADER_H
#define FAULTLINE_PLATFORM_LOADER_H

#include "platform/fail.h"
#include "platform/ram.h"
#include "platform/symbols.h"

/* What the rest of the machine needs to know of the loaded program. */
struct fl_program {
    uint64_t entry;
    uint64_t start, end;       /* the RAM it occupies, zero-filled parts included */
    uint64_t tohost, fromhost; /* HTIF symbols, 0: absent */
    struct fl_symbols symbols; /* owned; fl_symbols_free */
};

/* Both check everything before they write a byte of RAM; on failure `program` holds nothing to free. */
bool fl_load_elf(const char *path, const struct fl_ram *ram, struct fl_program *program, const struct fl_error *error);
bool fl_load_raw(const char *path, const struct fl_ram *ram, struct fl_program *program, const struct fl_error *error);

/* Load the raw image that firmware hands over to at the next 2 MiB behind the firmware (0x8020_0000 by convention);
 * on success `program->end` lies behind it. */
bool fl_load_kernel(const char *path, const struct fl_ram *ram, struct fl_program *program, uint64_t *start,
                    const struct fl_error *error);

/* Load `path` at the highest page that leaves it below `limit`, which is behind the program, and not on the program. */
bool fl_load_initrd(const char *path, const struct fl_ram *ram, const struct fl_program *program, uint64_t limit,
                    uint64_t *start, uint64_t *end, const struct fl_error *error);

#endif
