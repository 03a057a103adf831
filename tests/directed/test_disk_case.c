/* test_disk_case.c - case 104: the disk's DMA rewrites a PTE, the hart fences, and the new page answers.
 *
 * A whole machine: S-mode code under Sv39 starts a read of the disk that lands in its own L0 table, waits for the used ring to
 * move, and looks at the page before and after SFENCE.VMA. Played on the golden model and in lockstep with the RTL.
 */
#include "platform_rig.h"

#include <fcntl.h>
#include <unistd.h>

#include "lockstep/engine.h"
#include "lockstep/lockstep.h"
#include "tell.h"

#define ROOT_TABLE     UINT64_C(0x80200000)
#define L1_TABLE       UINT64_C(0x80201000)
#define L0_TABLE       UINT64_C(0x80300000) /* the disk writes here */
#define OLD_PAGE       UINT64_C(0x80400000)
#define NEW_PAGE       UINT64_C(0x80401000)
#define PAGE           UINT64_C(0x40000000)
#define PTE(pa, flags) ((pa) >> 12 << 10 | (flags))
enum { POINTER = 0x01, RW = 0xc7, RWX = 0xcf, SECTOR = 7 };
enum { S0 = 8, S1 = 9, A1 = 11, A2 = 12, A3 = 13, A4 = 14, A5 = 15, A6 = 16, S2 = 18 };

static const uint32_t program[] = {
    0x18059073, 0x30062073, 0x34169073, 0x30200073, /* satp = a1; mstatus.MPP = S; mepc = a3; mret */
    0x00043703,                                     /* ld a4, (s0) */
    0x0404a823,                                     /* sw zero, 0x50(s1): tell the disk */
    0x00295283, 0xfe028ee3,                         /* wait until used.idx at 2(s2) moves */
    0x00043783, 0x12000073, 0x00043803,             /* ld a5, (s0); sfence.vma; ld a6, (s0) */
    0x0000006f,                                     /* here: j here */
};
#define SUPERVISOR_CODE (RAM_BASE + 0x10)
#define LAST_WORD       (RAM_BASE + 0x2c)
#define LONG_ENOUGH     1000000 /* cycles; the disk answers within a tenth of it */

struct board {
    struct rig rig;
    struct fl_hart *hart;
    struct fl_uarch *model;
    struct fl_model_engine engine;
    struct fl_dut dut;
    struct fl_lockstep *lockstep; /* NULL: the model alone */
};

static void written(void *self, uint64_t pa, uint64_t size, uint64_t now)
{
    struct board *board = self;
    (void)now;
    fl_hart_memory_written(board->hart, pa, size);
}

static void will_be_written(void *self, uint64_t pa, uint64_t size, uint64_t now)
{
    struct board *board = self;
    (void)now;
    if (board->lockstep)
        fl_lockstep_store(board->lockstep, pa, size);
}

static void store_seen(void *watcher, uint64_t pa, unsigned size, uint64_t now)
{
    (void)now;
    fl_lockstep_store(watcher, pa, size);
}

/* The disk holds, in one sector, the table's first 64 entries as they shall be. */
static void prepare_disk(struct rig *rig)
{
    const uint64_t entries[64] = {PTE(NEW_PAGE, RW)};
    rig_make_disk(rig);
    int fd = open(rig->disk_path, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, entries, sizeof entries, SECTOR * 512), sizeof entries);
    close(fd);
}

