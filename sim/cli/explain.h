/* explain.h - one translation told step by step, in the manual's order and words. */
#ifndef FAULTLINE_EXPLAIN_H
#define FAULTLINE_EXPLAIN_H

#include <stdio.h>

#include "faultline/walk.h"

/* False: the satp mode names no scheme, and nothing was written. */
bool fl_explain_walk(FILE *out, const struct fl_request *asked, const struct fl_pte_mem *mem);

#endif
