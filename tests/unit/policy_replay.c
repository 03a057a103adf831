/* policy_replay.c - memory as a policy sees it: pages with reference and dirty bits, and a future that is known. */
#include "policy_replay.h"

#include <string.h>

struct memory {
    const struct replay *replay;
    size_t position; /* of the use under way */
    struct fl_policy_link link[REPLAY_PAGES];
    bool resident[REPLAY_PAGES], used[REPLAY_PAGES], dirty[REPLAY_PAGES];
    struct fl_policy_pages pages;
    struct fl_replacer replacer;
};

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

static uint64_t next_use(void *env, uint32_t page)
{
    const struct memory *memory = env;
    for (size_t at = memory->position + 1; at < memory->replay->length; at++)
        if (memory->replay->trace[at] == page)
            return at;
    return FL_NEVER;
}

static void start(struct memory *memory, const struct replay *replay, const struct fl_policy_ops *ops)
{
    memset(memory, 0, sizeof(*memory));
    memory->replay = replay;
    memory->pages = (struct fl_policy_pages){.link = memory->link,
                                             .referenced = referenced,
                                             .use = use,
                                             .identity = identity,
                                             .next_use = next_use,
                                             .env = memory};
    fl_policy_init(&memory->replacer, ops, &memory->pages);
    memory->replacer.parameters = replay->parameters;
}

static void push_out(struct memory *memory, struct replay *replay, uint32_t page)
{
    replay->writebacks += memory->dirty[page];
    memory->resident[page] = memory->dirty[page] = memory->used[page] = false;
}

static void refer(struct memory *memory, struct replay *replay, uint32_t page)
{
    struct fl_replacer *replacer = &memory->replacer;
    if (memory->resident[page]) {
        memory->used[page] = true;
        replacer->ops->accessed(replacer, page);
    } else {
        replay->faults++;
        if (replacer->count == replay->frames)
            push_out(memory, replay, replacer->ops->victim(replacer));
        memory->resident[page] = true;
        memory->used[page] = !replay->clear_on_load;
        replacer->ops->insert(replacer, page);
    }
    if (replacer->count > replay->most_resident)
        replay->most_resident = replacer->count;
    for (uint32_t gone; replacer->ops->surplus && (gone = replacer->ops->surplus(replacer)) != FL_NO_PAGE;)
        push_out(memory, replay, gone);
}

void replay_run(struct replay *replay, const struct fl_policy_ops *ops)
{
    struct memory memory;
    start(&memory, replay, ops);
    replay->faults = replay->writebacks = replay->most_resident = 0;
    for (memory.position = 0; memory.position < replay->length; memory.position++) {
        uint32_t page = replay->trace[memory.position];
        refer(&memory, replay, page);
        memory.dirty[page] |= replay->writes && replay->writes[memory.position];
        if (replay->tick_each && (memory.position + 1) % replay->tick_each == 0)
            ops->tick(&memory.replacer);
    }
}

unsigned replay_digits(const char *digits, const struct fl_policy_ops *ops, unsigned frames)
{
    unsigned char trace[REPLAY_PAGES];
    size_t length = strlen(digits);
    for (size_t i = 0; i < length; i++)
        trace[i] = (unsigned char)(digits[i] - '0');
    struct replay replay = {.trace = trace, .length = length, .frames = frames, .parameters = FL_POLICY_DEFAULTS};
    replay_run(&replay, ops);
    return replay.faults;
}
