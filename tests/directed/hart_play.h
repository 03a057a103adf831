/* hart_play.h - leads a hart through the stories and says where it left them. */
#ifndef DIRECTED_HART_PLAY_H
#define DIRECTED_HART_PLAY_H

#include "hart_stage.h"

/* One line on stdout for the first thing that went otherwise. False: the story failed. */
bool hart_play(struct hart_engine *engine, const struct hart_story *story);

#endif
