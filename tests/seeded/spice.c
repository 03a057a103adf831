/* spice.c - see spice.h. */
#include "spice.h"

#include <string.h>

#include "faultline/walk.h"

#define SECOND_ROOT (RIG_TABLES - 1) /* the traffic never grows so far */

static bool once_in(uint64_t *seed, unsigned n)
{
    return rig_random(seed) % n == 0;
}

/* A superpage whose page number has a low bit set (Privileged 4.3.2 step 5), instead of whatever hangs there, for a while. */
static void misalign(struct spice *spice, const struct traffic *traffic, struct rig *rig)
{
    uint64_t low = UINT64_C(1) << (12 + rig_random(&spice->seed) % 18);
    spice->spoilt = RIG_BASE + (traffic->va >> 30 & 511) * 8;
    spice->pte = rig_pte(rig, spice->spoilt);
    rig_map(rig, traffic->va, 2, UINT64_C(0x40000000) | low, V | R | W | X | AD);
}

static void repair(struct spice *spice, struct rig *rig)
{
    rig_set_pte(rig, spice->spoilt, spice->pte);
    spice->spoilt = 0;
}

/* G in a pointer makes all below it global (Privileged 4.3.1). Every second time it is taken back. */
static void flip_global_pointer(uint64_t *seed, struct rig *rig)
{
    uint64_t address = RIG_BASE + 8 * (rig_random(seed) % 2);
    uint64_t pte = rig_pte(rig, address);
    if ((pte & (V | R | X)) == V) {
        rig_set_pte(rig, address, pte ^ G);
    }
}

/* The same ASID on other tables: a copy of the root. */
static void change_root(struct rig *rig)
{
    bool second = rig->context.root == RIG_BASE >> FL_PAGE_SHIFT;
    rig->context.root = (RIG_BASE >> FL_PAGE_SHIFT) + (second ? SECOND_ROOT : 0);
    if (second) {
        memcpy(rig->ram[SECOND_ROOT], rig->ram[0], FL_PAGE_SIZE);
    }
}

/* Clear A and D of the page about to be used, as the hand of a clock does, so that hardware has something to update. */
static void age(const struct traffic *traffic, struct rig *rig)
{
    const struct fl_request request = {.va = traffic->va, .access = FL_LOAD, .size = 1, .context = &rig->context};
    struct fl_translation leaf;
    if (fl_walk(&request, &rig->mem, false, &leaf) == FL_OK && leaf.translated) {
        rig_set_pte(rig, leaf.pte_address, leaf.pte & ~(uint64_t)AD);
    }
}

/* PMP that holds the first four bytes of what is about to be used alone: what is longer fails (Privileged 3.7.1). */
static void split(const struct traffic *traffic, struct rig *rig)
{
    enum { NA4 = 0x10, RWX = 7 };
    const struct fl_request request = {.va = traffic->va, .access = FL_LOAD, .size = 1, .context = &rig->context};
    struct fl_translation leaf;
    if (rig->pmp.count != 0 && fl_walk(&request, &rig->mem, false, &leaf) == FL_OK && leaf.translated) {
        rig->pmp.addr[1] = leaf.pa >> 2;
        rig->pmp.cfg[1] = NA4 | RWX;
        rig->pmp.writes = (rig->pmp.writes + 1) & 0x3fff;
    }
}

void spice_request(struct spice *spice, struct traffic *traffic, struct rig *rig)
{
    uint64_t *seed = &spice->seed;
    if (spice->spoilt != 0 && once_in(seed, 4)) {
        repair(spice, rig);
    } else if (spice->spoilt == 0 && once_in(seed, 64)) {
        misalign(spice, traffic, rig);
    }
    if (once_in(seed, 8)) {
        age(traffic, rig);
    }
    if (once_in(seed, 64)) {
        flip_global_pointer(seed, rig);
    }
    if (once_in(seed, 64)) {
        change_root(rig);
    }
    if (once_in(seed, 64)) {
        split(traffic, rig);
    }
    if (once_in(seed, 16)) {
        traffic->va ^= UINT64_C(1) << (36 + rig_random(seed) % 28);
    } else if (once_in(seed, 64)) {
        traffic->va |= ~UINT64_C(0) << 38;
    }
}

struct fl_trap_in spice_trap(uint64_t *seed)
{
    static const uint8_t modes[] = {FL_USER, FL_SUPERVISOR, FL_MACHINE};
    const uint64_t mstatus = 0x219aa; /* MPRV, MPP, SPP, MPIE, SPIE, MIE, SIE */
    struct fl_trap_in in = {.event = (uint8_t)(rig_random(seed) % 4),
                            .privilege = modes[rig_random(seed) % 3],
                            .cause = rig_random(seed) % 16,
                            .tval = rig_random(seed),
                            .pc = rig_random(seed) & ~UINT64_C(1),
                            .mstatus = rig_random(seed) & mstatus & ~UINT64_C(0x1800),
                            .medeleg = rig_random(seed) & 0xb3ff,
                            .mideleg = rig_random(seed) & 0x222,
                            .mie = rig_random(seed) & 0xaaa,
                            .mip = rig_random(seed) & 0xaaa,
                            .mtvec = rig_random(seed) & ~UINT64_C(2),
                            .stvec = rig_random(seed) & ~UINT64_C(2),
                            .mepc = rig_random(seed) & ~UINT64_C(1),
                            .sepc = rig_random(seed) & ~UINT64_C(1)};
    in.mstatus |= (uint64_t)modes[rig_random(seed) % 3] << 11; /* MPP is never the reserved mode */
    return in;
}
