/* plan.h - what machine is asked for: options and configuration together, before anything is built.
 */
#ifndef FAULTLINE_PLAN_H
#define FAULTLINE_PLAN_H

#include "cli/config.h"
#include "faultline/uarch.h"

enum fl_engine_kind { FL_ENGINE_LOCKSTEP, FL_ENGINE_RTL, FL_ENGINE_MODEL };

/* What to build, besides the configuration. Strings are borrowed; NULL where there is none. */
struct fl_machine_plan {
    const struct fl_config *config;
    enum fl_engine_kind engine;
    bool legal;      /* what the RTL does is held to the architecture alone; engine is FL_ENGINE_RTL */
    const char *dut; /* plug-in instead of our RTL, likewise */
    const char *image, *kernel, *initrd, *disk, *append;
    const char *input;            /* file of bytes for the console */
    bool raw;                     /* image is no ELF */
    bool private_disk;            /* writes never reach the image, whatever disk.writable says */
    unsigned rtl_bug, model_bug;  /* seeded bugs, 0: none */
    struct fl_uarch_config sizes; /* of the MMU; fl_plan_resolve fills them in */
};

/* Resolve what the configuration leaves to mmu.size. False, and one line in `error` that names keys and values, when options and values
 * do not go together. */
bool fl_plan_resolve(struct fl_machine_plan *plan, char *error, size_t error_size);
/* After that: would the RTL do the same as the model? Waves show the RTL. False: one line in `error`. */
bool fl_plan_is_built(const struct fl_machine_plan *plan, char *error, size_t error_size);

#endif
