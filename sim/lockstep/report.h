/* report.h - the first-cause report of a divergence, for people. Its first five lines name the cause. */
#ifndef FAULTLINE_REPORT_H
#define FAULTLINE_REPORT_H

#include <stdio.h>

#include "lockstep/divergence.h"
#include "lockstep/history.h"

struct fl_report_facts {
    uint64_t pc;                      /* at the divergence; 0: nobody runs a program */
    const struct fl_history *history; /* may be NULL: then nothing is said of stores and fences */
    const char *again, *waves;        /* commands to type; NULL: line left out */
    void *self;                       /* handed to symbol */
    const char *(*symbol)(void *self, uint64_t address, uint64_t *offset); /* NULL: none known */
};

void fl_write_report(FILE *out, const struct fl_divergence *divergence, const struct fl_report_facts *facts);

/* Parts, also of use elsewhere: ", pc 0x8020_1a2c  map_page+0x1c", and nothing where the pc is 0; "L2 ok  L1 ok  L0 0x80a0_4008 = 0x2048_0c59", and both TLBs side by side. */
void fl_write_place(FILE *out, const struct fl_report_facts *facts, uint64_t pc);
void fl_write_walk(FILE *out, const struct fl_walk_trace *trace);
void fl_write_tlbs(FILE *out, const struct fl_mmu_state *model, const struct fl_mmu_state *rtl);

#endif
