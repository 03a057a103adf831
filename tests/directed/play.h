/* play.h - leads an MMU through the directed cases and says where it left them.
 *
 * An MMU is four functions. A new one (another model, an RTL) fills the table and calls directed_play_all.
 */
#ifndef DIRECTED_PLAY_H
#define DIRECTED_PLAY_H

#include "case.h"

struct directed_mmu {
    const char *name;
    const char *layer; /* tell each case's verdict as this layer's (tell.h); NULL: only failures and a sum */
    void *self;
    unsigned offers; /* enum directed_need bits; cases that need more are left out, and counted */
    bool remembers;  /* may answer from a PTE not fenced since it changed, and with fewer reads; false: must be exact */
    void (*reset)(void *self);
    void (*translate)(void *self, const struct fl_request *request, const struct fl_pte_mem *mem,
                      struct fl_response *response);
    void (*fence)(void *self, const struct fl_fence *fence);
    /* For an MMU that watches memory; may be NULL. Told after reset() of every store, before the bytes change. */
    void (*stored)(void *self, uint64_t address, uint64_t value, unsigned size);
    /* For one that remembers nothing: is this translation global, once it is made? */
    bool (*is_global)(void *self, const struct fl_request *request, const struct fl_pte_mem *mem);
    bool (*agrees)(void *self); /* at the end of a case; false fails it. May be NULL */
};

/* The player's memory: that of case.h, and the device's page. Where in it are these bytes? -1: nowhere. */
#define DIRECTED_MEMORY (MEM_END - MEM_BASE + FL_PAGE_SIZE)
long directed_place(uint64_t address, unsigned size);

/* Play every case; one line per failure and one at the end, on stdout. Returns the number of failed cases,
 * or -1 when no case could be played at all. */
int directed_play_all(const struct directed_mmu *mmu);

/* The same for the trap cases, those of RV32 where Sv32 is offered; `trap` is fl_trap or a device's trap unit, and gets mmu->self. */
int directed_play_traps(const struct directed_mmu *mmu,
                        void (*trap)(void *self, const struct fl_trap_in *, struct fl_trap_out *));

#endif
