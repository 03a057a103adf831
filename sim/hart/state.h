/* state.h - everything one hart is, shared by the files of this folder and by nobody else. */
#ifndef FAULTLINE_HART_STATE_H
#define FAULTLINE_HART_STATE_H

#include <signal.h>

#include "blocks.h"
#include "csr_bits.h"
#include "decode.h"
#include "hart.h"
#include "soft.h"
#include "tally.h"

#define FL_PAGE_MASK    (~(uint64_t)(FL_PAGE_SIZE - 1))
#define FL_LINE_SHIFT   6             /* reservation set: 64 bytes (Za64rs) */
#define FL_NOTHING_HELD ((uint64_t)1) /* `held`: no fetch block; the next instruction asks for its own */
#define FL_LIKELY(x)    (__builtin_expect(!!(x), 1))
#define FL_UNLIKELY(x)  (__builtin_expect(!!(x), 0))

/* A counter CSR that software can set and stop (Privileged 3.1.10, 3.1.12). */
struct fl_counter {
    uint64_t offset; /* running: value = count + offset */
    uint64_t frozen; /* stopped: the value */
};

enum { FL_HPM_FIRST = 3, FL_HPM_COUNT = 29 }; /* mhpmcounter3 to 31 */

struct fl_hpm {
    uint64_t event; /* enum fl_event */
    struct fl_counter counter;
};

struct fl_csrs {
    uint64_t mstatus, medeleg, mideleg, mie;
    uint64_t software_ip; /* SSIP, STIP and SEIP as software set them (Privileged 3.1.9) */
    uint64_t mtvec, mscratch, mepc, mcause, mtval, mcounteren, mcountinhibit, menvcfg;
    uint64_t stvec, sscratch, sepc, scause, stval, scounteren, senvcfg, satp, stimecmp;
    struct fl_counter mcycle, minstret;
    uint64_t mseccfg; /* PMM; the other fields are the PMP's */
    struct fl_pmp pmp;
};

struct fl_hart {
    uint64_t x[FL_X_SINK + 1];
    uint64_t pc;
    struct fl_tally at; /* up to now; while a decoded block runs, up to its start (execute.c) */
    volatile uint64_t
        deadline; /* no instruction starts at or after this cycle before attend() ran; 0: attend at once */
    struct fl_context context;

    /* What is held of the last fetch: its address, the physical page, and host memory behind that page (NULL: not RAM). It is
     * the fetch block, or, in a page that PMP divides, one parcel. */
    uint64_t held, held_page;
    uint8_t *held_host;
    bool held_whole; /* PMP does not divide the page */

    struct fl_csrs csr;
    bool reserved; /* LR's reservation: the 64-byte set `reservation` */
    uint64_t reservation;

    /* Time. */
    uint64_t limit, event; /* of this run; of the devices */
    bool waiting;          /* in WFI */
    uint64_t waiting_since;
    volatile sig_atomic_t stop;

    /* The part of the accounts that fl_tally does not tell. */
    uint64_t fetch_walk, data_walk, slow_data_memory, fence, trap, idle, traps, interrupts, page_faults;
    uint64_t slow_fetches, slow_accesses;     /* of at.fetches, at.loads + at.stores: those that asked the port */
    uint64_t credited_fetches, credited_data; /* repeated hits that the model's view was told of */
    struct fl_hart_counts *counts;            /* as last shown by fl_hart_counts() */

    struct fl_soft_cache *soft;    /* never NULL */
    struct fl_block_cache *blocks; /* NULL when `fast` is off */

    struct fl_mmu_port port;
    const struct fl_bus *bus;
    struct fl_observer observer;
    struct fl_hart_config config;

    struct fl_hpm hpm[FL_HPM_COUNT]; /* last: nothing hot lies behind it */
};

static inline uint64_t fl_now(const struct fl_hart *hart)
{
    return hart->at.cycle;
}

static inline uint64_t fl_fetch_block_of(const struct fl_hart *hart, uint64_t va)
{
    return va & ~(uint64_t)(hart->config.fetch_block - 1);
}

/* Is the parcel at `va` held? */
static inline bool fl_holds(const struct fl_hart *hart, uint64_t va)
{
    return hart->held == (hart->held_whole ? fl_fetch_block_of(hart, va) : va);
}

/* The RAM page behind `pa` by number, or false. */
static inline bool fl_ram_index(const struct fl_bus *bus, uint64_t pa, uint64_t *index)
{
    *index = (pa - bus->ram_base) >> FL_PAGE_SHIFT;
    return pa - bus->ram_base < bus->ram_size;
}

/* execute.c: run one decoded block, and those it leads to, as far as nothing needs attention; pc and accounts are
 * exact afterwards. */
void fl_execute(struct fl_hart *hart, struct fl_block *block);

/* fetch.c. Each returns false when the instruction trapped instead. */
bool fl_fetch(struct fl_hart *hart, uint64_t va);      /* one fetch block from `va` on */
bool fl_fetch_low(struct fl_hart *hart, uint16_t *p);  /* the first parcel at pc */
void fl_step(struct fl_hart *hart);                    /* one whole instruction */
void fl_step_from(struct fl_hart *hart, uint16_t low); /* its base cycle is charged, its first parcel is known */

/* memory.c, atomic.c, cache_block.c. Each returns false when the access trapped instead; then nothing has changed. */
bool fl_load(struct fl_hart *hart, enum fl_code code, uint64_t va, uint64_t *value);
bool fl_store(struct fl_hart *hart, enum fl_code code, uint64_t va, uint64_t value);
bool fl_atomic(struct fl_hart *hart, const struct fl_op *op);
bool fl_cache_block(struct fl_hart *hart, const struct fl_op *op);

/* One piece of an access, which lies inside a page. */
struct fl_piece {
    uint64_t va, pa;
    unsigned size;
    uint8_t *host; /* NULL: a device */
};
bool fl_reach(struct fl_hart *hart, enum fl_access access, struct fl_piece *piece);
void fl_charge_data(struct fl_hart *hart, unsigned delay, bool store);
void fl_write_ram(struct fl_hart *hart, const struct fl_piece *piece, uint64_t value);

/* trap.c: exceptions, interrupts, returns; the outputs of port->trap are installed. */
void fl_exception(struct fl_hart *hart, enum fl_cause cause, uint64_t tval);
void fl_illegal(struct fl_hart *hart, const struct fl_op *op);
void fl_return(struct fl_hart *hart, enum fl_trap_event event);
bool fl_take_interrupt(struct fl_hart *hart);

/* system.c: the instructions that end a block other than jumps. pc and accounts are those of the instruction. */
void fl_system(struct fl_hart *hart, const struct fl_op *op);
/* The instruction is done; execution goes on at the next one, or `refetch`: with a new fetch there. */
void fl_retire(struct fl_hart *hart, const struct fl_op *op, bool refetch);

/* csr.c */
void fl_csr_instruction(struct fl_hart *hart, const struct fl_op *op);
uint64_t fl_pending(const struct fl_hart *hart); /* mip as it reads now */

/* context.c: rebuild the translation context from the CSRs; true when it changed. */
bool fl_update_context(struct fl_hart *hart);

/* clock.c: the first cycle after now at which stimecmp can make STIP pending, UINT64_MAX when never. */
uint64_t fl_timer_event(const struct fl_hart *hart);
/* Devices, interrupts, waiting; sets the next deadline. False: the run ends with *why. */
bool fl_attend(struct fl_hart *hart, enum fl_stop *why);

/* hart.c: tell the model's view of hits that were answered without asking; before anyone outside can look. */
void fl_credit_hits(struct fl_hart *hart);

#endif
