/* hart_rig.c - the fake machine of hart_rig.h. */
#include "hart_rig.h"

#include <stdlib.h>
#include <string.h>

static void fold(struct rig *rig, uint64_t value)
{
    rig->digest = (rig->digest ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    rig->digest ^= rig->digest >> 29;
}

static void fold_counts(struct rig *rig)
{
    const struct fl_uarch_counts *model = fl_uarch_counts(rig->uarch);
    const struct fl_hart_counts *hart = fl_hart_counts(rig->hart);
    for (size_t i = 0; i < sizeof *model / 8; i++)
        fold(rig, ((const uint64_t *)model)[i]);
    for (size_t i = 0; i < sizeof *hart / 8; i++)
        fold(rig, ((const uint64_t *)hart)[i]);
    fold(rig, fl_hart_pc(rig->hart));
}

static bool in_ram(uint64_t pa, unsigned size)
{
    return pa - RIG_RAM < RIG_RAM_SIZE && pa - RIG_RAM + size <= RIG_RAM_SIZE;
}

static unsigned pte_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct rig *rig = self;
    *error = !in_ram(address, size);
    if (!*error)
        *value = rig_get(rig, address, size);
    return 3;
}

static unsigned pte_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                         bool *error)
{
    struct rig *rig = self;
    *error = !in_ram(address, size);
    *won = !*error && rig_get(rig, address, size) == expected;
    if (*won) {
        rig_set(rig, address, desired, size);
        fl_hart_memory_written(rig->hart, address, size);
    }
    return 3;
}

static void remap(struct rig *rig)
{
    rig_set(rig, rig->remap_pte, rig->remap_to, 8);
    fl_uarch_fence(rig->uarch, &(struct fl_fence){.va_given = false});
}

static void translate(void *self, enum fl_port port, const struct fl_request *request, uint64_t now,
                      struct fl_response *response)
{
    struct rig *rig = self;
    rig->requests[port]++;
    if (port == FL_PORT_DATA) {
        rig->last = *request;
    } else {
        memmove(rig->fetch + 1, rig->fetch, sizeof rig->fetch - sizeof rig->fetch[0]);
        rig->fetch[0] = *request;
    }
    if (port == FL_PORT_FETCH && rig->requests[port] == rig->remap_at)
        remap(rig);
    fl_uarch_translate(rig->uarch, port, request, &rig->mem, NULL, response);
    if (response->path != FL_PATH_L1 || !rig->port.repeatable) { /* repeated hits never get here */
        fold(rig, request->va);
        fold(rig, now);
        fold_counts(rig);
    }
}

static unsigned fence(void *self, const struct fl_fence *fence, uint64_t now)
{
    struct rig *rig = self;
    rig->fences++;
    rig->fence = *fence;
    fold(rig, now);
    fold_counts(rig);
    return fl_uarch_fence(rig->uarch, fence);
}

static void trap(void *self, const struct fl_trap_in *in, uint64_t now, struct fl_trap_out *out)
{
    fold(self, now);
    fl_trap(in, out);
}

static void events(void *self, struct fl_events *events)
{
    const struct rig *rig = self;
    fl_uarch_events(rig->uarch, events);
}

static bool device_access(struct rig *rig, uint64_t pa, unsigned size, uint64_t now, bool write, uint64_t *value)
{
    uint64_t *registers[] = {&rig->device, &rig->lines, &rig->later_at};
    uint64_t offset = pa - RIG_DEVICE;
    if (offset >= 24 || size > 8)
        return false;
    fold(rig, now);
    fold(rig, pa);
    if (write)
        *registers[offset / 8] = offset / 8 == 2 ? now + *value : *value;
    else
        *value = *registers[offset / 8] >> 8 * (offset % 8);
    return true;
}

static bool bus_read(void *self, uint64_t pa, unsigned size, uint64_t now, uint64_t *value, unsigned *delay)
{
    struct rig *rig = self;
    *delay = 7;
    if (in_ram(pa, size)) {
        *value = rig_get(rig, pa, size);
        return true;
    }
    if (!device_access(rig, pa, size, now, false, value))
        return false;
    if (size < 8)
        *value &= (UINT64_C(1) << 8 * size) - 1;
    return true;
}

static bool bus_write(void *self, uint64_t pa, unsigned size, uint64_t now, uint64_t value, unsigned *delay)
{
    *delay = 9;
    return device_access(self, pa, size, now, true, &value);
}

static bool fetchable(void *self, uint64_t pa)
{
    (void)self;
    return in_ram(pa, 2);
}

static uint8_t *ram_page(void *self, uint64_t pa)
{
    struct rig *rig = self;
    return in_ram(pa, 1) ? rig->ram + (pa - RIG_RAM) : NULL;
}

static void store_seen(void *self, uint64_t pa, unsigned size, uint64_t now)
{
    struct rig *rig = self;
    rig->stores_seen++;
    fold(rig, pa);
    fold(rig, size);
    fold(rig, now);
}

