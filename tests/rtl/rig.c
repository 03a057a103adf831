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

uint64_t memory_pte(struct memory *memory, uint64_t address, unsigned size)
{
    uint64_t word = *memory_word(memory, address);
    return size == 8 ? word : (uint32_t)(word >> 8 * (address & 4));
}

void memory_set_pte(struct memory *memory, uint64_t address, unsigned size, uint64_t pte)
{
    uint64_t *word = memory_word(memory, address);
    unsigned shift = 8 * (address & 4);
    *word = size == 8 ? pte : (*word & ~(0xffffffffull << shift)) | (uint64_t)(uint32_t)pte << shift;
}

/* Does the memory refuse? A PTE has 8 bytes, or 4 under Sv32, and is aligned. */
static bool refused(const struct memory *memory, const uint64_t *word, uint64_t address, unsigned size)
{
    assert_true((size == 8 || size == 4) && address % size == 0);
    return !word || (memory->refuse && address == memory->refuse);
}

static unsigned read_pte(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct memory *memory = self;
    memory->reads++;
    memory->last_address = address;
    *error = refused(memory, memory_word(memory, address), address, size);
    *value = *error ? 0 : memory_pte(memory, address, size);
    return memory->delay;
}

static unsigned swap_pte(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                         bool *error)
{
    struct memory *memory = self;
    memory->updates++;
    memory->last_address = address;
    *won = false;
    *error = refused(memory, memory_word(memory, address), address, size);
    if (*error) {
        return memory->delay;
    }
    if (memory->lose) {
        memory->lose--;
        memory_set_pte(memory, address, size, memory->lose_value);
    }
    *won = memory_pte(memory, address, size) == expected;
    if (*won) {
        memory_set_pte(memory, address, size, desired);
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
    unsigned bits = levels == 2 ? 10 : 9, size = levels == 2 ? 4 : 8;
    uint64_t table = root;
    for (unsigned at = levels - 1;; at--) {
        uint64_t address = (table << 12) + (va >> (12 + bits * at) & ((1u << bits) - 1)) * size;
        assert_non_null(memory_word(memory, address));
        if (at == level) {
            memory_set_pte(memory, address, size, pte);
            return address;
        }
        if (!(memory_pte(memory, address, size) & PTE_V)) {
            memory_set_pte(memory, address, size, memory_table(memory) << 10 | PTE_V | pointer);
        }
        table = memory_pte(memory, address, size) >> 10 & 0xfffffffffff;
    }
}

struct fl_context context_of(unsigned levels, uint64_t root)
{
    static const uint8_t modes[] = {[2] = FL_SV32, [3] = FL_SV39, [4] = FL_SV48, [5] = FL_SV57};
    return (struct fl_context){
        .xlen = levels == 2 ? 32 : 64,
        .privilege = FL_SUPERVISOR,
        .mode = modes[levels],
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
        delay = rig->port.compare_and_swap(rig->port.self, request.address, request.size, request.expected,
                                           request.desired, &rig->answer.won, &rig->answer.error);
    } else {
        delay = rig->port.read(rig->port.self, request.address, request.size, &rig->answer.data, &rig->answer.error);
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
