#include "hart_story.h"
const struct hart_story hart_trap_stories[] = {{0}};
