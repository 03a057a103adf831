/* blocks.h - decoded code, kept by physical address.
 *
 * A block is a run of instructions inside one page of RAM, from one entry point to the first instruction that never
 * runs on. Conditional branches leave it on their way. There are two kinds: a *batched* block counts its fetch blocks
 * in its tallies (the page's L1 entry is known to answer); in a *stepped* one an FL_OP_FETCH stands where each further
 * fetch block begins, and asks the MMU. The first fetch block of either kind is the business of whoever enters it.
 *
 * Stores to a page with decoded code void its blocks. Memory of blocks is reused only when everything is given up at
 * once, so a stale link or a block that voids itself stays readable.
 */
#ifndef FAULTLINE_HART_BLOCKS_H
#define FAULTLINE_HART_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode.h"
#include "tally.h"

#define FL_BLOCK_MAX 64 /* instructions */
#define FL_BLOCK_OPS (2 * FL_BLOCK_MAX + 1)
#define FL_NO_KEY    UINT64_MAX

struct fl_block {
    uint64_t key;   /* fl_block_key(), FL_NO_KEY when void */
    uint64_t worst; /* cycles from start to end when every translation hits */
    bool batched;
    struct fl_op *ops;         /* ends with FL_OP_END */
    struct fl_tally *accounts; /* one per operation */
    struct fl_block *next_in_page;
};

struct fl_block_cache;
struct fl_hart;

static inline uint64_t fl_block_key(uint64_t pa, bool batched)
{
    return pa | (batched ? 1 : 0); /* instructions lie at even addresses */
}

/* NULL: out of memory. */
struct fl_block_cache *fl_blocks_new(uint64_t ram_size);
void fl_blocks_free(struct fl_block_cache *cache);

/* The block of this key if it was decoded already and is not void, else NULL. */
struct fl_block *fl_blocks_find(const struct fl_block_cache *cache, uint64_t key);
/* ... and decode it now if need be. `host` is the memory of the page of `pa`. NULL: no whole instruction in this page,
 * or not RAM. */
struct fl_block *fl_blocks_get(struct fl_hart *hart, uint64_t pa, const uint8_t *host, bool batched);

/* Is there decoded code in this RAM page? `page` counts from the start of RAM. */
bool fl_blocks_in_page(const struct fl_block_cache *cache, uint64_t page);
/* Memory of this RAM page changed: its blocks, if there are any, are void, unless they may be stale. */
void fl_code_changed(struct fl_hart *hart, uint64_t page);
/* FENCE.I: blocks that may be stale are void. */
void fl_code_ordered(struct fl_hart *hart);

/* Add to `sum` what an operation spends after its own account was taken: it retires, and its load or store hits. */
void fl_account_access(const struct fl_hart *hart, enum fl_code code, struct fl_tally *sum);

#endif
