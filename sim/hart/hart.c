/* hart.c - a hart's life: making it, running it, looking at it. */
#include "hart.h"

#include <stdlib.h>

#include "state.h"

static bool power_of_two(unsigned n, unsigned least, unsigned most)
{
    return n >= least && n <= most && (n & (n - 1)) == 0;
}

static bool in_range(const struct fl_hart_config *config, const struct fl_bus *bus)
{
    return power_of_two(config->fetch_block, 4, 64) && config->reset_pc % 2 == 0 && bus->cycles_per_mtime >= 1 &&
           (config->pmp_entries == 0 || config->pmp_entries == 16 || config->pmp_entries == FL_PMP_MAX) &&
           (config->sv48 || !config->sv57) && (config->svadu || !config->adue_reset) &&
           (config->fast || !config->stale_code);
}

/* Everything the manual leaves open at reset is zero, stimecmp all ones (Privileged 3.4). */
static void reset(struct fl_hart *hart)
{
    hart->pc = hart->config.reset_pc;
    hart->held = FL_NOTHING_HELD;
    hart->csr.mstatus = FL_MSTATUS_UXL | FL_MSTATUS_SXL;
    hart->csr.menvcfg = hart->config.adue_reset ? FL_MENVCFG_ADUE : 0;
    hart->csr.stimecmp = UINT64_MAX;
    hart->csr.pmp.count = hart->config.pmp_entries;
    hart->context.privilege = FL_MACHINE;
    fl_update_context(hart);
}

struct fl_hart *fl_hart_new(const struct fl_hart_config *config, const struct fl_mmu_port *port,
                            const struct fl_bus *bus, const struct fl_observer *observer)
{
    if (!in_range(config, bus))
        return NULL;
    struct fl_hart *hart = calloc(1, sizeof *hart);
    if (!hart)
        return NULL;
    hart->config = *config;
    hart->port = *port;
    hart->bus = bus;
    if (observer)
        hart->observer = *observer;
    hart->counts = calloc(1, sizeof *hart->counts);
    hart->soft = fl_soft_new(config->fast ? port->repeatable : NULL);
    hart->blocks = config->fast ? fl_blocks_new(bus->ram_size) : NULL;
    if (!hart->counts || !hart->soft || (config->fast && !hart->blocks)) {
        fl_hart_free(hart);
        return NULL;
    }
    reset(hart);
    return hart;
}

void fl_hart_free(struct fl_hart *hart)
{
    if (!hart)
        return;
    if (hart->blocks)
        fl_blocks_free(hart->blocks);
    fl_soft_free(hart->soft);
    free(hart->counts);
    free(hart);
}

/* The fetch block of pc for a decoded block: by a repeated hit, or by asking. False: the instruction trapped. */
static bool fetch_for_block(struct fl_hart *hart, const struct fl_soft_slot *slot, bool repeats)
{
    if (repeats) {
        fl_uarch_touch(&hart->soft->view[FL_PORT_FETCH], slot->entry);
        hart->at.fetches++;
        hart->at.cycle += hart->bus->fetch_delay;
        hart->held = fl_fetch_block_of(hart, hart->pc);
        hart->held_page = slot->page;
        hart->held_host = slot->host;
        hart->held_whole = true;
        return true;
    }
    hart->at.begun++; /* the request is part of the instruction, whose base cycle comes first */
    hart->at.cycle++;
    if (!fl_fetch(hart, hart->pc))
        return false;
    hart->at.begun--;
    hart->at.cycle--;
    return true;
}

