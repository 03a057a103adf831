/* soft.h - host pointers of pages whose L1 hit may be repeated without asking the MMU (port.repeatable).
 *
 * One small direct-mapped table per kind of access and per translation context. A slot names the L1 entry that
 * answered and the generation it had; while the model's generation of that entry is the same, the model would answer
 * the same again, and a touch stands for the lookup.
 */
#ifndef FAULTLINE_HART_SOFT_H
#define FAULTLINE_HART_SOFT_H

#include "faultline/types.h"
#include "faultline/uarch.h"

#define FL_SOFT_SLOTS    512 /* per table, a power of two */
#define FL_SOFT_CONTEXTS 16
#define FL_SOFT_NO_TAG   UINT64_MAX /* equals no page-aligned address */

struct fl_soft_slot {
    uint64_t tag;  /* page-aligned va */
    uint8_t *host; /* of the page */
    uint64_t page; /* physical address of the page */
    uint32_t generation, entry;
};

struct fl_soft_tables {
    struct fl_context context;
    bool used;
    struct fl_soft_slot load[FL_SOFT_SLOTS], store[FL_SOFT_SLOTS], fetch[FL_SOFT_SLOTS];
};

struct fl_soft_cache {
    bool repeat; /* false: the tables stay empty */
    struct fl_uarch_view view[FL_PORT_COUNT];
    struct fl_soft_tables *now; /* the tables of the hart's context */
    unsigned next;              /* context to give up next */
    struct fl_soft_tables context[FL_SOFT_CONTEXTS];
};

static inline struct fl_soft_slot *fl_soft_slot(struct fl_soft_slot *table, uint64_t va)
{
    return &table[va >> FL_PAGE_SHIFT & (FL_SOFT_SLOTS - 1)];
}

/* Does this slot still stand for the page at `va`? */
static inline bool fl_soft_holds(const struct fl_soft_slot *slot, const struct fl_uarch_view *view, uint64_t va)
{
    return slot->tag == (va & ~(uint64_t)(FL_PAGE_SIZE - 1)) && view->generation[slot->entry] == slot->generation;
}

/* Do they translate alike? */
bool fl_same_context(const struct fl_context *a, const struct fl_context *b);

/* `uarch` NULL: nothing may be repeated. Returns NULL when out of memory. */
struct fl_soft_cache *fl_soft_new(struct fl_uarch *uarch);
void fl_soft_free(struct fl_soft_cache *soft);
/* Forget everything: PMP changed. */
void fl_soft_clear(struct fl_soft_cache *soft);
/* Make `now` the tables of this context. */
void fl_soft_switch(struct fl_soft_cache *soft, const struct fl_context *context);
/* Stores to this physical page must be seen from now on. */
void fl_soft_forget_stores(struct fl_soft_cache *soft, uint64_t page);

#endif
