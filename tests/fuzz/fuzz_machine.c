/* fuzz_machine.c - a guest that writes anything anywhere: registers, rings, descriptors. Run under sanitizers; RAM has
 * guard pages.
 *
 * Half of the moves are sensible (set up the queue, offer a chain, let time pass), so that the other half finds a
 * device in every state. After each move the promises of the bus must hold. `fuzz_machine SEED 1` repeats one round.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "platform/map.h"
#include "platform/platform.h"
#include "random.h"

#define RAM     (256u << 10)
#define SECTORS 64
#define MOVES   3000
#define DISK    (0x10001000u + 0x1000 * FL_DISK_SLOT)

struct round {
    uint64_t seed;
    struct dice dice;
    struct fl_bus *bus;
    uint64_t now;
    uint64_t queue_size;
    uint64_t served, errors, resets; /* to show that rounds reach something */
};

static void require(bool promise, const struct round *round, const char *what)
{
    if (promise)
        return;
    fprintf(stderr, "seed %llu: %s\n", (unsigned long long)round->seed, what);
    abort();
}

static void saw_served(void *self, const struct fl_disk_service *service)
{
    struct round *round = self;
    round->served++;
    round->errors += service->error;
}

static void saw_written(void *self, uint64_t pa, uint64_t size, uint64_t now)
{
    (void)now;
    require(pa >= FL_RAM_BASE && size <= RAM && pa - FL_RAM_BASE <= RAM - size, self, "DMA outside RAM");
}

/* Values that decide something, more often than others. */
static uint64_t value(struct dice *dice)
{
    switch (dice_below(dice, 8)) {
    case 0:
        return dice_next(dice);
    case 1:
        return UINT64_C(1) << dice_below(dice, 64);
    case 2:
        return FL_RAM_BASE + dice_below(dice, RAM + 4096);
    case 3:
        return FL_RAM_BASE + 4096 * dice_below(dice, RAM / 4096);
    case 4:
        return UINT64_MAX - dice_below(dice, 16);
    default:
        return dice_below(dice, 32);
    }
}

static void write_bus(struct round *round, uint64_t pa, unsigned size, uint64_t what)
{
    unsigned delay;
    round->bus->write(round->bus->self, pa, size, round->now, what, &delay);
}

static uint64_t read_bus(struct round *round, uint64_t pa, unsigned size)
{
    unsigned delay;
    uint64_t got = 0;
    round->bus->read(round->bus->self, pa, size, round->now, &got, &delay);
    return got;
}

static void anything(struct round *round)
{
    /* where registers lie: of all devices; of the CLINT; of the PLIC, whose claim and complete is the last */
    static const uint64_t blocks[] = {0, 0, 0, 0x4000, 0xbf00, 0x1000, 0x2000, 0x200000};
    struct dice *dice = &round->dice;
    const struct fl_map_row *row = &fl_map[dice_below(dice, FL_MAP_COUNT)];
    uint64_t offset =
        dice_below(dice, 4) ? blocks[dice_below(dice, 8)] + dice_below(dice, 0x140) : dice_below(dice, row->size + 8);
    unsigned size = 1u << dice_below(dice, 4);
    uint64_t pa = row->base + (dice_below(dice, 8) ? offset & ~(uint64_t)(size - 1) : offset);
    if (dice_below(dice, 2))
        write_bus(round, pa, size, value(dice));
    else
        read_bus(round, pa, size);
}

static void set_up_queue(struct round *round)
{
    static const struct {
        unsigned offset;
        uint32_t value;
    } writes[] = {
        {0x070, 0},
        {0x070, 11},
        {0x030, 0},
        {0x080, FL_RAM_BASE},
        {0x090, FL_RAM_BASE + 0x4000},
        {0x0a0, FL_RAM_BASE + 0x5000},
    };
    for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++)
        write_bus(round, DISK + writes[i].offset, 4, writes[i].value);
    round->queue_size = UINT64_C(16) << dice_below(&round->dice, 7);
    write_bus(round, DISK + 0x038, 4, round->queue_size);
    write_bus(round, FL_RAM_BASE + 0x4000, 4, 0);
    write_bus(round, DISK + 0x044, 4, 1);
    write_bus(round, DISK + 0x070, 4, 15);
}

static void descriptor(struct round *round, uint64_t index, uint64_t pa, uint64_t size, uint64_t flags, uint64_t next)
{
    uint64_t at = FL_RAM_BASE + 16 * index;
    write_bus(round, at, 8, pa);
    write_bus(round, at + 8, 8, size | flags << 32 | next << 48);
}

