/* legal_port.h - a stranger's MMU in lockstep with the architecture: stands between the hart and any engine, and judges each answer.
 *
 * The MMU goes its own way: its TLBs, victims, walks and cycles are its own. Its answers are judged (legal.h), and its trap unit is
 * compared with the manual's. Nothing stops at an illegal answer; the caller looks at `found` and decides.
 */
#ifndef FAULTLINE_LEGAL_PORT_H
#define FAULTLINE_LEGAL_PORT_H

#include "hart/hart.h"
#include "lockstep/legal.h"

struct fl_legal_port {
    struct fl_mmu_port outer_port; /* for the hart */
    struct fl_pte_mem outer_mem;   /* for the engine: the machine's memory, its reads and updates seen */
    const struct fl_mmu_port *port;
    const struct fl_pte_mem *mem;
    struct fl_legal *legal;
    uint64_t now;
    uint64_t count[FL_UNDECIDED + 1]; /* of answers, by enum fl_legality */
    struct fl_verdict last;           /* on the latest answer */
    uint64_t traps, wrong_traps;
    /* The first illegal answer; the context of its request is a copy, of which the PMP is gone. */
    bool found;
    uint64_t found_at;
    struct fl_request request;
    struct fl_context context;
    struct fl_response response;
    struct fl_verdict verdict;
};

/* `mem`: the machine's memory as the walker reaches it; `quiet`: the same for reads that nobody sees. All borrowed, and the struct
 * must stay where it is. Stores of others are told by fl_legal_will_store(port->legal, ...) before they happen.
 * False: out of memory. */
bool fl_legal_port_init(struct fl_legal_port *port, const struct fl_pte_mem *mem, const struct fl_pte_mem *quiet,
                        uint64_t ram_base, uint64_t ram_size);
/* The engine exists only after outer_mem does, so it is named second. */
void fl_legal_port_attach(struct fl_legal_port *port, const struct fl_mmu_port *engine);
void fl_legal_port_free(struct fl_legal_port *port);

#endif
