/* hart_rig.h - a hart on 8 MiB of RAM and one device page, behind the golden model; every event is folded into a
 * digest.
 *
 * Programs are words put at RIG_RAM, or assembled ELF text put there; M-mode runs Bare from reset. Page tables are
 * built by rig_map() in the last MiB of RAM. mtime ticks every 10 cycles.
 */
#ifndef HART_RIG_H
#define HART_RIG_H

#include "hart/hart.h"

#define RIG_RAM      UINT64_C(0x80000000)
#define RIG_RAM_SIZE (UINT64_C(8) << 20)
#define RIG_TABLES   (RIG_RAM + (UINT64_C(7) << 20)) /* the root; further tables follow */
#define RIG_DEVICE   UINT64_C(0x10000000) /* +0: scratch register; +8: lines; +16: raises lines later; +24: refuses */
#define RIG_HANDLER  (RIG_RAM + 0x4000)   /* mtvec after rig_program() */

enum { PTE_V = 1, PTE_R = 2, PTE_W = 4, PTE_X = 8, PTE_U = 16, PTE_G = 32, PTE_A = 64, PTE_D = 128 };
enum { PTE_KERNEL = 0xcf, PTE_USER = 0xdf }; /* all rights, A and D set */

enum rig_engine {
    RIG_REPEATABLE, /* the model, answers may be repeated */
    RIG_ASKED       /* the model, asked for everything */
};

struct rig {
    struct fl_hart *hart;
    struct fl_hart_config config;
    struct fl_uarch *uarch;
    struct fl_mmu_port port;
    struct fl_bus bus;
    struct fl_observer observer;
    struct fl_pte_mem mem;
    uint8_t *ram;
    uint64_t tables; /* next free table page */
    uint64_t watched[RIG_RAM_SIZE / FL_PAGE_SIZE / 64];

    uint64_t device, lines, later_at, later_lines; /* the device */
    uint64_t period;                               /* it raises its lines again and again, 0: once */
    uint64_t requests[FL_PORT_COUNT];              /* that reached the port */
    struct fl_request last;                        /* the latest data request */
    struct fl_request fetch[8];                    /* the latest fetch requests, fetch[0] last */
    unsigned fences;
    struct fl_fence fence;
    struct fl_trap_record trap, resume; /* the latest */
    unsigned traps, resumes, marks, idles, satps, stores_seen;
    uint64_t mark_value, idle_from, idle_to;
    int mark;
    unsigned remap_at;            /* before this fetch request (from 1) is answered ... */
    uint64_t remap_pte, remap_to; /* ... this PTE changes to that, and the TLBs are emptied; 0: never */
    uint64_t stop_at_mark;        /* fl_hart_stop() at this mark, 0: never */
    uint64_t digest;
};

/* Config with everything default; change it before rig_start(). */
struct rig *rig_new(enum rig_engine engine, bool fast);
void rig_start(struct rig *rig);

/* Start instead in `privilege` at `pc`, with these CSRs, twelve M-mode instructions after reset. */
struct rig_boot {
    uint8_t privilege;
    uint64_t pc, satp, mstatus, medeleg, menvcfg, counteren, mideleg, mie; /* mstatus without MPP and MPIE */
};
#define RIG_MTVEC (RIG_RAM + 0x5000) /* after rig_boot(): where traps to M and to S go */
#define RIG_STVEC (RIG_RAM + 0x6000)
void rig_boot(struct rig *rig, const struct rig_boot *boot);

void rig_free(struct rig *rig);

void rig_put(struct rig *rig, uint64_t pa, const uint32_t *words, unsigned count);
void rig_put16(struct rig *rig, uint64_t pa, uint16_t parcel);
uint64_t rig_get(const struct rig *rig, uint64_t pa, unsigned size);
void rig_set(struct rig *rig, uint64_t pa, uint64_t value, unsigned size);

/* Map a 4 KiB page under the Sv39 root; returns the PTE's address. */
uint64_t rig_map(struct rig *rig, uint64_t va, uint64_t pa, uint64_t flags);
#define RIG_SATP(asid) (UINT64_C(8) << 60 | (uint64_t)(asid) << 44 | RIG_TABLES >> 12)

/* Run the one instruction at pc (and what interrupts come before it). */
void rig_step(struct rig *rig);
void rig_steps(struct rig *rig, unsigned count);

/* All observable state: registers, CSRs, memory, model state and counts, hart counts, the events' digest. */
uint64_t rig_fingerprint(struct rig *rig);
uint64_t rig_csr(const struct rig *rig, unsigned csr);
/* Do the accounts add up to the cycles? */
bool rig_balanced(const struct rig *rig);

#endif
