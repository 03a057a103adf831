/* future.h - what OPT needs: the uses that are still to come, as an earlier run of the same program recorded them. */
#ifndef FAULTLINE_KERNEL_FUTURE_H
#define FAULTLINE_KERNEL_FUTURE_H

#include <stdbool.h>
#include <stdint.h>

struct process;

/* Reads the recording that the option opt= names, if it is given. A bad one ends the machine as a bad option does. */
void future_load(void);

/* Can OPT work: is there a recording, or is this the run that makes one? */
bool future_is_known(void);

/* With record=1: one line for the recording on the console. */
void future_record(const struct process *process, uint64_t page);

/* Position of the next use of the page that `frame` holds, after where its process stands now, or FL_NEVER. */
uint64_t future_next_use(void *env, uint32_t frame);

#endif
