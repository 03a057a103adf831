#include "lockstep/pte_view.h"

#include <stddef.h>

static unsigned live_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct fl_pte_view *view = self;
    unsigned delay = view->memory->read(view->memory->self, address, size, value, error);
    if (!*error) {
        view->read_seen(view->seen_self, address, value);
    }
    return delay;
}

static unsigned live_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                          bool *error)
{
    struct fl_pte_view *view = self;
    unsigned delay = view->memory->compare_and_swap(view->memory->self, address, size, expected, desired, won, error);
    if (*error || !*won) {
        return delay;
    }
    view->read_seen(view->seen_self, address, &desired); /* what the walker remembers from now on */
    if (view->undo_count == FL_VIEW_WRITES) {
        view->overflow = true;
        return delay;
    }
    view->undo[view->undo_count++] = (struct fl_view_word){address, expected};
    return delay;
}

/* The oldest record of a word is what it held when the request began. */
static unsigned before_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    const struct fl_pte_view *view = self;
    unsigned delay = view->quiet->read(view->quiet->self, address, size, value, error);
    for (unsigned i = 0; i < view->undo_count && !*error; i++) {
        if (view->undo[i].address == address) {
            *value = view->undo[i].value;
            break;
        }
    }
    if (!*error) {
        view->read_seen(view->seen_self, address, NULL);
    }
    return delay;
}

/* The architecture's walk is asked without updates, so nothing may come here. */
static unsigned before_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                            bool *error)
{
    uint64_t value;
    unsigned delay = before_read(self, address, size, &value, error);
    (void)desired;
    *won = !*error && value == expected;
    return delay;
}

static struct fl_view_word *own_word(struct fl_pte_view *view, uint64_t address)
{
    for (unsigned i = 0; i < view->own_count; i++) {
        if (view->own[i].address == address) {
            return &view->own[i];
        }
    }
    return NULL;
}

static unsigned past_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct fl_pte_view *view = self;
    unsigned delay = before_read(view, address, size, value, error);
    const struct fl_view_word *own = own_word(view, address);
    if (own && !*error) {
        *value = own->value;
    }
    return delay;
}

/* Memory answers a compare-and-swap in the time of a read (docs/microarchitecture.md 5: both take M). */
static unsigned past_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired, bool *won,
                          bool *error)
{
    struct fl_pte_view *view = self;
    uint64_t value;
    unsigned delay = past_read(view, address, size, &value, error);
    *won = !*error && value == expected;
    if (!*won) {
        return delay;
    }
    struct fl_view_word *own = own_word(view, address);
    if (!own && view->own_count == FL_VIEW_WRITES) {
        view->overflow = true;
        return delay;
    }
    if (!own) {
        own = &view->own[view->own_count++];
    }
    *own = (struct fl_view_word){address, desired};
    return delay;
}

void fl_pte_view_init(struct fl_pte_view *view, const struct fl_pte_mem *memory, const struct fl_pte_mem *quiet,
                      void (*read_seen)(void *self, uint64_t address, const uint64_t *walked), void *seen_self)
{
    *view = (struct fl_pte_view){.memory = memory, .quiet = quiet, .read_seen = read_seen, .seen_self = seen_self};
    view->live = (struct fl_pte_mem){view, live_read, live_swap};
    view->past = (struct fl_pte_mem){view, past_read, past_swap};
    view->before = (struct fl_pte_mem){view, before_read, before_swap};
}