static uint64_t lines(void *self, uint64_t now)
{
    struct rig *rig = self;
    (void)now;
    return rig->lines;
}

static uint64_t mtime(void *self, uint64_t now)
{
    (void)self;
    return now / 10;
}

static uint64_t next_event(void *self, uint64_t now)
{
    struct rig *rig = self;
    return rig->later_at > now ? rig->later_at : UINT64_MAX;
}

static void advance(void *self, uint64_t now)
{
    struct rig *rig = self;
    if (rig->later_at && now >= rig->later_at) {
        fold(rig, now);
        rig->lines |= rig->later_lines;
        rig->later_at = rig->period ? now + rig->period : 0;
    }
}

static void on_trap(void *self, const struct fl_hart *hart, const struct fl_trap_record *record)
{
    struct rig *rig = self;
    (void)hart;
    rig->trap = *record;
    rig->traps++;
    fold(rig, record->out.cause);
    fold(rig, record->out.tval);
    fold(rig, record->in.pc);
    fold(rig, record->cycle);
    fold_counts(rig);
}

static void on_resume(void *self, const struct fl_hart *hart, const struct fl_trap_record *record)
{
    struct rig *rig = self;
    (void)hart;
    rig->resume = *record;
    rig->resumes++;
    fold(rig, record->out.pc);
    fold_counts(rig);
}

static void on_mark(void *self, const struct fl_hart *hart, int n, uint64_t value)
{
    struct rig *rig = self;
    (void)hart;
    rig->mark = n;
    rig->mark_value = value;
    rig->marks++;
    fold(rig, (uint64_t)n);
    fold(rig, value);
    fold_counts(rig);
    if (rig->stop_at_mark && (uint64_t)n == rig->stop_at_mark)
        fl_hart_stop(rig->hart);
}

static void on_idle(void *self, const struct fl_hart *hart, uint64_t from, uint64_t to)
{
    struct rig *rig = self;
    (void)hart;
    rig->idles++;
    rig->idle_from = from;
    rig->idle_to = to;
    fold(rig, from);
    fold(rig, to);
}

static void on_satp(void *self, const struct fl_hart *hart, uint64_t satp)
{
    struct rig *rig = self;
    (void)hart;
    rig->satps++;
    fold(rig, satp);
    fold_counts(rig);
}

struct rig *rig_new(enum rig_engine engine, bool fast)
{
    static const struct fl_uarch_config sizes = {
        .itlb_entries = 4, .dtlb_entries = 8, .l2_sets = 4, .l2_ways = 2, .super_entries = 2, .walk_entries = 2};
    struct rig *rig = calloc(1, sizeof *rig);
    rig->ram = calloc(1, RIG_RAM_SIZE);
    rig->uarch = fl_uarch_new(&sizes, 0);
    rig->tables = RIG_TABLES + FL_PAGE_SIZE;
    rig->later_lines = 1 << 9;
    rig->mem = (struct fl_pte_mem){rig, pte_read, pte_swap};
    rig->port = (struct fl_mmu_port){.self = rig,
                                     .translate = translate,
                                     .fence = fence,
                                     .trap = trap,
                                     .events = events,
                                     .repeatable = engine == RIG_REPEATABLE ? rig->uarch : NULL};
    rig->bus = (struct fl_bus){.self = rig,
                               .read = bus_read,
                               .write = bus_write,
                               .fetchable = fetchable,
                               .ram_page = ram_page,
                               .ram_base = RIG_RAM,
                               .ram_size = RIG_RAM_SIZE,
                               .watched = rig->watched,
                               .watcher = rig,
                               .store_seen = store_seen,
                               .lines = lines,
                               .mtime = mtime,
                               .next_event = next_event,
                               .advance = advance,
                               .cycles_per_mtime = 10};
    rig->observer = (struct fl_observer){rig, on_trap, on_resume, on_mark, on_idle, on_satp};
    rig->config = (struct fl_hart_config){
        .reset_pc = RIG_RAM, .fetch_block = 8, .trap_cycles = 4, .svadu = true, .sv48 = true, .fast = fast};
    return rig;
}

void rig_start(struct rig *rig)
{
    rig->hart = fl_hart_new(&rig->config, &rig->port, &rig->bus, &rig->observer);
}

