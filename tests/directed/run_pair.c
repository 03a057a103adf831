/* run_pair.c - the directed cases through our RTL in lockstep with the model and the manual, in the sizes that are built.
 *
 * The literal expectations hold for the RTL; beyond them every answer, walk, path, latency and the full state after each request
 * are compared. The player's memory is the RTL's; the other two read a copy, in which the value that a rival's store beat
 * can still be seen once, as the model walks after the RTL. Two things the engine's view of memory cannot show the model, as the
 * machine never does them: a PTE that can be read but not updated, and one that a rival and then the RTL wrote in one walk.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lockstep/lockstep.h"
#include "lockstep/report.h"
#include "play.h"

struct pair {
    struct fl_dut dut;
    struct fl_uarch *model;
    struct fl_lockstep *lockstep; /* of this case */
    struct fl_mmu_port port;
    uint64_t now;
    struct fl_pte_mem mem, quiet;
    const struct fl_pte_mem *memory; /* the player's, of this request */
    bool updating, beaten;           /* the RTL's compare-and-swap is under way; a rival beat it */
    uint64_t beaten_address, beaten_value;
    uint8_t copy[DIRECTED_MEMORY];
};

static uint8_t *copy_at(struct pair *pair, uint64_t address, unsigned size)
{
    long place = directed_place(address, size);
    return place < 0 ? NULL : pair->copy + place;
}

static void stored(void *self, uint64_t address, uint64_t value, unsigned size)
{
    struct pair *pair = self;
    uint8_t *bytes = copy_at(pair, address, size);
    if (pair->updating && !pair->beaten) {
        pair->beaten = true;
        pair->beaten_address = address;
        memcpy(&pair->beaten_value, bytes, size);
    }
    fl_lockstep_store(pair->lockstep, address, size);
    memcpy(bytes, &value, size);
}

static unsigned rtl_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    const struct fl_pte_mem *memory = ((struct pair *)self)->memory;
    return memory->read(memory->self, address, size, value, error);
}

/* The player reports the rival's store through stored(), and the RTL's own, by which nobody is beaten. */
static unsigned rtl_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                         bool *error)
{
    struct pair *pair = self;
    const struct fl_pte_mem *memory = pair->memory;
    bool beaten = pair->beaten;
    pair->updating = true;
    unsigned delay = memory->compare_and_swap(memory->self, address, size, expected, desired, won, error);
    pair->updating = false;
    if (*won)
        pair->beaten = beaten;
    return delay;
}

static unsigned copy_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct pair *pair = self;
    const uint8_t *bytes = copy_at(pair, address, size);
    *value = 0;
    *error = bytes == NULL;
    if (pair->beaten && address == pair->beaten_address) {
        *value = pair->beaten_value;
        pair->beaten = false;
    } else if (bytes) {
        memcpy(value, bytes, size);
    }
    return 1;
}

/* A new case, a new lockstep: both MMUs as after reset, memory zero. */
static void reset(void *self)
{
    struct pair *pair = self;
    fl_lockstep_free(pair->lockstep);
    pair->dut.reset(pair->dut.self);
    fl_uarch_reset(pair->model);
    memset(pair->copy, 0, sizeof pair->copy);
    pair->mem = (struct fl_pte_mem){pair, rtl_read, rtl_swap};
    pair->quiet = (struct fl_pte_mem){pair, copy_read, NULL};
    pair->lockstep = fl_lockstep_new(&(struct fl_lockstep_config){.dut = &pair->dut,
                                                                  .model = pair->model,
                                                                  .mem = &pair->mem,
                                                                  .quiet = &pair->quiet,
                                                                  .ram_base = MEM_BASE,
                                                                  .ram_size = MEM_END - MEM_BASE,
                                                                  .state_every = 1});
    pair->port = fl_lockstep_port(pair->lockstep);
    pair->now = 0;
}

static void translate(void *self, const struct fl_request *request, const struct fl_pte_mem *mem,
                      struct fl_response *response)
{
    struct pair *pair = self;
    pair->memory = mem;
    pair->beaten = false;
    pair->port.translate(pair->port.self, request->access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA, request,
                         pair->now, response);
    pair->now += response->cycles;
}

static void fence(void *self, const struct fl_fence *fence)
{
    struct pair *pair = self;
    pair->now += pair->port.fence(pair->port.self, fence, pair->now);
}

static void trap(void *self, const struct fl_trap_in *in, struct fl_trap_out *out)
{
    struct pair *pair = self;
    pair->port.trap(pair->port.self, in, pair->now++, out);
}

static bool agrees(void *self)
{
    struct pair *pair = self;
    fl_lockstep_finish(pair->lockstep, pair->now);
    const struct fl_divergence *divergence = fl_lockstep_divergence(pair->lockstep);
    if (divergence)
        fl_write_report(stdout, divergence, &(struct fl_report_facts){.pc = 0});
    return divergence == NULL;
}

static bool open_pair(struct pair *pair, const char *size)
{
    struct fl_uarch_config config;
    if (!fl_rtl_config(size, &config) || !fl_rtl_open(size, 0, &pair->dut))
        return false;
    pair->model = fl_uarch_new(&config, 0);
    return pair->model != NULL;
}

static void close_pair(struct pair *pair)
{
    fl_lockstep_free(pair->lockstep);
    fl_uarch_free(pair->model);
    pair->dut.destroy(pair->dut.self);
}

static int play_size(const char *size, unsigned scheme, const char *layer)
{
    static struct pair pair;
    char name[40];
    pair = (struct pair){.now = 0};
    if (!open_pair(&pair, size)) {
        printf("lockstep %s: cannot be built\n", size);
        return -1;
    }
    snprintf(name, sizeof name, "lockstep %s", size);
    const struct directed_mmu mmu = {.name = name,
                                     .layer = layer,
                                     .self = &pair,
                                     .offers = NEEDS_PMP | scheme,
                                     .remembers = true,
                                     .reset = reset,
                                     .translate = translate,
                                     .fence = fence,
                                     .stored = stored,
                                     .agrees = agrees};
    int bad = directed_play_all(&mmu);
    reset(&pair);
    bad |= directed_play_traps(&mmu, trap);
    bad |= agrees(&pair) ? 0 : 1;
    close_pair(&pair);
    return bad;
}

/* Any argument: say each case's verdict. */
int main(int argc, char **argv)
{
    static const struct {
        const char *size;
        unsigned scheme;
    } builds[] = {{"tiny", NEEDS_RV64}, {"default", NEEDS_RV64}, {"large", NEEDS_RV64}, {"rv32", NEEDS_SV32}};
    int bad = 0;
    (void)argv;
    for (size_t i = 0; i < sizeof builds / sizeof builds[0]; i++)
        bad |= play_size(builds[i].size, builds[i].scheme, argc > 1 ? "lockstep" : NULL);
    return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