static void prepare_memory(struct rig *rig)
{
    const struct {
        uint64_t pa, value;
    } words[] = {
        {ROOT_TABLE, PTE(UINT64_C(0), RW)}, /* the devices, at their own addresses */
        {ROOT_TABLE + 8, PTE(L1_TABLE, POINTER)},
        {ROOT_TABLE + 16, PTE(RAM_BASE, RWX)},
        {L1_TABLE, PTE(L0_TABLE, POINTER)},
        {L0_TABLE, PTE(OLD_PAGE, RW)},
        {OLD_PAGE, 0xa},
        {NEW_PAGE, 0xb},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        rig_write(rig, words[i].pa, 8, words[i].value);
    for (size_t i = 0; i < sizeof program / sizeof program[0]; i++)
        rig_write(rig, RAM_BASE + 4 * i, 4, program[i]);
    rig_disk_init(rig, 8);
    rig_request(rig, 0, 0, SECTOR, L0_TABLE, 512);
}

static struct fl_mmu_port connect(struct board *board, const char *size)
{
    const struct fl_pte_mem *mem = fl_platform_pte_mem(board->rig.machine);
    struct fl_bus *bus = board->rig.bus;
    struct fl_uarch_config config;
    assert_true(fl_rtl_config(size ? size : "default", &config));
    board->model = fl_uarch_new(&config, 0);
    if (!size) {
        fl_model_engine_init(&board->engine, board->model, mem);
        return board->engine.port;
    }
    assert_true(fl_rtl_open(size, 0, &board->dut));
    board->dut.reset(board->dut.self);
    board->lockstep = fl_lockstep_new(&(struct fl_lockstep_config){.dut = &board->dut,
                                                                   .model = board->model,
                                                                   .mem = mem,
                                                                   .quiet = mem,
                                                                   .ram_base = bus->ram_base,
                                                                   .ram_size = bus->ram_size,
                                                                   .state_every = 64});
    bus->watched = fl_lockstep_watched(board->lockstep);
    bus->watcher = board->lockstep;
    bus->store_seen = store_seen;
    return fl_lockstep_port(board->lockstep);
}

static void build(struct board *board, const char *size)
{
    struct fl_platform_config config = rig_config();
    struct fl_platform_observer observer = {
        .self = board, .memory_written = written, .memory_will_be_written = will_be_written};
    prepare_disk(&board->rig);
    config.disk_path = board->rig.disk_path;
    board->rig.machine = fl_platform_new(&config, &observer, board->rig.error, sizeof board->rig.error);
    unlink(board->rig.disk_path); /* the machine has it open */
    board->rig.disk_path[0] = 0;
    assert_non_null(board->rig.machine);
    board->rig.bus = fl_platform_bus(board->rig.machine);
    struct fl_mmu_port port = connect(board, size);
    board->hart =
        fl_hart_new(&(struct fl_hart_config){.reset_pc = RAM_BASE, .fetch_block = 8, .trap_cycles = 4, .fast = true},
                    &port, board->rig.bus, NULL);
    assert_non_null(board->hart);
    prepare_memory(&board->rig);
}

static void take_apart(struct board *board)
{
    fl_hart_free(board->hart);
    if (board->lockstep)
        board->dut.destroy(board->dut.self);
    fl_lockstep_free(board->lockstep);
    fl_uarch_free(board->model);
    rig_stop(&board->rig);
}

static void run(struct board *board)
{
    const struct {
        unsigned x;
        uint64_t value;
    } registers[] = {
        {A1, UINT64_C(8) << 60 | ROOT_TABLE >> 12},
        {A2, 0x800},
        {A3, SUPERVISOR_CODE},
        {S0, PAGE},
        {S1, DISK_BASE},
        {S2, QUEUE_USED},
    };
    for (size_t i = 0; i < sizeof registers / sizeof registers[0]; i++)
        fl_hart_set_reg(board->hart, registers[i].x, registers[i].value);
    for (uint64_t limit = 1000; limit < LONG_ENOUGH && fl_hart_pc(board->hart) != LAST_WORD; limit += 1000)
        fl_hart_run(board->hart, limit);
}

static void play(const char *size, const char *layer)
{
    struct board board = {.hart = NULL};
    build(&board, size);
    run(&board);
    assert_int_equal(fl_hart_pc(board.hart), LAST_WORD);
    assert_int_equal(fl_hart_reg(board.hart, A4), 0xa);
    assert_true(fl_hart_reg(board.hart, A5) == 0xa || fl_hart_reg(board.hart, A5) == 0xb);
    assert_int_equal(fl_hart_reg(board.hart, A6), 0xb);
    if (board.lockstep) {
        fl_lockstep_finish(board.lockstep, fl_hart_counts(board.hart)->cycles);
        assert_null(fl_lockstep_divergence(board.lockstep));
    }
    take_apart(&board);
    directed_tell(layer, "104", "passed", "the disk rewrites a PTE");
}

static void test_the_disk_rewrites_a_pte_under_the_model(void **state)
{
    (void)state;
    play(NULL, "hart");
}

static void test_the_disk_rewrites_a_pte_in_lockstep(void **state)
{
    (void)state;
    play("tiny", "lockstep");
    play("default", "lockstep");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_disk_rewrites_a_pte_under_the_model),
        cmocka_unit_test(test_the_disk_rewrites_a_pte_in_lockstep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
