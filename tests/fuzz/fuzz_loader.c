/* fuzz_loader.c - damaged ELF files: each is loaded, or refused with one line.
 *
 * `fuzz_loader SEED 1` repeats one file.
 */
#include <stdio.h>
#include <string.h>

#include "elf_maker.h"
#include "platform/platform.h"
#include "random.h"

/* Where a change tells something: the headers, the symbols, the section table; anywhere now and then. */
static size_t place(struct dice *dice)
{
    static const size_t starts[] = {0, 64, 1024, 2048, 3072, 4096};
    return dice_below(dice, 8) ? starts[dice_below(dice, 6)] + dice_below(dice, 256) : dice_below(dice, ELF_ROOM - 8);
}

static uint64_t value(struct dice *dice)
{
    switch (dice_below(dice, 5)) {
    case 0:
        return dice_next(dice);
    case 1:
        return UINT64_MAX - dice_below(dice, 300);
    case 2:
        return UINT64_C(0x80000000) + dice_below(dice, 1 << 21);
    default:
        return dice_below(dice, 2 * ELF_ROOM);
    }
}

static void damage(struct elf_maker *elf, struct dice *dice)
{
    for (uint64_t changes = dice_below(dice, 6); changes; changes--) {
        size_t size = (size_t)1 << dice_below(dice, 4), at = place(dice) & ~(size - 1);
        uint64_t what = value(dice);
        memcpy(elf->bytes + at, &what, size);
    }
    if (dice_below(dice, 4) == 0)
        elf->size = dice_below(dice, ELF_ROOM) + 1;
}

static bool one_line(const char *text)
{
    size_t length = strlen(text);
    return length > 10 && length < 255 && !strchr(text, '\n');
}

int main(int argc, char **argv)
{
    uint64_t first = 1, count = 6000, loaded = 0;
    static struct elf_maker elf;
    char error[400];
    struct fl_platform_config config = {
        .ram_size = 1 << 20, .mhz = 10, .memory_delay = 1, .disk_error_sector = UINT64_MAX, .console_in = -1};
    dice_arguments(argc, argv, &first, &count);
    for (uint64_t seed = first; seed < first + count; seed++) {
        struct dice dice = dice_from(seed);
        struct fl_platform *machine = fl_platform_new(&config, NULL, error, sizeof error);
        elf_make(&elf);
        elf_add_segment(&elf, 0x80001000, 64);
        elf_add_symbols(&elf, 0x80002000, 0x80002040);
        damage(&elf, &dice);
        elf_write(&elf);
        error[0] = '\0';
        bool ok = fl_platform_load(machine, elf.path, false, NULL, NULL, error, sizeof error);
        elf_remove(&elf);
        if (ok) {
            uint64_t offset;
            loaded++;
            fl_platform_symbol(machine, 0x80000000 + dice_below(&dice, 64), &offset);
        }
        fl_platform_free(machine);
        if (!ok && !one_line(error)) {
            fprintf(stderr, "seed %llu: refused with \"%s\"\n", (unsigned long long)seed, error);
            return 1;
        }
    }
    printf("seeds %llu to %llu: %llu loaded, %llu refused\n", (unsigned long long)first,
           (unsigned long long)(first + count - 1), (unsigned long long)loaded, (unsigned long long)(count - loaded));
    return count > 1 && (loaded == 0 || loaded == count); /* all alike: the damage does nothing */
}
