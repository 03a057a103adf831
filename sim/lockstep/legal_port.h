/* legal_port.h - a stranger's MMU under a program: stands between the hart and the engine, and holds each answer, each read and update of
 * its walker, and each trap of its trap unit to the architecture.
 *
 * The MMU goes its own way: its TLBs, victims, walks and cycles are its own. The first thing that is illegal is kept, and told; who is told
 * decides what becomes of the run.
 */
#ifndef FAULTLINE_LEGAL_PORT_H
#define FAULTLINE_LEGAL_PORT_H

#include "hart/hart.h"
#include "lockstep/legal_walker.h"

/* All borrowed. */
struct fl_legal_config {
    const struct fl_dut_claims *claims;
    const struct fl_pte_mem *mem,
        *quiet; /* the machine's memory as the walker reaches it; for reads that nobody sees */
    uint64_t ram_base, ram_size;
    struct fl_dut *dut; /* asked for complaints, and whether it has a trap unit; NULL: no complaints, and it has */
    void *self;         /* handed to found */
    void (*found)(void *self); /* something is illegal; may be NULL */
};

struct fl_legal_port {
    struct fl_mmu_port outer_port; /* for the hart */
    struct fl_pte_mem outer_mem;   /* for the engine: the machine's memory, its reads and updates seen */
    const struct fl_mmu_port *port;
    struct fl_legal_config config;
    struct fl_legal *legal;
    struct fl_pmp_past pmp;
    struct fl_legal_walker walker;
    struct fl_under_way under_way[FL_PORT_COUNT];
    uint64_t now;
    uint64_t count[FL_UNDECIDED + 1]; /* of answers, by enum fl_legality */
    bool trap_unit;                   /* it has one of its own */
    uint64_t fences, traps;
    struct fl_verdict last;          /* on the latest answer */
    char first_stale[320];           /* the first verdict of this kind, in words; "" before */
    struct fl_legal_finding finding; /* the first thing that is illegal; its fault is FL_LEGAL_SO_FAR before */
};

/* The struct must stay where it is. Stores of others than the walker are told by fl_legal_will_store(port->legal, ...) before they happen.
 * False: out of memory. */
bool fl_legal_port_init(struct fl_legal_port *port, const struct fl_legal_config *config);
/* The engine exists only after outer_mem does, so it is named second. */
void fl_legal_port_attach(struct fl_legal_port *port, const struct fl_mmu_port *engine);
void fl_legal_port_free(struct fl_legal_port *port);

#endif
