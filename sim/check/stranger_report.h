/* stranger_report.h - what is wrong with a stranger, for people: the request, what the manual says and by which rule, what the device did,
 * the past of the PTEs involved. */
#ifndef FAULTLINE_CHECK_STRANGER_REPORT_H
#define FAULTLINE_CHECK_STRANGER_REPORT_H

#include <stdio.h>

#include "check/stranger.h"

/* `again`: the command that repeats it. */
void fl_write_finding(FILE *out, const struct fl_bench *bench, const char *again);

#endif
