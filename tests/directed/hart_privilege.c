#include "hart_story.h"
const struct hart_story hart_privilege_stories[] = {{0}};
