/* loader_elf.c - ELF executables, through libelf. The file is not trusted: every range is checked before it is used. */
#include <gelf.h>
#include <string.h>

#include "platform/file.h"
#include "platform/loader.h"

#define MAX_SEGMENTS 256u /* each is compared with all others */

struct elf_source {
    const char *path;
    struct fl_file file;
    Elf *elf;
    GElf_Ehdr header;
    size_t segments;
};

static const char *what_is_wrong(const struct elf_source *source)
{
    const GElf_Ehdr *header = &source->header;
    if (header->e_ident[EI_CLASS] != ELFCLASS64)
        return "a 32-bit ELF file; build it for rv64";
    if (header->e_ident[EI_DATA] != ELFDATA2LSB)
        return "a big-endian ELF file; RISC-V is little-endian";
    if (header->e_machine != EM_RISCV)
        return "not for RISC-V; build it with a riscv64 compiler";
    if (header->e_type == ET_REL)
        return "an object file; link it first";
    if (header->e_type != ET_EXEC)
        return "not a static executable; link it with -static and -no-pie";
    return NULL;
}

static bool check_header(struct elf_source *source, const struct fl_error *error)
{
    if (elf_kind(source->elf) != ELF_K_ELF || !gelf_getehdr(source->elf, &source->header))
        return fl_fail(error, "%s: not an ELF file; raw images need --raw", source->path);
    const char *wrong = what_is_wrong(source);
    if (wrong)
        return fl_fail(error, "%s: %s", source->path, wrong);
    /* Not elf_getphdrnum(), which answers 0 for a table that runs over the end of the file. */
    uint64_t table = source->header.e_phoff;
    source->segments = source->header.e_phnum;
    if (table > source->file.size || source->segments > (source->file.size - table) / sizeof(Elf64_Phdr))
        return fl_fail(error, "%s: truncated: its program headers lie beyond the end of the file", source->path);
    if (source->segments > MAX_SEGMENTS)
        return fl_fail(error, "%s: %zu segments; at most %u can be loaded", source->path, source->segments,
                       MAX_SEGMENTS);
    return true;
}

/* Segment `index` if it occupies memory; false for all others. */
static bool loadable(const struct elf_source *source, size_t index, GElf_Phdr *segment)
{
    return gelf_getphdr(source->elf, (int)index, segment) && segment->p_type == PT_LOAD && segment->p_memsz;
}

static bool check_segment(const struct elf_source *source, size_t index, const GElf_Phdr *segment,
                          const struct fl_ram *ram, const struct fl_error *error)
{
    if (segment->p_filesz > segment->p_memsz)
        return fl_fail(error, "%s: segment %zu holds more bytes in the file than in memory", source->path, index);
    if (segment->p_offset > source->file.size || segment->p_filesz > source->file.size - segment->p_offset)
        return fl_fail(error, "%s: truncated: segment %zu lies beyond the end of the file", source->path, index);
    if (!fl_ram_holds(ram, segment->p_paddr, segment->p_memsz))
        return fl_fail(error, "%s: segment %zu (%#llx, %llu bytes) is outside RAM, which is %llu bytes from %#llx",
                       source->path, index, (unsigned long long)segment->p_paddr, (unsigned long long)segment->p_memsz,
                       (unsigned long long)ram->size, (unsigned long long)ram->base);
    for (size_t i = 0; i < index; i++) {
        GElf_Phdr other;
        if (loadable(source, i, &other) && segment->p_paddr < other.p_paddr + other.p_memsz &&
            other.p_paddr < segment->p_paddr + segment->p_memsz)
            return fl_fail(error, "%s: segments %zu and %zu overlap at %#llx", source->path, i, index,
                           (unsigned long long)(segment->p_paddr > other.p_paddr ? segment->p_paddr : other.p_paddr));
    }
    return true;
}

static bool check_segments(const struct elf_source *source, const struct fl_ram *ram, struct fl_program *program,
                           const struct fl_error *error)
{
    bool entered = false;
    program->start = UINT64_MAX;
    for (size_t i = 0; i < source->segments; i++) {
        GElf_Phdr segment;
        if (!loadable(source, i, &segment))
            continue;
        if (!check_segment(source, i, &segment, ram, error))
            return false;
        uint64_t end = segment.p_paddr + segment.p_memsz;
        program->start = segment.p_paddr < program->start ? segment.p_paddr : program->start;
        program->end = end > program->end ? end : program->end;
        entered |= source->header.e_entry >= segment.p_paddr && source->header.e_entry < end;
    }
    if (program->end == 0)
        return fl_fail(error, "%s: nothing to load; it has no PT_LOAD segment", source->path);
    if (!entered)
        return fl_fail(error, "%s: the entry point %#llx is in no loaded segment", source->path,
                       (unsigned long long)source->header.e_entry);
    program->entry = source->header.e_entry;
    return true;
}

