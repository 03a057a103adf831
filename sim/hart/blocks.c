/* blocks.c - decoding runs of instructions, and finding and voiding them again. */
#include "blocks.h"

#include <stdlib.h>
#include <string.h>

#include "state.h"

enum { HASH_SIZE = 1 << 15, POOL_BLOCKS = 1 << 15, POOL_OPS = 1 << 18 };

struct page_code {
    struct fl_block *first; /* of the page's blocks, NULL: none */
};

struct fl_block_cache {
    struct fl_block *hash[HASH_SIZE];
    struct page_code *code; /* by RAM page */
    uint64_t pages;
    struct fl_block *blocks;
    struct fl_op *ops;
    struct fl_tally *accounts;
    unsigned used_blocks, used_ops;
};

static unsigned hash_of(uint64_t key)
{
    return (unsigned)(key >> 1 ^ key >> 13 ^ key << 14) & (HASH_SIZE - 1);
}

struct fl_block_cache *fl_blocks_new(uint64_t ram_size)
{
    struct fl_block_cache *cache = calloc(1, sizeof *cache);
    if (!cache)
        return NULL;
    cache->pages = ram_size >> FL_PAGE_SHIFT;
    cache->code = calloc(cache->pages + 1, sizeof *cache->code);
    cache->blocks = calloc(POOL_BLOCKS, sizeof *cache->blocks);
    cache->ops = calloc(POOL_OPS, sizeof *cache->ops);
    cache->accounts = calloc(POOL_OPS, sizeof *cache->accounts);
    if (cache->code && cache->blocks && cache->ops && cache->accounts)
        return cache;
    fl_blocks_free(cache);
    return NULL;
}

void fl_blocks_free(struct fl_block_cache *cache)
{
    if (!cache)
        return;
    free(cache->code);
    free(cache->blocks);
    free(cache->ops);
    free(cache->accounts);
    free(cache);
}

static void give_up_all(struct fl_block_cache *cache)
{
    memset(cache->hash, 0, sizeof cache->hash);
    memset(cache->code, 0, cache->pages * sizeof *cache->code);
    cache->used_blocks = cache->used_ops = 0;
}

struct fl_block *fl_blocks_find(const struct fl_block_cache *cache, uint64_t key)
{
    struct fl_block *block = cache->hash[hash_of(key)];
    return block && block->key == key ? block : NULL;
}

bool fl_blocks_in_page(const struct fl_block_cache *cache, uint64_t page)
{
    return cache->code[page].first != NULL;
}

static void void_page(struct fl_block_cache *cache, uint64_t page)
{
    for (struct fl_block *block = cache->code[page].first; block; block = block->next_in_page) {
        if (cache->hash[hash_of(block->key)] == block)
            cache->hash[hash_of(block->key)] = NULL;
        block->key = FL_NO_KEY;
    }
    cache->code[page].first = NULL;
}

void fl_code_changed(struct fl_hart *hart, uint64_t page)
{
    if (hart->blocks && !hart->config.stale_code && fl_blocks_in_page(hart->blocks, page))
        void_page(hart->blocks, page);
}

void fl_code_ordered(struct fl_hart *hart)
{
    if (hart->config.stale_code)
        give_up_all(hart->blocks);
}

/* Does the instruction at `offset` need a further fetch block, and where does that begin? */
static bool further_fetch(unsigned fetch_block, unsigned offset, unsigned length, bool first, unsigned *where)
{
    bool spans = length == 4 && (offset + 2) % fetch_block == 0;
    *where = spans ? offset + 2 : offset;
    return spans || (!first && offset % fetch_block == 0);
}

void fl_account_access(const struct fl_hart *hart, enum fl_code code, struct fl_tally *sum)
{
    unsigned load = fl_load_size(code) != 0, store = fl_store_size(code) != 0;
    sum->retired++;
    sum->loads += load;
    sum->stores += store;
    sum->cycle += (load + store) * hart->bus->ram_delay;
}

struct writer {
    const struct fl_hart *hart;
    struct fl_block *block;
    unsigned count;
    struct fl_tally sum;
};

static void put(struct writer *writer, const struct fl_op *op)
{
    writer->block->ops[writer->count] = *op;
    writer->block->accounts[writer->count] = writer->sum;
    writer->count++;
}

static void put_instruction(struct writer *writer, const struct fl_op *op)
{
    const struct fl_hart *hart = writer->hart;
    unsigned where;
    writer->sum.begun++;
    writer->sum.cycle++;
    if (further_fetch(hart->config.fetch_block, op->offset, op->length, writer->count == 0, &where)) {
        if (!writer->block->batched) {
            struct fl_op fetch = *op;
            fetch.code = FL_OP_FETCH;
            fetch.imm = (int32_t)where;
            put(writer, &fetch);
        }
        writer->sum.fetches++;
        writer->sum.cycle += hart->bus->fetch_delay;
    }
    put(writer, op);
    fl_account_access(hart, (enum fl_code)op->code, &writer->sum);
}

/* The instruction at `offset` of a page; false when it is not all in this page. */
static bool read_instruction(const uint8_t *host, unsigned offset, struct fl_op *op)
{
    uint16_t low, high = 0;
    memcpy(&low, host + offset, 2);
    if (!fl_is_compressed(low)) {
        if (offset + 4 > FL_PAGE_SIZE)
            return false;
        memcpy(&high, host + offset + 2, 2);
    }
    fl_decode((uint32_t)high << 16 | low, op);
    op->offset = (uint16_t)offset;
    return true;
}

static void decode_run(struct writer *writer, const uint8_t *host, unsigned offset)
{
    struct fl_op op;
    unsigned instructions = 0;
    do {
        if (offset >= FL_PAGE_SIZE || !read_instruction(host, offset, &op))
            break;
        put_instruction(writer, &op);
        offset += op.length;
    } while (++instructions < FL_BLOCK_MAX && !fl_ends_block((enum fl_code)op.code));
    if (instructions == 0)
        return;
    writer->block->worst = writer->sum.cycle;
    put(writer, &(struct fl_op){.code = FL_OP_END, .offset = (uint16_t)offset});
}

static void publish(struct fl_hart *hart, struct fl_block *block, uint64_t page)
{
    struct fl_block_cache *cache = hart->blocks;
    if (!cache->code[page].first)
        fl_soft_forget_stores(hart->soft, hart->bus->ram_base + (page << FL_PAGE_SHIFT));
    block->next_in_page = cache->code[page].first;
    cache->code[page].first = block;
    cache->hash[hash_of(block->key)] = block;
}

struct fl_block *fl_blocks_get(struct fl_hart *hart, uint64_t pa, const uint8_t *host, bool batched)
{
    struct fl_block_cache *cache = hart->blocks;
    uint64_t key = fl_block_key(pa, batched), page;
    struct fl_block *block = fl_blocks_find(cache, key);
    if (block || !fl_ram_index(hart->bus, pa, &page))
        return block;
    if (cache->used_blocks == POOL_BLOCKS || cache->used_ops + FL_BLOCK_OPS > POOL_OPS)
        give_up_all(cache);
    block = &cache->blocks[cache->used_blocks];
    *block = (struct fl_block){.key = key,
                               .batched = batched,
                               .ops = cache->ops + cache->used_ops,
                               .accounts = cache->accounts + cache->used_ops};
    struct writer writer = {.hart = hart, .block = block};
    decode_run(&writer, host, (unsigned)(pa & (FL_PAGE_SIZE - 1)));
    if (writer.count == 0)
        return NULL;
    cache->used_blocks++;
    cache->used_ops += writer.count;
    publish(hart, block, page);
    return block;
}
