/* software.h - what a kernel does between accesses: other CSRs, other PMP, rewritten PTEs, fences that it owes and fences that it does not.
 */
#ifndef FAULTLINE_CHECK_SOFTWARE_H
#define FAULTLINE_CHECK_SOFTWARE_H

#include "check/mix.h"
#include "check/tables.h"

struct fl_software {
    const struct fl_mix *mix;
    struct fl_tables tables;
    struct fl_random random;
    unsigned space;    /* whose root satp holds */
    unsigned fence_in; /* cycles until the next fence; 0: none is planned */
    struct fl_fence planned;
    bool protects; /* PMP in force denies something */
};

void fl_software_init(struct fl_software *software, struct fl_bench *bench, const struct fl_mix *mix, uint64_t seed);

/* A context switch, privilege change or the like, at times with other PMP. */
void fl_software_change_csrs(struct fl_software *software);
/* A PTE of the tables in use is rewritten; perhaps a fence is owed now, and planned. */
void fl_software_rewrite(struct fl_software *software);
/* One of every form, for the address space in use or another. */
struct fl_fence fl_software_some_fence(struct fl_software *software);
/* It comes in a few cycles. */
void fl_software_plan_fence(struct fl_software *software);
/* One cycle: drives the planned fence when its time has come. */
void fl_software_cycle(struct fl_software *software);
/* What a rival writes instead of `held`. */
uint64_t fl_software_rival(void *self, uint64_t held);

#endif
