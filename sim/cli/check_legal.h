/* check_legal.h - what `faultline check` says of a device that is held to the architecture alone. */
#ifndef FAULTLINE_CLI_CHECK_LEGAL_H
#define FAULTLINE_CLI_CHECK_LEGAL_H

#include <stdio.h>

#include "check/check.h"

void fl_write_legal_summary(FILE *out, const struct fl_check *check);

#endif
