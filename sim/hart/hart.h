/* hart.h - one RV64IMAC hart (with Zicsr, Zifencei, Zicbom, Zicbop, Zicboz) with M, S and U modes, Sstc, counters and event counters.
 *
 * The hart owns registers, CSRs (with their WARL rules) and time: one cycle counter, an instruction is 1 cycle plus
 * the stalls of its fetch block, translation and data. It owns no memory and no MMU: every access asks the MMU port
 * for its translation, and the bus for its bytes. Nothing a guest does can harm the host.
 *
 * Determinism: the same port answers and bus answers give the same run. The decoded-block cache and the host-pointer
 * caches are invisible: with `config.fast` off every observer call and every cycle count is the same.
 */
#ifndef FAULTLINE_HART_H
#define FAULTLINE_HART_H

#include <stddef.h>

#include "faultline/events.h"
#include "faultline/pmp.h"
#include "faultline/trap.h"
#include "faultline/types.h"
#include "faultline/uarch.h"

/* The MMU as the hart sees it; an engine (model, rtl, lockstep) stands behind it. `now` is the hart's cycle. */
struct fl_mmu_port {
    void *self;
    void (*translate)(void *self, enum fl_port port, const struct fl_request *request, uint64_t now,
                      struct fl_response *response);
    unsigned (*fence)(void *self, const struct fl_fence *fence, uint64_t now); /* cycles, >= 1 */
    void (*trap)(void *self, const struct fl_trap_in *in, uint64_t now, struct fl_trap_out *out);
    void (*events)(void *self,
                   struct fl_events *events); /* counts since reset, for hpmcounters; NULL: they count nothing */
    /* Not NULL: answers may be repeated through the model's view (uarch.h), as engines without an RTL allow. */
    struct fl_uarch *repeatable;
};

/* Bytes and devices by physical address. Sizes are 1, 2, 4 or 8 (a misaligned access inside a page may be any of them).
 * An access returns false when nothing answers there or the device refuses it (access fault). */
struct fl_bus {
    void *self;
    bool (*read)(void *self, uint64_t pa, unsigned size, uint64_t now, uint64_t *value, unsigned *delay);
    bool (*write)(void *self, uint64_t pa, unsigned size, uint64_t now, uint64_t value, unsigned *delay);
    bool (*fetchable)(void *self, uint64_t pa); /* may instructions come from here? */
    /* Host memory behind a page of RAM, or NULL: ROM, devices, unmapped. Stable for the life of the bus. */
    uint8_t *(*ram_page)(void *self, uint64_t pa);
    unsigned ram_delay;   /* stall cycles of a RAM data access (same for reads and writes) */
    unsigned fetch_delay; /* stall cycles of a RAM fetch-block access */
    /* Pages whose stores someone wants to see (page tables under lockstep, decoded code): one bit per RAM page from
     * ram_base. */
    uint64_t ram_base, ram_size;
    const uint64_t *watched;
    void *watcher; /* the `self` of store_seen */
    void (*store_seen)(void *watcher, uint64_t pa, unsigned size,
                       uint64_t now); /* before the bytes change; only for watched pages */
    /* Interrupt lines as mip bits (MSIP, MTIP, MEIP, SEIP) and the value of mtime at cycle `now`. */
    uint64_t (*lines)(void *self, uint64_t now);
    uint64_t (*mtime)(void *self, uint64_t now);
    /* The first cycle > now at which lines or device state can change by itself; UINT64_MAX when never. */
    uint64_t (*next_event)(void *self, uint64_t now);
    void (*advance)(void *self, uint64_t now); /* let devices do what is due at or before now */
    uint64_t cycles_per_mtime;                 /* hart cycles per mtime tick, >= 1 */
};

/* What happened, for logs, ledgers and waves. Any callback may be NULL. Called in program order. */
struct fl_hart;
struct fl_trap_record {
    struct fl_trap_in in;
    struct fl_trap_out out;
    uint64_t cycle, fault_id; /* fault_id: counts page faults from 1; 0 for every other trap */
    uint64_t tval2, tinst;    /* reserved */
};
struct fl_observer {
    void *self;
    void (*trap)(void *self, const struct fl_hart *hart, const struct fl_trap_record *record);   /* entries */
    void (*resume)(void *self, const struct fl_hart *hart, const struct fl_trap_record *record); /* MRET, SRET */
    /* slti x0, rs1, n: n = immediate, value = x[rs1]; the kernel's fault-step marks */
    void (*mark)(void *self, const struct fl_hart *hart, int n, uint64_t value);
    void (*idle)(void *self, const struct fl_hart *hart, uint64_t from, uint64_t to); /* WFI slept */
    void (*satp)(void *self, const struct fl_hart *hart, uint64_t satp); /* after a write that took effect */
};

