/* policy_replay.c - pages come in and leave as the string and the policy say, and the future is known. */
#include "policy_replay.h"

#include <string.h>

#include "policy_memory.h"

struct player {
    struct memory memory; /* first: a policy's env is a player too */
    const struct replay *replay;
    size_t position; /* of the use under way */
    bool resident[MEMORY_PAGES];
};

static uint64_t next_use(void *env, uint32_t page)
{
    const struct player *player = env;
    for (size_t at = player->position + 1; at < player->replay->length; at++)
        if (player->replay->trace[at] == page)
            return at;
    return FL_NEVER;
}

static void push_out(struct player *player, struct replay *replay, uint32_t page)
{
    replay->writebacks += player->memory.dirty[page];
    player->resident[page] = player->memory.dirty[page] = player->memory.used[page] = false;
}

static void refer(struct player *player, struct replay *replay, uint32_t page)
{
    struct fl_replacer *replacer = &player->memory.replacer;
    if (player->resident[page]) {
        player->memory.used[page] = true;
        replacer->ops->accessed(replacer, page);
    } else {
        replay->faults++;
        if (replacer->count == replay->frames)
            push_out(player, replay, replacer->ops->victim(replacer));
        player->resident[page] = true;
        player->memory.used[page] = !replay->clear_on_load;
        replacer->ops->insert(replacer, page);
    }
    if (replacer->count > replay->most_resident)
        replay->most_resident = replacer->count;
    for (uint32_t gone; replacer->ops->surplus && (gone = replacer->ops->surplus(replacer)) != FL_NO_PAGE;)
        push_out(player, replay, gone);
}

void replay_run(struct replay *replay, const struct fl_policy_ops *ops)
{
    struct player player = {.replay = replay};
    memory_start(&player.memory, ops, next_use);
    player.memory.replacer.parameters = replay->parameters;
    replay->faults = replay->writebacks = replay->most_resident = 0;
    for (player.position = 0; player.position < replay->length; player.position++) {
        uint32_t page = replay->trace[player.position];
        refer(&player, replay, page);
        player.memory.dirty[page] |= replay->writes && replay->writes[player.position];
        if (replay->tick_each && (player.position + 1) % replay->tick_each == 0)
            ops->tick(&player.memory.replacer);
    }
}

unsigned replay_digits(const char *digits, const struct fl_policy_ops *ops, unsigned frames)
{
    unsigned char trace[MEMORY_PAGES];
    size_t length = strlen(digits);
    for (size_t i = 0; i < length; i++)
        trace[i] = (unsigned char)(digits[i] - '0');
    struct replay replay = {.trace = trace, .length = length, .frames = frames, .parameters = FL_POLICY_DEFAULTS};
    replay_run(&replay, ops);
    return replay.faults;
}