void rig_boot(struct rig *rig, const struct rig_boot *boot)
{
    static const uint32_t program[] = {
        0x18051073, 0x30059073, 0x34161073, 0x30569073, /* satp, mstatus, mepc, mtvec */
        0x30271073, 0x10579073, 0x30a81073,             /* medeleg, stvec, menvcfg */
        0x30689073, 0x10689073, 0x30329073, 0x30431073, /* mcounteren, scounteren, mideleg, mie */
        0x30200073,                                     /* mret */
    };
    const uint64_t a[] = {boot->satp,    boot->mstatus | (uint64_t)boot->privilege << 11,
                          boot->pc,      RIG_MTVEC,
                          boot->medeleg, RIG_STVEC,
                          boot->menvcfg, boot->counteren};
    rig_put(rig, RIG_RAM + 0x3000, program, sizeof program / 4);
    rig->config.reset_pc = RIG_RAM + 0x3000;
    rig_start(rig);
    for (unsigned i = 0; i < sizeof a / 8; i++)
        fl_hart_set_reg(rig->hart, 10 + i, a[i]);
    fl_hart_set_reg(rig->hart, 5, boot->mideleg);
    fl_hart_set_reg(rig->hart, 6, boot->mie);
    rig_steps(rig, sizeof program / 4);
    for (unsigned i = 0; i < 32; i++)
        fl_hart_set_reg(rig->hart, i, 0);
}

void rig_free(struct rig *rig)
{
    fl_hart_free(rig->hart);
    fl_uarch_free(rig->uarch);
    free(rig->ram);
    free(rig);
}

void rig_put(struct rig *rig, uint64_t pa, const uint32_t *words, unsigned count)
{
    memcpy(rig->ram + (pa - RIG_RAM), words, 4 * (size_t)count);
    if (rig->hart)
        fl_hart_memory_written(rig->hart, pa, 4 * (uint64_t)count);
}

void rig_put16(struct rig *rig, uint64_t pa, uint16_t parcel)
{
    rig_set(rig, pa, parcel, 2);
    if (rig->hart)
        fl_hart_memory_written(rig->hart, pa, 2);
}

uint64_t rig_get(const struct rig *rig, uint64_t pa, unsigned size)
{
    uint64_t value = 0;
    memcpy(&value, rig->ram + (pa - RIG_RAM), size);
    return value;
}

void rig_set(struct rig *rig, uint64_t pa, uint64_t value, unsigned size)
{
    memcpy(rig->ram + (pa - RIG_RAM), &value, size);
}

uint64_t rig_map(struct rig *rig, uint64_t va, uint64_t pa, uint64_t flags)
{
    uint64_t table = RIG_TABLES;
    for (int level = 2; level > 0; level--) {
        uint64_t pte = table + (va >> (12 + 9 * level) & 511) * 8;
        if (!(rig_get(rig, pte, 8) & PTE_V)) {
            rig_set(rig, pte, rig->tables >> 12 << 10 | PTE_V, 8);
            rig->tables += FL_PAGE_SIZE;
        }
        table = rig_get(rig, pte, 8) >> 10 << 12;
    }
    rig_set(rig, table + (va >> 12 & 511) * 8, pa >> 12 << 10 | flags, 8);
    return table + (va >> 12 & 511) * 8;
}

void rig_step(struct rig *rig)
{
    fl_hart_run(rig->hart, fl_hart_counts(rig->hart)->cycles + 1);
}

void rig_steps(struct rig *rig, unsigned count)
{
    while (count-- > 0)
        rig_step(rig);
}

uint64_t rig_csr(const struct rig *rig, unsigned csr)
{
    uint64_t value = 0;
    fl_hart_csr(rig->hart, csr, &value);
    return value;
}

bool rig_balanced(const struct rig *rig)
{
    const struct fl_hart_counts *c = fl_hart_counts(rig->hart);
    return c->cycles ==
           c->base + c->fetch_walk + c->data_walk + c->fetch_memory + c->data_memory + c->fence + c->trap + c->idle;
}

static void fold_tlb(struct rig *rig, const struct fl_mmu_state *state, int port)
{
    fold(rig, state->l1[port].plru);
    for (unsigned i = 0; i < state->l1[port].entries; i++) {
        const struct fl_tlb_entry *e = &state->l1[port].entry[i];
        fold(rig, e->valid);
        fold(rig, e->vpn);
        fold(rig, e->ppn);
        fold(rig, e->asid);
        fold(rig,
             e->global | e->napot << 1 | e->r << 2 | e->w << 3 | e->x << 4 | e->u << 5 | e->d << 6 | e->level << 7);
    }
}

uint64_t rig_fingerprint(struct rig *rig)
{
    uint64_t before = rig->digest, value, result;
    struct fl_mmu_state state;
    fl_uarch_read_state(rig->uarch, &state);
    fold_counts(rig);
    for (unsigned i = 0; i < 32; i++)
        fold(rig, fl_hart_reg(rig->hart, i));
    for (unsigned csr = 0; csr < 4096; csr++)
        fold(rig, fl_hart_csr(rig->hart, csr, &value) ? value : 1);
    for (int port = 0; port < FL_PORT_COUNT; port++)
        fold_tlb(rig, &state, port);
    for (size_t i = 0; i < RIG_RAM_SIZE / 8; i++)
        fold(rig, ((const uint64_t *)rig->ram)[i]);
    result = rig->digest;
    rig->digest = before;
    return result;
}
