/* elf_maker.c - see elf_maker.h. */
#include "elf_maker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYMBOLS  2048
#define STRINGS  3072
#define SECTIONS 4096
#define TEXT     UINT64_C(0x80000000)

Elf64_Ehdr *elf_header(struct elf_maker *elf)
{
    return (Elf64_Ehdr *)elf->bytes;
}

Elf64_Phdr *elf_segment(struct elf_maker *elf, unsigned index)
{
    return (Elf64_Phdr *)(elf->bytes + sizeof(Elf64_Ehdr)) + index;
}

void elf_add_segment(struct elf_maker *elf, uint64_t address, uint64_t size)
{
    unsigned index = elf_header(elf)->e_phnum++;
    *elf_segment(elf, index) = (Elf64_Phdr){
        .p_type = PT_LOAD,
        .p_flags = PF_R | PF_X,
        .p_offset = ELF_CONTENT + 64 * index,
        .p_vaddr = address,
        .p_paddr = address,
        .p_filesz = size,
        .p_memsz = size,
        .p_align = 16,
    };
}

void elf_make(struct elf_maker *elf)
{
    memset(elf, 0, sizeof *elf);
    elf->size = ELF_ROOM;
    *elf_header(elf) = (Elf64_Ehdr){
        .e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = EM_RISCV,
        .e_version = EV_CURRENT,
        .e_entry = TEXT,
        .e_phoff = sizeof(Elf64_Ehdr),
        .e_ehsize = sizeof(Elf64_Ehdr),
        .e_phentsize = sizeof(Elf64_Phdr),
    };
    elf_add_segment(elf, TEXT, 16);
    elf_segment(elf, 0)->p_memsz = 32;
    memset(elf->bytes + ELF_CONTENT, 0xa5, 16);
}

static void add_symbol(struct elf_maker *elf, unsigned index, const char *name, unsigned type, unsigned section,
                       uint64_t value)
{
    static const unsigned name_step = 16; /* each name has its own slot in the string table */
    snprintf((char *)elf->bytes + STRINGS + name_step * index, name_step, "%s", name);
    ((Elf64_Sym *)(elf->bytes + SYMBOLS))[index] = (Elf64_Sym){
        .st_name = name_step * index,
        .st_info = ELF64_ST_INFO(STB_GLOBAL, type),
        .st_shndx = (uint16_t)section,
        .st_value = value,
    };
}

void elf_add_symbols(struct elf_maker *elf, uint64_t tohost, uint64_t fromhost)
{
    Elf64_Shdr *section = (Elf64_Shdr *)(elf->bytes + SECTIONS);
    section[1] = (Elf64_Shdr){.sh_type = SHT_PROGBITS, .sh_flags = SHF_ALLOC | SHF_EXECINSTR, .sh_addr = TEXT};
    section[1].sh_size = 32;
    section[2] = (Elf64_Shdr){.sh_type = SHT_SYMTAB, .sh_offset = SYMBOLS, .sh_size = 8 * sizeof(Elf64_Sym)};
    section[2].sh_link = 3;
    section[2].sh_entsize = sizeof(Elf64_Sym);
    section[3] = (Elf64_Shdr){.sh_type = SHT_STRTAB, .sh_offset = STRINGS, .sh_size = 256};
    elf_header(elf)->e_shoff = SECTIONS;
    elf_header(elf)->e_shentsize = sizeof(Elf64_Shdr);
    elf_header(elf)->e_shnum = 4;
    add_symbol(elf, 1, "main", STT_FUNC, 1, TEXT + 8);
    add_symbol(elf, 2, "_start", STT_NOTYPE, 1, TEXT);
    add_symbol(elf, 3, "a_variable", STT_OBJECT, 1, TEXT + 12);
    add_symbol(elf, 4, "$xrv64i", STT_NOTYPE, 1, TEXT + 10);
    add_symbol(elf, 5, ".Lloop", STT_NOTYPE, 1, TEXT + 14);
    if (tohost)
        add_symbol(elf, 6, "tohost", STT_OBJECT, 1, tohost);
    if (fromhost)
        add_symbol(elf, 7, "fromhost", STT_OBJECT, 1, fromhost);
}

void elf_write(struct elf_maker *elf)
{
    snprintf(elf->path, sizeof elf->path, "/tmp/faultline-elf-XXXXXX");
    int fd = mkstemp(elf->path);
    if (fd < 0 || write(fd, elf->bytes, elf->size) != (ssize_t)elf->size)
        abort();
    close(fd);
}

void elf_remove(struct elf_maker *elf)
{
    unlink(elf->path);
}
