/* The cross of the state port: each word holds what it is told, and traffic goes on from what was loaded (docs/microarchitecture.md 11). */
#include "check/cross.h"
#include "check/judge.h"
#include "check/one_page.h"

/* What the fields hold: zeros, ones, and in every word something else. */
enum pattern { ZEROS, ONES, OWN, OTHERS, PATTERNS };

struct writer {
    enum pattern pattern;
    const struct fl_scheme *scheme;
    uint64_t words; /* so far */
};

/* As many bits as this, at the top those that differ most from word to word. */
static uint64_t next(struct writer *writer, unsigned bits)
{
    uint64_t number = ++writer->words * UINT64_C(0x9e3779b97f4a7c15);
    const uint64_t value[PATTERNS] = {0, ~UINT64_C(0), number, ~number};
    return bits ? value[writer->pattern] >> (64 - bits) : 0;
}

static unsigned level_between(struct writer *writer, unsigned lowest, unsigned highest)
{
    return lowest + (unsigned)(next(writer, 32) * (highest - lowest + 1) >> 32);
}

/* What every array keeps of an entry. */
static struct fl_tlb_entry entry_of(struct writer *writer, unsigned lowest, unsigned highest)
{
    const struct fl_scheme *scheme = writer->scheme;
    return (struct fl_tlb_entry){.valid = true,
                                 .global = next(writer, 1),
                                 .level = (uint8_t)level_between(writer, lowest, highest),
                                 .asid = (uint16_t)next(writer, 16),
                                 .vpn = next(writer, scheme->levels * scheme->vpn_bits),
                                 .ppn = next(writer, scheme->pa_bits - FL_PAGE_SHIFT)};
}

static struct fl_tlb_entry leaf_of(struct writer *writer, unsigned lowest, unsigned highest)
{
    struct fl_tlb_entry entry = entry_of(writer, lowest, highest);
    entry.r = next(writer, 1);
    entry.w = next(writer, 1);
    entry.x = next(writer, 1);
    entry.u = next(writer, 1);
    entry.d = next(writer, 1);
    if (writer->scheme->xlen == 64) {
        entry.pbmt = (uint8_t)(next(writer, 32) * 3 >> 32);
        entry.napot = lowest == 0 && highest > 0 && entry.level == 0 && next(writer, 1);
    }
    return entry;
}

static uint64_t tree_of(struct writer *writer, unsigned leaves)
{
    return next(writer, leaves ? leaves - 1 : 0);
}

static void write_l2(struct writer *writer, struct fl_mmu_state *state)
{
    for (unsigned i = 0; i < state->l2.sets * state->l2.ways; i++) {
        struct fl_tlb_entry *entry = &state->l2.entry[i];
        *entry = leaf_of(writer, 0, 0);
        entry->vpn = (entry->vpn & ~(uint64_t)(state->l2.sets - 1)) | i / state->l2.ways;
    }
    for (unsigned set = 0; set < state->l2.sets; set++) {
        state->l2.plru[set] = (uint8_t)tree_of(writer, state->l2.ways);
    }
}

/* Every entry and tree of a state of this MMU. */
static void write_all(struct writer *writer, struct fl_mmu_state *state)
{
    unsigned top = writer->scheme->levels - 1u;
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        for (unsigned i = 0; i < state->l1[port].entries; i++) {
            state->l1[port].entry[i] = leaf_of(writer, 0, top);
        }
        state->l1[port].plru = tree_of(writer, state->l1[port].entries);
    }
    for (unsigned i = 0; i < state->super.entries; i++) {
        state->super.entry[i] = leaf_of(writer, 1, top);
    }
    state->super.plru = tree_of(writer, state->super.entries);
    for (unsigned level = 1; level <= top; level++) {
        for (unsigned i = 0; i < state->pwc[level - 1].entries; i++) {
            state->pwc[level - 1].entry[i] = entry_of(writer, level, level);
        }
        state->pwc[level - 1].plru = tree_of(writer, state->pwc[level - 1].entries);
    }
    write_l2(writer, state);
}

/* Into both sides, and compared. */
static void load(struct fl_bench *bench, const struct fl_mmu_state *state)
{
    if (bench->diverged) {
        return;
    }
    if (!fl_uarch_load_state(bench->model, state)) {
        fl_judge_rule(bench, FL_PORT_DATA, "the model does not take a state that this hardware could hold");
        return;
    }
    bench->dut->load_state(bench->dut->self, state);
    fl_bench_settle(bench);
}

/* A page is asked for, everything is overwritten, and what was there is put back: the page is still known, and so are its tables. */
static unsigned play_states(const struct fl_one_page *page)
{
    struct fl_bench *bench = page->bench;
    struct fl_mmu_state kept, other;
    fl_page_begin(page);
    fl_page_ask(page, page->va, FL_FETCH, FL_SUPERVISOR);
    fl_page_ask(page, page->va, FL_LOAD, FL_SUPERVISOR);
    fl_uarch_read_state(bench->model, &kept);
    for (unsigned pattern = 0; pattern < PATTERNS; pattern++) {
        other = kept;
        write_all(&(struct writer){.pattern = pattern, .scheme = page->scheme}, &other);
        load(bench, &other);
    }
    load(bench, &kept);
    fl_page_ask(page, page->va, FL_LOAD, FL_SUPERVISOR);
    fl_page_ask(page, fl_page_beside(page, 0), FL_LOAD, FL_SUPERVISOR); /* in the page, if it is a superpage */
    fl_page_ask(page, fl_page_beside(page, page->level), FL_FETCH, FL_SUPERVISOR);
    return PATTERNS + 1;
}

unsigned fl_cross_states(struct fl_bench *bench)
{
    return fl_each_level(bench, play_states);
}
