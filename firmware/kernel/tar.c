/* tar.c - an archive is a chain of 512-byte headers, each followed by its file, and two blocks of zero at the end
 * (POSIX.1-2008, pax, "ustar Interchange Format"). Headers are read once; files stay where they are.
 */
#include "tar.h"

#include "file.h"
#include "power.h"
#include "print.h"
#include "string.h"
#include "virtio_blk.h"

#include <stdbool.h>
#include <stddef.h>

#define SECTOR        512u
#define MAX_FILES     128
#define DAMAGE_STATUS 65

struct tar_header {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100], magic[6], rest[249];
};
_Static_assert(sizeof(struct tar_header) == SECTOR, "ustar header");

static struct file files[MAX_FILES];
static int file_count;
static union {
    struct tar_header header;
    uint8_t bytes[SECTOR];
} block __attribute__((aligned(512)));

static void refuse(uint64_t sector, const char *what)
{
    print("disk: sector %lu: %s; the disk must start with a ustar archive\n", sector, what);
    power_off(DAMAGE_STATUS);
}

static void read_block(uint64_t sector)
{
    struct blk_request request = {.sector = sector, .data = &block, .bytes = SECTOR};
    if (sector >= blk_sectors())
        refuse(sector, "the disk ends before the archive does");
    blk_transfer(&request);
    if (request.error)
        refuse(sector, "read error");
}

static uint64_t octal(const char *digits, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size && (digits[i] == ' ' || (digits[i] >= '0' && digits[i] <= '7')); i++)
        if (digits[i] != ' ')
            value = value << 3 | (uint64_t)(digits[i] - '0');
    return value;
}

/* The sum of all bytes, the checksum's own counted as spaces. */
static bool checksum_is_right(void)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < SECTOR; i++)
        sum += block.bytes[i];
    for (size_t i = 0; i < sizeof(block.header.checksum); i++)
        sum += ' ' - (uint8_t)block.header.checksum[i];
    return sum == octal(block.header.checksum, sizeof(block.header.checksum));
}

static bool is_zero(void)
{
    for (size_t i = 0; i < SECTOR; i++)
        if (block.bytes[i])
            return false;
    return true;
}

static const char *plain(const char *path)
{
    for (;;) {
        if (path[0] == '/')
            path++;
        else if (path[0] == '.' && path[1] == '/')
            path += 2;
        else
            return path;
    }
}

/* Notes the file whose header is in `block`; returns the sector of the next header. */
static uint64_t take_entry(uint64_t sector)
{
    const struct tar_header *header = &block.header;
    if (memcmp(header->magic, "ustar", 5) != 0)
        refuse(sector, "no ustar header");
    if (!checksum_is_right())
        refuse(sector, "the header's checksum is wrong");
    uint64_t size = octal(header->size, sizeof(header->size));
    uint64_t next = sector + 1 + (size + SECTOR - 1) / SECTOR;
    if (next > blk_sectors())
        refuse(sector, "a file reaches beyond the end of the disk");
    if (header->type != '0' && header->type != '\0')
        return next; /* a directory and the like */
    if (file_count == MAX_FILES)
        refuse(sector, "more than 128 files");
    struct file *file = &files[file_count++];
    memcpy(file->name, header->name, sizeof(header->name));
    file->name[sizeof(header->name)] = '\0';
    file->sector = sector + 1;
    file->object = (struct object){.kind = &object_file, .size = size};
    return next;
}

uint64_t tar_mount(void)
{
    uint64_t sector = 0;
    for (int zeros = 0; zeros < 2;) {
        read_block(sector);
        if (is_zero()) {
            zeros++;
            sector++;
        } else {
            zeros = 0;
            sector = take_entry(sector);
        }
    }
    return sector;
}

struct file *tar_find(const char *path)
{
    for (int i = 0; i < file_count; i++)
        if (strcmp(plain(files[i].name), plain(path)) == 0)
            return &files[i];
    return NULL;
}

struct file *tar_file(int index)
{
    return index < file_count ? &files[index] : NULL;
}
