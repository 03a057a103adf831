/* hart_stories.c - the lists of stories, in the order they are played. */
#include "hart_story.h"

const struct hart_story *const hart_story_lists[] = {
    hart_translation_stories, hart_access_stories, hart_cache_stories,
    hart_satp_stories,        hart_fence_stories,  hart_pmp_stories,
    hart_privilege_stories,   hart_trap_stories,   NULL,
};