/* A chain of header, data and status in random descriptors; one time in four with one thing wrong. */
static void build_chain(struct round *round, uint64_t head)
{
    struct dice *dice = &round->dice;
    static const uint64_t sizes[] = {1024, 512, 513, 4096};
    uint64_t header = FL_RAM_BASE + 0x8000 + 16 * dice_below(dice, 64), write = dice_below(dice, 2);
    uint64_t data = FL_RAM_BASE + 0x10000 + dice_below(dice, RAM - 0x12000), status = header + 0x4000;
    uint64_t second = (head + 1 + dice_below(dice, 7)) % 16, third = (second + 1 + dice_below(dice, 7)) % 16;
    write_bus(round, header, 8, dice_below(dice, 8) ? write : value(dice));
    write_bus(round, header + 8, 8, dice_below(dice, 8) ? dice_below(dice, SECTORS) : value(dice));
    descriptor(round, head, header, 16, 1, second);
    descriptor(round, second, data, sizes[dice_below(dice, 4)], 1 | (write ? 0 : 2), third);
    descriptor(round, third, status, 1, 2, 0);
    if (dice_below(dice, 4) == 0)
        write_bus(round, FL_RAM_BASE + 2 * dice_below(dice, 16 * 8), 2, value(dice));
}

static void offer(struct round *round)
{
    struct dice *dice = &round->dice;
    const uint64_t ring = FL_RAM_BASE + 0x4000;
    uint64_t head = dice_below(dice, 16), available = read_bus(round, ring + 2, 2);
    build_chain(round, head);
    write_bus(round, ring + 4 + 2 * (available % round->queue_size), 2, head);
    write_bus(round, ring + 2, 2, available + 1 + (dice_below(dice, 40) ? 0 : dice_below(dice, 70000)));
    write_bus(round, DISK + 0x050, 4, 0);
}

static void pass_time(struct round *round)
{
    uint64_t next = round->bus->next_event(round->bus->self, round->now);
    require(next > round->now, round, "an event that is not in the future");
    round->now = dice_below(&round->dice, 2) && next != UINT64_MAX ? next : round->now + dice_below(&round->dice, 5000);
    round->bus->advance(round->bus->self, round->now);
}

static void move(struct round *round)
{
    static const uint64_t possible_lines = 1u << 3 | 1u << 7 | 1u << 9 | 1u << 11;
    switch (dice_below(&round->dice, 8)) {
    case 0:
    case 1:
    case 2:
        offer(round);
        break;
    case 3:
        pass_time(round);
        break;
    case 4:
        if (dice_below(&round->dice, 20) == 0 || (read_bus(round, DISK + 0x070, 4) & 64))
            set_up_queue(round);
        break;
    default:
        anything(round);
        break;
    }
    require(!(round->bus->lines(round->bus->self, round->now) & ~possible_lines), round,
            "an interrupt line that is none");
    round->resets += read_bus(round, DISK + 0x070, 4) >> 6 & 1;
}

static void play(struct round *round, const char *disk)
{
    struct fl_platform_config config = {
        .ram_size = RAM, .mhz = 10, .memory_delay = 1, .disk_path = disk, .disk_error_sector = 5, .console_in = -1};
    struct fl_platform_observer observer = {
        .self = round, .disk_served = saw_served, .memory_will_be_written = saw_written, .memory_written = saw_written};
    char error[200];
    fl_disk_preset(dice_below(&round->dice, 2) ? "nvm" : "hdd", 10, &config.disk);
    struct fl_platform *machine = fl_platform_new(&config, &observer, error, sizeof error);
    require(machine != NULL, round, error);
    round->bus = fl_platform_bus(machine);
    for (unsigned i = 0; i < MOVES; i++)
        move(round);
    fl_platform_free(machine);
}

/* Sector n begins with n; the rounds may not change that. */
static void check_disk(int fd, const struct round *round)
{
    for (uint64_t n = 0; n < SECTORS; n++) {
        uint64_t seen = 0;
        require(pread(fd, &seen, 8, (off_t)(512 * n)) == 8 && seen == n, round, "the read-only disk changed");
    }
}

int main(int argc, char **argv)
{
    uint64_t first = 1, count = 400;
    struct round round = {0};
    char disk[] = "/tmp/faultline-fuzz-XXXXXX";
    int fd = mkstemp(disk);
    dice_arguments(argc, argv, &first, &count);
    require(fd >= 0 && ftruncate(fd, 512 * SECTORS) == 0, &round, "no disk image under /tmp");
    for (uint64_t n = 0; n < SECTORS; n++)
        require(pwrite(fd, &n, 8, (off_t)(512 * n)) == 8, &round, "no disk image under /tmp");
    for (uint64_t seed = first; seed < first + count; seed++) {
        round.seed = seed;
        round.dice = dice_from(seed);
        round.now = 0;
        round.queue_size = 16;
        play(&round, disk);
        check_disk(fd, &round);
    }
    close(fd);
    unlink(disk);
    printf("seeds %llu to %llu: %llu disk requests, %llu refused; %llu moves with a broken queue\n",
           (unsigned long long)first, (unsigned long long)(first + count - 1), (unsigned long long)round.served,
           (unsigned long long)round.errors, (unsigned long long)round.resets);
    return round.served && round.errors && round.resets ? 0 : 1; /* rounds that reach nothing test nothing */
}