/* Run decoded code from pc on. False: this instruction must be stepped. */
static bool run_block(struct fl_hart *hart)
{
    const struct fl_uarch_view *view = &hart->soft->view[FL_PORT_FETCH];
    const struct fl_soft_slot *slot = fl_soft_slot(hart->soft->now->fetch, hart->pc);
    if (!fl_holds(hart, hart->pc) && !fetch_for_block(hart, slot, fl_soft_holds(slot, view, hart->pc)))
        return true;
    if (!hart->held_host || !hart->held_whole)
        return false;
    bool batched = fl_soft_holds(slot, view, hart->pc) && slot->page == hart->held_page;
    uint64_t pa = hart->held_page | (hart->pc & (FL_PAGE_SIZE - 1));
    struct fl_block *block = fl_blocks_get(hart, pa, hart->held_host, batched);
    if (!block || hart->at.cycle + block->worst >= hart->deadline)
        return false;
    fl_execute(hart, block);
    return true;
}

enum fl_stop fl_hart_run(struct fl_hart *hart, uint64_t cycle)
{
    enum fl_stop why;
    hart->limit = cycle;
    hart->deadline = 0;
    for (;;) {
        if (fl_now(hart) >= hart->deadline && !fl_attend(hart, &why))
            break;
        if (!hart->blocks || !run_block(hart))
            fl_step(hart);
    }
    fl_credit_hits(hart);
    return why;
}

void fl_hart_stop(struct fl_hart *hart)
{
    hart->stop = 1;
    hart->deadline = 0;
}

void fl_credit_hits(struct fl_hart *hart)
{
    struct fl_soft_cache *soft = hart->soft;
    if (!soft->repeat)
        return;
    uint64_t fetches = hart->at.fetches - hart->slow_fetches - hart->credited_fetches;
    uint64_t accesses = hart->at.loads + hart->at.stores - hart->slow_accesses - hart->credited_data;
    *soft->view[FL_PORT_FETCH].requests += fetches;
    *soft->view[FL_PORT_FETCH].hits += fetches;
    *soft->view[FL_PORT_DATA].requests += accesses;
    *soft->view[FL_PORT_DATA].hits += accesses;
    hart->credited_fetches += fetches;
    hart->credited_data += accesses;
}

void fl_hart_memory_written(struct fl_hart *hart, uint64_t pa, uint64_t size)
{
    uint64_t set = hart->reservation << FL_LINE_SHIFT, index;
    if (size == 0)
        return;
    if (hart->reserved && pa < set + (1 << FL_LINE_SHIFT) && set < pa + size)
        hart->reserved = false;
    for (uint64_t page = pa & FL_PAGE_MASK; page < pa + size; page += FL_PAGE_SIZE)
        if (fl_ram_index(hart->bus, page, &index))
            fl_code_changed(hart, index);
}

uint64_t fl_hart_pc(const struct fl_hart *hart)
{
    return hart->pc;
}

uint64_t fl_hart_reg(const struct fl_hart *hart, unsigned x)
{
    return x < FL_X_SINK ? hart->x[x] : 0;
}

void fl_hart_set_reg(struct fl_hart *hart, unsigned x, uint64_t value)
{
    if (x > 0 && x < FL_X_SINK)
        hart->x[x] = value;
}

const struct fl_context *fl_hart_context(const struct fl_hart *hart)
{
    return &hart->context;
}

const struct fl_hart_counts *fl_hart_counts(const struct fl_hart *hart)
{
    const struct fl_tally *at = &hart->at;
    uint64_t fast_accesses = at->loads + at->stores - hart->slow_accesses;
    *hart->counts = (struct fl_hart_counts){
        .cycles = at->cycle,
        .instret = at->retired,
        .base = at->begun,
        .fetch_walk = hart->fetch_walk,
        .data_walk = hart->data_walk,
        .fetch_memory = at->fetches * hart->bus->fetch_delay,
        .data_memory = hart->slow_data_memory + fast_accesses * hart->bus->ram_delay,
        .fence = hart->fence,
        .trap = hart->trap,
        .idle = hart->idle,
        .loads = at->loads,
        .stores = at->stores,
        .fetch_blocks = at->fetches,
        .traps = hart->traps,
        .interrupts = hart->interrupts,
    };
    return hart->counts;
}
