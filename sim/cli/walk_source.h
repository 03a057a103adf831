/* walk_source.h - where `faultline walk` finds page tables: in an ELF as loaded, or in the end state of a run. */
#ifndef FAULTLINE_WALK_SOURCE_H
#define FAULTLINE_WALK_SOURCE_H

#include "cli/end_state.h"
#include "platform/platform.h"

struct fl_walk_source {
    struct fl_context context; /* as the run ended; S-mode, Bare for an ELF */
    struct fl_pte_mem mem;     /* read-only */
    struct fl_platform *platform;
    struct fl_end_state state;
};

/* Exactly one of `image` and `folder`. False and one line in `error` when it cannot be read. */
bool fl_walk_source_open(struct fl_walk_source *source, const char *image, const char *folder, char *error,
                         size_t error_size);
void fl_walk_source_close(struct fl_walk_source *source);

#endif
