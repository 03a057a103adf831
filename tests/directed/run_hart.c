/* run_hart.c - the stories about a hart: behind the golden model, asked each time and remembered, and in lockstep with the RTL. */
#include <stdio.h>
#include <stdlib.h>

#include "hart_play.h"
#include "tell.h"

static int play_all(struct hart_engine *engine, bool tells)
{
    const char *layer = !tells ? NULL : engine->rtl ? "lockstep" : "hart";
    int played = 0, failed = 0;
    for (const struct hart_story *const *list = hart_story_lists; *list; list++) {
        for (const struct hart_story *story = *list; story->number; story++, played++) {
            bool passed = hart_play(engine, story);
            directed_tell(layer, story->number, passed ? "passed" : "failed", story->title);
            failed += !passed;
        }
    }
    printf("%s: %d stories played, %d failed\n", engine->name, played, failed);
    return played ? failed : -1;
}

/* Any argument: say each case's verdict. */
int main(int argc, char **argv)
{
    static struct hart_engine engines[] = {
        {.name = "hart on the model"},
        {.name = "hart on the model, remembering hits", .fast = true},
        {.name = "hart in lockstep, tiny", .rtl = "tiny"},
        {.name = "hart in lockstep, default, with decoded blocks", .rtl = "default", .fast = true},
        {.name = "hart in lockstep, large", .rtl = "large"},
    };
    int bad = 0;

    (void)argv;
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        if (!hart_engine_open(&engines[i])) {
            printf("%s: cannot be built\n", engines[i].name);
            return EXIT_FAILURE;
        }
        bad |= play_all(&engines[i], argc > 1);
        hart_engine_close(&engines[i]);
    }
    return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
