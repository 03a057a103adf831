/* check_summary.h - what a run of `faultline check` did and compared, for people. */
#ifndef FAULTLINE_CLI_CHECK_SUMMARY_H
#define FAULTLINE_CLI_CHECK_SUMMARY_H

#include <stdio.h>

#include "check/check.h"

/* False: the run does not hold what its mix promises (NULL: nothing is promised), and the last lines say so. Depends on nothing but the run: the same seed
 * writes the same bytes. */
bool fl_write_check_summary(FILE *out, const struct fl_check *check, const struct fl_mix *mix);

#endif
