/* ledger_report.h - the ledger as a table for people and as JSON for machines. */
#ifndef FAULTLINE_LEDGER_REPORT_H
#define FAULTLINE_LEDGER_REPORT_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

#include "explore/ledger.h"

/* Cycles by activity and process; the twelve steps of a major fault; EAT. `mhz` turns cycles into nanoseconds. */
void fl_ledger_write(FILE *out, const struct fl_ledger *ledger, unsigned mhz);
/* A new reference; NULL when out of memory. */
json_t *fl_ledger_json(const struct fl_ledger *ledger);

#endif