/* Names of code: functions, and labels of assembly code without the compiler's own marks. */
static bool names_code(const GElf_Sym *symbol, const GElf_Shdr *section, const char *name)
{
    unsigned type = GELF_ST_TYPE(symbol->st_info);
    return (section->sh_flags & SHF_EXECINSTR) && (type == STT_FUNC || type == STT_NOTYPE) && name[0] != '\0' &&
           name[0] != '$' && strncmp(name, ".L", 2) != 0;
}

static bool take_symbol(const struct elf_source *source, const GElf_Sym *symbol, const char *name,
                        struct fl_program *program)
{
    GElf_Shdr section;
    Elf_Scn *scn = symbol->st_shndx < SHN_LORESERVE ? elf_getscn(source->elf, symbol->st_shndx) : NULL;
    if (strcmp(name, "tohost") == 0)
        program->tohost = symbol->st_value;
    if (strcmp(name, "fromhost") == 0)
        program->fromhost = symbol->st_value;
    if (!scn || !gelf_getshdr(scn, &section) || !names_code(symbol, &section, name))
        return true;
    return fl_symbols_add(&program->symbols, symbol->st_value, section.sh_addr + section.sh_size, name);
}

/* A program without symbols, or with a damaged table, still runs: names are for people. */
static bool read_symbols(const struct elf_source *source, struct fl_program *program)
{
    GElf_Shdr section;
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(source->elf, scn));) {
        if (!gelf_getshdr(scn, &section) || section.sh_type != SHT_SYMTAB)
            continue;
        Elf_Data *data = elf_getdata(scn, NULL);
        size_t count = data ? data->d_size / sizeof(Elf64_Sym) : 0;
        for (size_t i = 0; i < count; i++) {
            GElf_Sym symbol;
            const char *name =
                gelf_getsym(data, (int)i, &symbol) ? elf_strptr(source->elf, section.sh_link, symbol.st_name) : NULL;
            if (name && !take_symbol(source, &symbol, name, program))
                return false;
        }
    }
    fl_symbols_sort(&program->symbols);
    return true;
}

static bool check_htif(const struct elf_source *source, const struct fl_ram *ram, const struct fl_program *program,
                       const struct fl_error *error)
{
    const struct {
        const char *name;
        uint64_t address;
    } words[] = {{"tohost", program->tohost}, {"fromhost", program->fromhost}};
    for (size_t i = 0; i < 2; i++)
        if (words[i].address && !fl_ram_holds(ram, words[i].address, 8))
            return fl_fail(error, "%s: its symbol %s (%#llx) is outside RAM", source->path, words[i].name,
                           (unsigned long long)words[i].address);
    return true;
}

static void copy_segments(const struct elf_source *source, const struct fl_ram *ram)
{
    for (size_t i = 0; i < source->segments; i++) {
        GElf_Phdr segment;
        if (!loadable(source, i, &segment))
            continue;
        uint8_t *to = fl_ram_at(ram, segment.p_paddr);
        memcpy(to, source->file.bytes + segment.p_offset, segment.p_filesz);
        memset(to + segment.p_filesz, 0, segment.p_memsz - segment.p_filesz);
    }
}

static bool load(struct elf_source *source, const struct fl_ram *ram, struct fl_program *program,
                 const struct fl_error *error)
{
    if (!check_header(source, error) || !check_segments(source, ram, program, error))
        return false;
    if (!read_symbols(source, program))
        return fl_fail(error, "%s: out of memory for its symbols", source->path);
    if (!check_htif(source, ram, program, error))
        return false;
    copy_segments(source, ram);
    return true;
}

bool fl_load_elf(const char *path, const struct fl_ram *ram, struct fl_program *program, const struct fl_error *error)
{
    struct elf_source source = {.path = path};
    *program = (struct fl_program){0};
    if (elf_version(EV_CURRENT) == EV_NONE)
        return fl_fail(error, "%s: the ELF library is too old", path);
    if (!fl_file_read(&source.file, "program", path, error))
        return false;
    source.elf = elf_memory((char *)source.file.bytes, source.file.size);
    bool ok = load(&source, ram, program, error);
    elf_end(source.elf);
    fl_file_free(&source.file);
    if (!ok)
        fl_symbols_free(&program->symbols);
    return ok;
}
