/* policy_memory.c - see policy_memory.h. */
#include "policy_memory.h"

#include <string.h>

static bool referenced(void *env, uint32_t page)
{
    struct memory *memory = env;
    bool used = memory->used[page];
    memory->used[page] = false;
    return used;
}

static unsigned use(void *env, uint32_t page)
{
    const struct memory *memory = env;
    return (memory->used[page] ? FL_PAGE_REFERENCED : 0) | (memory->dirty[page] ? FL_PAGE_DIRTY : 0);
}

static uint64_t identity(void *env, uint32_t page)
{
    (void)env;
    return page + 1;
}

void memory_start(struct memory *memory, const struct fl_policy_ops *ops,
                  uint64_t (*next_use)(void *env, uint32_t page))
{
    memset(memory, 0, sizeof(*memory));
    memory->pages = (struct fl_policy_pages){.link = memory->link,
                                             .referenced = referenced,
                                             .use = use,
                                             .identity = identity,
                                             .next_use = next_use,
                                             .env = memory};
    fl_policy_init(&memory->replacer, ops, &memory->pages);
}
