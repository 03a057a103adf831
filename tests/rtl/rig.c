#include "rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

const char *const rig_sizes[3] = {"tiny", "default", "large"};

uint64_t *memory_word(struct memory *memory, uint64_t address)
{
    uint64_t offset = address - MEMORY_BASE;
    return address < MEMORY_BASE || offset >= sizeof memory->word ? NULL
                                                                  : &memory->word[offset / 4096][offset % 4096 / 8];
}

static unsigned read_pte(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct memory *memory = self;
    uint64_t *word = memory_word(memory, address);
    assert_int_equal(size, 8);
    memory->reads++;
    memory->last_address = address;
    *error = !word || (memory->refuse && address == memory->refuse);
    *value = *error ? 0 : *word;
    return memory->delay;
}

static unsigned swap_pte(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                         bool *error)
{
    struct memory *memory = self;
    uint64_t *word = memory_word(memory, address);
    assert_int_equal(size, 8);
    memory->updates++;
    memory->last_address = address;
    *won = false;
    *error = !word || (memory->refuse && address == memory->refuse);
    if (*error) {
        return memory->delay;
    }
    if (memory->lose) {
        memory->lose--;
        *word = memory->lose_value;
    }
    *won = *word == expected;
    if (*won) {
        *word = desired;
    }
    return memory->delay;
}

struct fl_pte_mem memory_port(struct memory *memory)
{
    return (struct fl_pte_mem){.self = memory, .read = read_pte, .compare_and_swap = swap_pte};
}

uint64_t memory_table(struct memory *memory)
{
    assert_true(memory->used < MEMORY_PAGES);
    return (MEMORY_BASE >> 12) + memory->used++;
}

uint64_t memory_map(struct memory *memory, uint64_t root, unsigned levels, uint64_t va, unsigned level, uint64_t pte,
                    uint64_t pointer)
{
    uint64_t table = root;
    for (unsigned at = levels - 1;; at--) {
        uint64_t address = table << 12 | (va >> (12 + 9 * at) & 511) << 3;
        uint64_t *word = memory_word(memory, address);
        assert_non_null(word);
        if (at == level) {
            *word = pte;
            return address;
        }
        if (!(*word & PTE_V)) {
            *word = memory_table(memory) << 10 | PTE_V | pointer;
        }
        table = *word >> 10 & 0xfffffffffff;
    }
}

struct fl_context context_of(unsigned levels, uint64_t root)
{
    return (struct fl_context){
        .xlen = 64,
        .privilege = FL_SUPERVISOR,
        .mode = (uint8_t)(levels == 3   ? FL_SV39
                          : levels == 4 ? FL_SV48
                                        : FL_SV57),
        .asid = 1,
        .root = root,
    };
}

void rig_open(struct rig *rig, const char *size)
{
    memset(rig, 0, sizeof *rig);
    assert_true(fl_rtl_open(size, 0, &rig->dut));
    rig->dut.reset(rig->dut.self);
    rig->memory.delay = 3;
    rig->port = memory_port(&rig->memory);
}

void rig_close(struct rig *rig)
{
    const char *complaint = rig->dut.complaint(rig->dut.self);
    if (complaint) {
        print_error("%s", complaint);
    }
    assert_null(complaint);
    rig->dut.destroy(rig->dut.self);
}

static void take_request(struct rig *rig)
{
    struct fl_dut_mem_request request;
    unsigned delay;
    if (!rig->dut.sample_memory(rig->dut.self, &request)) {
        return;
    }
    assert_false(rig->outstanding);
    rig->answer = (struct fl_dut_mem_answer){0};
    if (request.compare_and_swap) {
        delay = rig->port.compare_and_swap(rig->port.self, request.address, 8, request.expected, request.desired,
                                           &rig->answer.won, &rig->answer.error);
    } else {
        delay = rig->port.read(rig->port.self, request.address, 8, &rig->answer.data, &rig->answer.error);
    }
    rig->due = rig->now + (delay ? delay : 1);
    rig->outstanding = true;
}

void rig_cycle(struct rig *rig)
{
    take_request(rig);
    if (rig->outstanding && rig->now == rig->due) {
        rig->dut.drive_memory(rig->dut.self, &rig->answer);
        rig->outstanding = false;
    }
    rig->dut.step(rig->dut.self);
    rig->now++;
}

struct fl_response rig_translate(struct rig *rig, enum fl_port port, const struct fl_context *context, uint64_t va,
                                 enum fl_access access)
{
    struct fl_request request = {.va = va, .access = (uint8_t)access, .size = 1, .context = context};
    struct fl_response response;
    fl_dut_translate(&rig->dut, port, &request, &rig->port, true, NULL, &response);
    return response;
}

struct fl_mmu_state rig_state(struct rig *rig)
{
    struct fl_mmu_state state;
    rig->dut.read_state(rig->dut.self, &state);
    return state;
}

unsigned rig_valid_entries(struct rig *rig, enum fl_port port)
{
    struct fl_mmu_state state = rig_state(rig);
    unsigned valid = 0;
    for (unsigned i = 0; i < state.l1[port].entries; i++) {
        valid += state.l1[port].entry[i].valid;
    }
    return valid;
}
