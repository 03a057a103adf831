/* listen.h - the machine's ears: what hart, platform and engine tell is passed on to the instruments that hang on the machine. */
#ifndef FAULTLINE_LISTEN_H
#define FAULTLINE_LISTEN_H

#include "cli/machine.h"

/* Fill machine->observer and machine->platform_observer, and let the bus report stores to page tables. */
void fl_listen_to_hart(struct fl_machine *machine);
void fl_listen_to_platform(struct fl_machine *machine);

/* The engine's calls; `self` is the machine. */
void fl_listen_before(void *self, uint64_t now);
void fl_listen_diverged(void *self);

/* The engine's port, with fences told to the history. */
struct fl_mmu_port fl_listen_port(struct fl_machine *machine);

#endif
