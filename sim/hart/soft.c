/* soft.c - tables of repeatable hits: choosing and forgetting them. */
#include "soft.h"

#include <stdlib.h>

static void clear_table(struct fl_soft_slot *table)
{
    for (unsigned i = 0; i < FL_SOFT_SLOTS; i++)
        table[i] = (struct fl_soft_slot){.tag = FL_SOFT_NO_TAG};
}

static void clear_tables(struct fl_soft_tables *tables)
{
    clear_table(tables->load);
    clear_table(tables->store);
    clear_table(tables->fetch);
}

struct fl_soft_cache *fl_soft_new(struct fl_uarch *uarch)
{
    struct fl_soft_cache *soft = calloc(1, sizeof *soft);
    if (!soft)
        return NULL;
    soft->repeat = uarch != NULL;
    for (int port = 0; uarch && port < FL_PORT_COUNT; port++)
        fl_uarch_view(uarch, (enum fl_port)port, &soft->view[port]);
    fl_soft_clear(soft);
    return soft;
}

void fl_soft_free(struct fl_soft_cache *soft)
{
    free(soft);
}

void fl_soft_clear(struct fl_soft_cache *soft)
{
    for (unsigned i = 0; i < FL_SOFT_CONTEXTS; i++) {
        soft->context[i].used = false;
        clear_tables(&soft->context[i]);
    }
    soft->now = &soft->context[0];
}

void fl_soft_switch(struct fl_soft_cache *soft, const struct fl_context *context)
{
    if (soft->now->used && fl_same_context(&soft->now->context, context))
        return;
    for (unsigned i = 0; i < FL_SOFT_CONTEXTS; i++)
        if (soft->context[i].used && fl_same_context(&soft->context[i].context, context)) {
            soft->now = &soft->context[i];
            return;
        }
    soft->now = &soft->context[soft->next];
    soft->next = (soft->next + 1) % FL_SOFT_CONTEXTS;
    clear_tables(soft->now);
    soft->now->context = *context;
    soft->now->used = true;
}

void fl_soft_forget_stores(struct fl_soft_cache *soft, uint64_t page)
{
    for (unsigned i = 0; i < FL_SOFT_CONTEXTS; i++)
        for (unsigned k = 0; k < FL_SOFT_SLOTS; k++)
            if (soft->context[i].store[k].page == page)
                soft->context[i].store[k].tag = FL_SOFT_NO_TAG;
}
