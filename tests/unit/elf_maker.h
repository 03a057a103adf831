/* elf_maker.h - small ELF files, right and wrong, made in memory: headers at 0, program headers at 64, the rest as
 * asked. */
#ifndef FAULTLINE_TEST_ELF_MAKER_H
#define FAULTLINE_TEST_ELF_MAKER_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#define ELF_ROOM     8192
#define ELF_CONTENT  1024 /* where the segments' bytes begin */
#define ELF_SEGMENTS 4

struct elf_maker {
    uint8_t bytes[ELF_ROOM];
    size_t size;
    char path[64]; /* after elf_write */
};

/* A correct executable: one segment of 16 bytes in the file, 32 in memory, at 0x8000_0000; entry there. */
void elf_make(struct elf_maker *elf);
Elf64_Ehdr *elf_header(struct elf_maker *elf);
Elf64_Phdr *elf_segment(struct elf_maker *elf, unsigned index);
/* One more PT_LOAD segment of `size` bytes at `address`. */
void elf_add_segment(struct elf_maker *elf, uint64_t address, uint64_t size);
/* A symbol table: _start and main in .text (the first segment), `tohost` and `fromhost` where they are not 0, a data
 * symbol, a mapping symbol and a local label. */
void elf_add_symbols(struct elf_maker *elf, uint64_t tohost, uint64_t fromhost);
/* Into a fresh file under /tmp; elf_remove() deletes it. */
void elf_write(struct elf_maker *elf);
void elf_remove(struct elf_maker *elf);

#endif
