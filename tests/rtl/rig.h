/* rig.h - page tables in a small memory, and a clocked harness around one device under test. */
#ifndef FAULTLINE_TEST_RTL_RIG_H
#define FAULTLINE_TEST_RTL_RIG_H

#include "dut/dut.h"

/* PTE bits, as the manual numbers them (Privileged 4.4.1). */
enum {
    PTE_V = 1,
    PTE_R = 2,
    PTE_W = 4,
    PTE_X = 8,
    PTE_U = 16,
    PTE_G = 32,
    PTE_A = 64,
    PTE_D = 128,
    PTE_RW = PTE_V | PTE_R | PTE_W | PTE_A | PTE_D,
    PTE_RWX = PTE_RW | PTE_X,
};
#define PTE_N       (1ull << 63)
#define PTE_PPN(pa) ((uint64_t)(pa) >> 12 << 10)

#define MEMORY_BASE  0x80000000ull
#define MEMORY_PAGES 128

/* Table pages from MEMORY_BASE on. A zeroed one is empty. Reads outside are refused. */
struct memory {
    uint64_t word[MEMORY_PAGES][512];
    unsigned used;
    unsigned delay; /* of every access, in cycles; 0 counts as 1 */
    unsigned reads, updates;
    uint64_t refuse;     /* this address is refused; 0: none */
    unsigned lose;       /* so many compare-and-swaps lose, because ... */
    uint64_t lose_value; /* ... somebody has just written this */
    uint64_t last_address;
};

struct fl_pte_mem memory_port(struct memory *memory);
uint64_t *memory_word(struct memory *memory, uint64_t address); /* the 8 bytes that hold it; NULL: outside */
/* A PTE of 4 or 8 bytes, inside the memory. */
uint64_t memory_pte(struct memory *memory, uint64_t address, unsigned size);
void memory_set_pte(struct memory *memory, uint64_t address, unsigned size, uint64_t pte);
/* A zeroed table; returns its PPN. */
uint64_t memory_table(struct memory *memory);
/* Write `pte` for va at `level` under the root table, with pointers down to it. `pointer` is OR-ed into new pointers.
 * Returns the PTE's address. */
uint64_t memory_map(struct memory *memory, uint64_t root, unsigned levels, uint64_t va, unsigned level, uint64_t pte,
                    uint64_t pointer);

/* A context in S-mode with the scheme of so many levels; 2 means Sv32. */
struct fl_context context_of(unsigned levels, uint64_t root);

struct rig {
    struct fl_dut dut;
    struct memory memory;
    struct fl_pte_mem port;
    uint64_t now; /* cycles clocked by rig_cycle */
    bool outstanding;
    uint64_t due;
    struct fl_dut_mem_answer answer;
};

void rig_open(struct rig *rig, const char *size);
void rig_close(struct rig *rig);
/* One clock, with the memory served; fl_dut_translate is not used in between. */
void rig_cycle(struct rig *rig);
struct fl_response rig_translate(struct rig *rig, enum fl_port port, const struct fl_context *context, uint64_t va,
                                 enum fl_access access);
struct fl_mmu_state rig_state(struct rig *rig);
unsigned rig_valid_entries(struct rig *rig, enum fl_port port);

extern const char *const rig_sizes[3];

#endif
