/* symbols.c - a sorted array and a binary search. */
#include "platform/symbols.h"

#include <stdlib.h>
#include <string.h>

bool fl_symbols_add(struct fl_symbols *symbols, uint64_t address, uint64_t limit, const char *name)
{
    if (symbols->count == symbols->room) {
        size_t room = symbols->room ? 2 * symbols->room : 256;
        struct fl_symbol *symbol = realloc(symbols->symbol, room * sizeof *symbol);
        if (!symbol)
            return false;
        symbols->symbol = symbol;
        symbols->room = room;
    }
    char *copy = strdup(name);
    if (!copy)
        return false;
    symbols->symbol[symbols->count++] = (struct fl_symbol){.address = address, .limit = limit, .name = copy};
    return true;
}

static int by_address(const void *left, const void *right)
{
    const struct fl_symbol *a = left, *b = right;
    if (a->address != b->address)
        return a->address < b->address ? -1 : 1;
    return strcmp(b->name, a->name); /* the search stops at the last of equals */
}

void fl_symbols_sort(struct fl_symbols *symbols)
{
    if (symbols->count)
        qsort(symbols->symbol, symbols->count, sizeof *symbols->symbol, by_address);
}

const char *fl_symbols_find(const struct fl_symbols *symbols, uint64_t address, uint64_t *offset)
{
    size_t low = 0, high = symbols->count; /* the answer is symbol[low - 1] when low meets high */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (symbols->symbol[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || address >= symbols->symbol[low - 1].limit)
        return NULL;
    if (offset)
        *offset = address - symbols->symbol[low - 1].address;
    return symbols->symbol[low - 1].name;
}

void fl_symbols_free(struct fl_symbols *symbols)
{
    for (size_t i = 0; i < symbols->count; i++)
        free(symbols->symbol[i].name);
    free(symbols->symbol);
    *symbols = (struct fl_symbols){0};
}
