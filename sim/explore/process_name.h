/* process_name.h - who runs in an address space, in words: program and pid as in `big[3]`, when the kernel tells them
 * (firmware/kernel/steps.h, marks 14 and 15), else `asid 3`.
 *
 * ASID 0 belongs to no one process: a kernel that names processes is in it at boot and while it has nothing to do, and
 * under a kernel without ASIDs everything is.
 */
#ifndef FAULTLINE_PROCESS_NAME_H
#define FAULTLINE_PROCESS_NAME_H

#include <stdint.h>

struct fl_process_name {
    uint64_t pid; /* 0: not told */
    uint16_t asid;
    char text[30];
};

struct fl_process_name fl_process_unnamed(uint16_t asid);
struct fl_process_name fl_process_nobody(void); /* ASID 0 under a kernel that names processes */

/* From the values of marks 14 and 15. What cannot be printed becomes '?', since a guest may say anything. */
struct fl_process_name fl_process_named(uint64_t characters, uint64_t pid_and_asid);

#endif