/* Every cycle belongs to exactly one of these; their sum is `cycles`, always. */
struct fl_hart_counts {
    uint64_t cycles, instret;
    uint64_t base;       /* 1 per instruction executed, trapped ones included */
    uint64_t fetch_walk; /* translation stalls of fetch blocks */
    uint64_t data_walk;  /* translation stalls of data accesses */
    uint64_t fetch_memory, data_memory;
    uint64_t fence; /* stalls of SFENCE.VMA beyond its base cycle */
    uint64_t trap;  /* trap entry and return */
    uint64_t idle;  /* WFI */
    uint64_t loads, stores, fetch_blocks, traps, interrupts;
};

/* What a hart may be without: fields and bits of CSRs that are then read-only 0. All false: the whole hart. */
struct fl_hart_lacks {
    bool svpbmt;       /* menvcfg.PBMTE */
    bool masking;      /* PMM of mseccfg, menvcfg, senvcfg */
    bool smepmp;       /* MML, MMWP, RLB of mseccfg */
    bool cbo;          /* Zicbom and Zicboz: their instructions are illegal */
    uint8_t asid_bits; /* of satp.ASID's 16, so many from the top */
};

struct fl_hart_config {
    uint64_t reset_pc;
    uint16_t hartid;
    unsigned pmp_entries; /* 0, 16 or 64 */
    unsigned fetch_block; /* bytes translated per fetch, a power of two, 4 to 64; default 8 */
    unsigned trap_cycles; /* a trap entry or return costs this many cycles beyond base; default 4 */
    bool svadu;           /* menvcfg.ADUE is writable */
    bool adue_reset;      /* menvcfg.ADUE out of reset */
    bool sv48, sv57;      /* satp accepts these modes */
    bool fast;            /* decoded blocks and host-pointer caches */
    bool stale_code;      /* decoded blocks outlive stores, up to the next FENCE.I; needs `fast` */
    struct fl_hart_lacks lacks;
};

enum fl_stop {
    FL_STOP_LIMIT,     /* ran to the cycle asked for */
    FL_STOP_REQUESTED, /* fl_hart_stop(): finisher, divergence, a signal */
    FL_STOP_DEADLOCK,  /* WFI with nothing that could ever wake it */
};

/* NULL when the configuration is out of range. port, bus and observer are borrowed and must outlive the hart. */
struct fl_hart *fl_hart_new(const struct fl_hart_config *config, const struct fl_mmu_port *port,
                            const struct fl_bus *bus, const struct fl_observer *observer);
void fl_hart_free(struct fl_hart *hart);

/* Execute until `cycle` (the first instruction boundary at or after it), or a stop. */
enum fl_stop fl_hart_run(struct fl_hart *hart, uint64_t cycle);
/* Make fl_hart_run() return at the next instruction boundary. Safe from inside any callback, and from a signal
 * handler. */
void fl_hart_stop(struct fl_hart *hart);

/* State, for inspection; nothing here disturbs the run. */
uint64_t fl_hart_pc(const struct fl_hart *hart);
uint64_t fl_hart_reg(const struct fl_hart *hart, unsigned x);
void fl_hart_set_reg(struct fl_hart *hart, unsigned x, uint64_t value);
/* False: no such CSR. No privilege check. */
bool fl_hart_csr(const struct fl_hart *hart, unsigned csr, uint64_t *value);
const struct fl_context *fl_hart_context(const struct fl_hart *hart);
const struct fl_hart_counts *fl_hart_counts(const struct fl_hart *hart);

/* Someone other than the hart wrote RAM (DMA, the walker's A/D update, a debugger): decoded code and reservations
 * there are void. */
void fl_hart_memory_written(struct fl_hart *hart, uint64_t pa, uint64_t size);

#endif
