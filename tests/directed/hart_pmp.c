#include "hart_story.h"
const struct hart_story hart_pmp_stories[] = {{0}};
