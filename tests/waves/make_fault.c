/* make_fault - the wave file of one page fault, played on the Verilated MMU by a script instead of a machine.
 *
 *   make_fault SIZE OUT.fst
 *
 * A user process reads a page that is not there: TLB miss, walk, page fault; the kernel takes the twelve steps that a
 * zero-filled page needs, fences; the read is retried and hits from then on. Then a store sets the page's D bit by
 * compare-and-swap, and loses the first one to somebody else. Dumping starts in mid-run and pauses once, as in a run's windows.
 * It prints "cycle NAME N" for the moments that the tests and the pictures need.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dut/dut.h"

#define RAM    0x80a00000ull /* page tables */
#define TABLES 8
#define PAGE   0x40001000ull /* the page that is not there */
#define CODE   0x00010000ull /* the user program, 2 MiB below it */
#define KERNEL 0xffffffff80200000ull

enum {
    V = 1,
    R = 2,
    W = 4,
    X = 8,
    U = 16,
    G = 32,
    A = 64,
    D = 128,
};

struct play {
    struct fl_dut dut;
    struct fl_pte_mem mem;
    struct fl_context context;
    struct fl_annotation note;
    uint64_t word[TABLES][512];
    unsigned used, lose;
    uint64_t now;
};

/* --- page tables --- */

static uint64_t *word_at(struct play *play, uint64_t address)
{
    uint64_t offset = address - RAM;
    return offset < sizeof play->word ? &play->word[offset / FL_PAGE_SIZE][offset % FL_PAGE_SIZE / 8] : NULL;
}

static unsigned read_pte(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    uint64_t *word = word_at(self, address);
    (void)size;
    *error = !word;
    *value = word ? *word : 0;
    return 3;
}

static unsigned swap_pte(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                         bool *error)
{
    struct play *play = self;
    uint64_t *word = word_at(play, address);
    (void)size;
    *error = !word;
    if (word && play->lose) {
        play->lose--;
        *word |= 1u << 8; /* software has just used one of its own bits */
    }
    *won = word && *word == expected;
    if (*won) {
        *word = desired;
    }
    return 3;
}

static void map(struct play *play, uint64_t va, unsigned leaf_level, uint64_t pte)
{
    uint64_t table = RAM;
    for (unsigned level = 2; level > leaf_level; level--) {
        uint64_t *word = word_at(play, table + (va >> (12 + 9 * level) & 511) * 8);
        if (!(*word & V)) {
            *word = (RAM + ++play->used * 4096) >> 12 << 10 | V;
        }
        table = *word >> 10 << 12;
    }
    *word_at(play, table + (va >> (12 + 9 * leaf_level) & 511) * 8) = pte;
}

/* --- the machine, as far as the MMU sees it --- */

static struct fl_response ask(struct play *play, enum fl_access access, uint64_t va)
{
    struct fl_request request = {.va = va, .access = (uint8_t)access, .size = 4, .context = &play->context};
    struct fl_response response;
    play->dut.set_time(play->dut.self, play->now);
    play->note.cycle = play->now;
    play->dut.annotate(play->dut.self, &play->note);
    fl_dut_translate(&play->dut, access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA, &request, &play->mem, true, NULL,
                     &response);
    play->now += response.cycles;
    return response;
}

/* `count` instructions of a function, each four bytes and one cycle. */
static void run_code(struct play *play, const char *symbol, uint64_t pc, unsigned count)
{
    play->note.symbol = symbol;
    for (unsigned i = 0; i < count; i++) {
        play->note.pc = pc + 4 * i;
        ask(play, FL_FETCH, play->note.pc);
    }
}

static void enter(struct play *play, enum fl_privilege privilege, unsigned step)
{
    play->context.privilege = play->note.privilege = (uint8_t)privilege;
    play->note.fault_step = (uint8_t)step;
}

static void step(struct play *play, unsigned number, const char *symbol, uint64_t offset, unsigned count)
{
    play->note.fault_step = (uint8_t)number;
    run_code(play, symbol, KERNEL + offset, count);
}

static void moment(const struct play *play, const char *name)
{
    printf("cycle %s %llu\n", name, (unsigned long long)play->now);
}

static bool expect(bool met, const char *what)
{
    if (!met) {
        fprintf(stderr, "make_fault: the script went wrong: %s\n", what);
    }
    return met;
}

