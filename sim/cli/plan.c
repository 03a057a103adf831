#include "cli/plan.h"

#include <string.h>

#include "dut/dut.h"

static bool is_on(const struct fl_config *config, enum fl_key key)
{
    return fl_config_number(config, key) != 0;
}

static bool same_sizes(const struct fl_uarch_config *a, const struct fl_uarch_config *b)
{
    return a->itlb_entries == b->itlb_entries && a->dtlb_entries == b->dtlb_entries && a->l2_sets == b->l2_sets &&
           (a->l2_sets == 0 || a->l2_ways == b->l2_ways) && a->super_entries == b->super_entries &&
           a->walk_entries == b->walk_entries;
}

/* Is the MMU told which parts of the physical address space can do what? */
static bool knows_board(const struct fl_config *config)
{
    return strcmp(fl_config_text(config, FL_KEY_PMA), "virt") == 0;
}

/* The size of somebody's own MMU is not ours to say. */
static bool asks_for_size(const struct fl_config *config)
{
    static const enum fl_key keys[] = {FL_KEY_MMU_SIZE, FL_KEY_ITLB_ENTRIES,  FL_KEY_DTLB_ENTRIES, FL_KEY_L2_SETS,
                                       FL_KEY_L2_WAYS,  FL_KEY_SUPER_ENTRIES, FL_KEY_PWC_ENTRIES};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(config->value[keys[i]].source, "default") != 0) {
            return true;
        }
    }
    return false;
}

/* How values go together, whatever translates. NULL: well. */
static const char *contradiction(const struct fl_config *config, const struct fl_uarch_config *sizes)
{
    uint64_t pmp = fl_config_number(config, FL_KEY_PMP_ENTRIES);
    if (is_on(config, FL_KEY_SV57) && !is_on(config, FL_KEY_SV48)) {
        return "mmu.sv57=on needs mmu.sv48=on";
    }
    if (is_on(config, FL_KEY_ADUE_RESET) && !is_on(config, FL_KEY_SVADU)) {
        return "mmu.adue_reset=on needs mmu.svadu=on";
    }
    if (is_on(config, FL_KEY_CPU_STALE_CODE) && !is_on(config, FL_KEY_CPU_FAST)) {
        return "cpu.stale_code=on needs cpu.fast=on";
    }
    if (fl_config_number(config, FL_KEY_CPU_MHZ) % 10 != 0) {
        return "cpu.mhz is a multiple of 10, the timer's clock";
    }
    if (pmp != 0 && pmp != 16 && pmp != 64) {
        return "pmp.entries is 0, 16 or 64";
    }
    if (sizes->l2_sets * sizes->l2_ways > FL_L2_MAX) {
        return "mmu.l2.sets times mmu.l2.ways is at most 2048";
    }
    return NULL;
}

/* What needs the model alone. */
static const char *not_built(const struct fl_machine_plan *plan, const struct fl_uarch_config *built)
{
    const struct fl_config *config = plan->config;
    if (plan->dut && asks_for_size(config)) {
        return "--dut brings an MMU of its own: mmu.size and the numbers of entries are of ours";
    }
    if (fl_config_number(config, FL_KEY_PMP_ENTRIES) > 16) {
        return "pmp.entries=64 needs --engine=model: the RTL has 16";
    }
    if (!knows_board(config)) {
        return "mmu.pma=none needs --engine=model: the RTL knows the board";
    }
    if (!same_sizes(&plan->sizes, built)) {
        return "MMU sizes other than those of mmu.size need --engine=model: no such RTL was built";
    }
    return NULL;
}

/* As asked, or as the named size is built. */
static unsigned size_or(const struct fl_config *config, enum fl_key key, unsigned built)
{
    uint64_t asked = fl_config_number(config, key);
    return asked == FL_CONFIG_WORD ? built : (unsigned)asked;
}

bool fl_plan_resolve(struct fl_machine_plan *plan, char *error, size_t error_size)
{
    const struct fl_config *config = plan->config;
    struct fl_uarch_config built;
    if (!fl_rtl_config(fl_config_text(config, FL_KEY_MMU_SIZE), &built)) {
        snprintf(error, error_size, "there is no MMU of size %s", fl_config_text(config, FL_KEY_MMU_SIZE));
        return false;
    }
    plan->sizes = (struct fl_uarch_config){
        .itlb_entries = size_or(config, FL_KEY_ITLB_ENTRIES, built.itlb_entries),
        .dtlb_entries = size_or(config, FL_KEY_DTLB_ENTRIES, built.dtlb_entries),
        .l2_sets = size_or(config, FL_KEY_L2_SETS, built.l2_sets),
        .l2_ways = size_or(config, FL_KEY_L2_WAYS, built.l2_ways),
        .super_entries = size_or(config, FL_KEY_SUPER_ENTRIES, built.super_entries),
        .walk_entries = size_or(config, FL_KEY_PWC_ENTRIES, built.walk_entries),
    };
    if (knows_board(config)) {
        plan->sizes.pma = fl_pma_virt;
    }
    const char *reason = contradiction(config, &plan->sizes);
    reason = reason || plan->engine == FL_ENGINE_MODEL ? reason : not_built(plan, &built);
    snprintf(error, error_size, "%s", reason ? reason : "");
    return reason == NULL;
}

bool fl_plan_is_built(const struct fl_machine_plan *plan, char *error, size_t error_size)
{
    struct fl_uarch_config built;
    const char *reason = fl_rtl_config(fl_config_text(plan->config, FL_KEY_MMU_SIZE), &built) ? not_built(plan, &built)
                                                                                              : "there is no such RTL";
    snprintf(error, error_size, "%s", reason ? reason : "");
    return reason == NULL;
}
