/* elf.c - the lazy loader: program headers become regions that know where their pages lie in the file. */
#include "elf.h"

#include "abi.h"
#include "file.h"
#include "kmem.h"
#include "pool.h"
#include "process.h"
#include "region.h"
#include "string.h"
#include "virtio_blk.h"

#define TYPE_EXEC     2
#define MACHINE_RISCV 243
#define SEGMENT_LOAD  1

struct elf_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, segments_at, sections_at;
    uint32_t flags;
    uint16_t size, segment_size, segment_count, section_size, section_count, names;
};

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, va, pa, file_size, memory_size, align;
};

struct page_buffer {
    char bytes[PAGE_SIZE];
};
static struct kmem_cache buffer_cache = KMEM_CACHE(struct page_buffer);

/* The first page of the file, in a buffer that the caller gives back; NULL after a disk error or without memory. */
static void *read_first_page(struct file *file, int *error)
{
    void *page = kmem_take(&buffer_cache);
    *error = -FL_ENOMEM;
    if (!page)
        return NULL;
    file_sync(file); /* somebody may have written it just now; what cannot be written is not there */
    uint64_t bytes = file->object.size < PAGE_SIZE ? file->object.size : PAGE_SIZE;
    struct blk_request request = {.sector = file->sector, .data = page, .bytes = (uint32_t)(bytes + 511) / 512 * 512};
    if (bytes > 0)
        blk_transfer(&request);
    if (!request.error)
        return page;
    kmem_give(&buffer_cache, page);
    *error = -FL_EIO;
    return NULL;
}

static bool header_is_good(const struct elf_header *header)
{
    static const uint8_t ident[] = {0x7f, 'E', 'L', 'F', 2, 1, 1}; /* 64 bits, little-endian, version 1 */
    return memcmp(header->ident, ident, sizeof(ident)) == 0 && header->type == TYPE_EXEC &&
           header->machine == MACHINE_RISCV && header->segment_size == sizeof(struct elf_segment) &&
           header->segments_at % 8 == 0 && header->segments_at < PAGE_SIZE &&
           header->segment_count <= (PAGE_SIZE - header->segments_at) / sizeof(struct elf_segment);
}

static bool segment_is_good(const struct elf_segment *s, struct file *file)
{
    return s->file_size <= s->memory_size && s->offset <= file->object.size &&
           s->file_size <= file->object.size - s->offset && s->va % PAGE_SIZE == s->offset % PAGE_SIZE &&
           s->va < USER_TOP && s->memory_size < USER_TOP - s->va;
}

static int add_segment(struct process *process, struct file *file, const struct elf_segment *s)
{
    if (!segment_is_good(s, file))
        return -FL_ENOEXEC;
    uint64_t start = page_down(s->va);
    struct region region = {
        .start = start,
        .end = page_up(s->va + s->memory_size),
        .rights = (s->flags & 4 ? PTE_R : 0) | (s->flags & 2 ? PTE_R | PTE_W : 0) | (s->flags & 1 ? PTE_X : 0),
        .kind = &region_file,
        .file_sector = file->sector + page_down(s->offset) / 512,
        .file_bytes = s->file_size ? s->va - start + s->file_size : 0,
    };
    if (!region.rights || !region_is_room(process, region.start, region.end, NULL))
        return -FL_ENOEXEC;
    if (region.end > process->brk)
        process->brk = region.end;
    return region_add(process, &region) ? 0 : -FL_ENOMEM;
}

static int add_heap_and_stack(struct process *process)
{
    struct region heap = {.start = process->brk, .end = process->brk, .rights = PTE_R | PTE_W, .kind = &region_heap};
    struct region stack = {
        .start = STACK_TOP - PAGE_SIZE, .end = STACK_TOP, .rights = PTE_R | PTE_W, .kind = &region_stack};
    return region_add(process, &heap) && region_add(process, &stack) ? 0 : -FL_ENOMEM;
}

int elf_load(struct process *process, struct file *file, uint64_t *entry)
{
    int error;
    void *page = read_first_page(file, &error);
    if (!page)
        return error;
    const struct elf_header *header = page;
    error = header_is_good(header) ? 0 : -FL_ENOEXEC;
    process->brk = 0;
    for (unsigned i = 0; error == 0 && i < header->segment_count; i++) {
        const struct elf_segment *segment = (struct elf_segment *)((char *)page + header->segments_at) + i;
        if (segment->type == SEGMENT_LOAD && segment->memory_size > 0)
            error = add_segment(process, file, segment);
    }
    if (error == 0)
        error = process->brk ? add_heap_and_stack(process) : -FL_ENOEXEC;
    *entry = header->entry;
    kmem_give(&buffer_cache, page);
    return error;
}