/* --- the script --- */

static void serve_fault(struct play *play)
{
    struct fl_fence fence = {.va_given = true, .asid_given = true, .va = PAGE, .asid = play->context.asid};
    enter(play, FL_SUPERVISOR, 1);
    step(play, 1, "trap_entry", 0x0, 4);
    step(play, 2, "trap_entry", 0x10, 24);
    step(play, 3, "trap_handle", 0x400, 10);
    step(play, 4, "fault_handle", 0x800, 24);
    map(play, PAGE, 0, 0x80777ull << 10 | V | R | W | U | A);
    step(play, 10, "pagetable_set", 0xc00, 16);
    play->now += fl_dut_fence(&play->dut, &fence);
    step(play, 12, "trap_return", 0x80, 20);
    enter(play, FL_USER, 0);
}

static bool fault(struct play *play)
{
    play->note.fault_id = 0;
    run_code(play, "main", CODE, 6);
    moment(play, "fault");
    play->note.fault_id = 1;
    if (!expect(ask(play, FL_LOAD, PAGE + 0x10).cause == FL_CAUSE_LOAD_PAGE, "the first load does not fault")) {
        return false;
    }
    serve_fault(play);
    run_code(play, "main", CODE + 20, 1);
    if (!expect(!ask(play, FL_LOAD, PAGE + 0x10).fault, "the retried load faults")) {
        return false;
    }
    play->note.fault_id = 0;
    bool hit = ask(play, FL_LOAD, PAGE + 0x14).path == FL_PATH_L1;
    run_code(play, "main", CODE + 24, 10);
    moment(play, "served");
    return expect(hit, "the next load does not hit");
}

static bool dirty(struct play *play)
{
    play->lose = 1;
    moment(play, "update");
    struct fl_response first = ask(play, FL_STORE, PAGE + 0x18), second = ask(play, FL_STORE, PAGE + 0x20);
    run_code(play, "main", CODE + 64, 64);
    return expect(first.path == FL_PATH_WALK && !first.fault, "the store does not set D by a walk") &&
           expect(second.path == FL_PATH_L1, "the next store does not hit");
}

static void dump(struct play *play, const char *name, bool on)
{
    moment(play, name);
    play->dut.set_time(play->dut.self, play->now);
    play->dut.dump_waves(play->dut.self, on);
}

static bool act(struct play *play)
{
    play->dut.dump_waves(play->dut.self, false);
    run_code(play, "before_the_window", CODE + 0x100, 20);
    dump(play, "on", true);
    if (!fault(play)) {
        return false;
    }
    dump(play, "off", false);
    run_code(play, "between_the_windows", CODE + 0x200, 40);
    dump(play, "on_again", true);
    run_code(play, "main", CODE + 0x300, 6);
    bool good = dirty(play);
    moment(play, "end");
    return good && expect(!play->dut.complaint(play->dut.self), "an assertion of the MMU fired");
}

static void set_scene(struct play *play)
{
    play->mem = (struct fl_pte_mem){.self = play, .read = read_pte, .compare_and_swap = swap_pte};
    play->context = (struct fl_context){
        .xlen = 64, .privilege = FL_USER, .mode = FL_SV39, .asid = 2, .adue = true, .root = RAM >> 12};
    play->note = (struct fl_annotation){.process = "asid 2", .symbol = "main", .privilege = FL_USER};
    map(play, CODE, 0, 0x80776ull << 10 | V | R | X | U | A);
    map(play, KERNEL, 1, 0x80200ull << 10 | V | R | W | X | G | A | D);
    map(play, PAGE, 0, 0);
    play->now = 18000;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: make_fault tiny|default|large OUT.fst\n");
        return 64;
    }
    struct play *play = calloc(1, sizeof *play);
    if (!play || !fl_rtl_open(argv[1], 0, &play->dut)) {
        fprintf(stderr, "make_fault: no MMU of size '%s'; there are tiny, default and large\n", argv[1]);
        return 64;
    }
    set_scene(play);
    bool good = expect(play->dut.open_waves(play->dut.self, argv[2]), "the wave file cannot be written") && act(play);
    play->dut.destroy(play->dut.self);
    free(play);
    return good ? 0 : 1;
}
