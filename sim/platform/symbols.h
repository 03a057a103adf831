/* symbols.h - function names of a loaded program, by address. */
#ifndef FAULTLINE_PLATFORM_SYMBOLS_H
#define FAULTLINE_PLATFORM_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fl_symbol {
    uint64_t address;
    uint64_t limit; /* end of its section: code beyond belongs to nobody */
    char *name;     /* owned */
};

struct fl_symbols {
    struct fl_symbol *symbol;
    size_t count, room;
};

/* False: out of memory. */
bool fl_symbols_add(struct fl_symbols *symbols, uint64_t address, uint64_t limit, const char *name);
/* To be called once after the last add, before the first find. */
void fl_symbols_sort(struct fl_symbols *symbols);
/* The last function at or below `address`, NULL when there is none; of several names at one address the first in the
 * alphabet. */
const char *fl_symbols_find(const struct fl_symbols *symbols, uint64_t address, uint64_t *offset);
void fl_symbols_free(struct fl_symbols *symbols);

#endif
