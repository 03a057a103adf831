/* Depth 3: where the answer came from: bare, an L1 entry, or a walk; which entry; on a walk, which victim was refilled. */
#include "lockstep/compare.h"

bool fl_same_path(const struct fl_response *model, const struct fl_response *rtl, struct fl_difference *difference)
{
    const enum fl_depth depth = FL_DEPTH_PATH;
    return fl_same_field(difference, depth, "path", 0, model->path, rtl->path) &&
           fl_same_field(difference, depth, "level", 0, model->level, rtl->level) &&
           fl_same_field(difference, depth, model->path == FL_PATH_WALK ? "victim" : "entry", 0, model->entry,
                         rtl->entry);
}
