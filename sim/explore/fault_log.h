/* fault_log.h - one record per page fault: when it reached each of the twelve steps of its service, and what the disk did for it.
 *
 * A fault is known by the kernel's token (firmware/kernel/steps.h). Its time, from the trap to the restarted instruction, is
 * divided among the steps: an interval belongs to the step that ends with it; the wait for the disk is step 6, in which the
 * disk's own parts 5a, 5b and 5c pass; the wait for the CPU is step 11 and ends when the process's address space is active.
 */
#ifndef FAULTLINE_FAULT_LOG_H
#define FAULTLINE_FAULT_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "explore/process_name.h"
#include "hart/hart.h"
#include "platform/platform.h"

#define FL_STEPS 12

struct fl_fault {
    uint64_t token;    /* the kernel's */
    uint64_t fault_id; /* the hart's */
    uint64_t va, pc;
    uint8_t cause;
    uint16_t asid;
    struct fl_process_name process; /* when it trapped */
    bool user;                      /* trapped from user mode */
    bool confirmed;                 /* mark 3 was made: a page fault */
    bool resumed;                   /* the instruction was restarted */
    uint64_t began, ended;
    uint64_t step[FL_STEPS + 1];        /* cycles of steps 1 to 12; they sum to ended - began */
    unsigned requests;                  /* disk requests made for it; 0: a minor fault */
    uint64_t queue, position, transfer; /* their parts 5a, 5b, 5c */

    uint64_t wait_from, wait_to; /* its longest wait in step 6 */

    /* While in progress. */
    uint64_t last;         /* up to here its time is divided */
    uint64_t held7, held8; /* marks 7 and 8 not yet confirmed by 9 */
    bool holding, waits_for_cpu;
};

struct fl_fault_log {
    struct fl_fault *fault; /* in order of their traps; owned */
    unsigned count, room;
    bool lost;         /* out of memory: later faults are not recorded */
    unsigned waiting;  /* faults that wait for the CPU */
    uint64_t resuming; /* token of the latest mark 12, 0 when its return was seen */

    struct fl_trap_record trap; /* the latest trap entry */
    uint64_t trap_cycle;
    uint16_t asid;
    struct fl_process_name process; /* the active one */
    uint64_t requester;             /* token of the latest mark 5 until its request is submitted */
    struct fl_disk_owner {
        uint64_t id, token;
    } owner[64]; /* of disk requests in flight, by id modulo 64 */
};

void fl_fault_log_init(struct fl_fault_log *log);
void fl_fault_log_free(struct fl_fault_log *log);

void fl_fault_log_trap(struct fl_fault_log *log, const struct fl_trap_record *record);
void fl_fault_log_mark(struct fl_fault_log *log, int n, uint64_t token, uint64_t now);
void fl_fault_log_switch(struct fl_fault_log *log, uint16_t asid, uint64_t now);
/* Who is active, in words; after a switch, and when the active process has another name. */
void fl_fault_log_name(struct fl_fault_log *log, const struct fl_process_name *process);
void fl_fault_log_resume(struct fl_fault_log *log, uint64_t now);
void fl_fault_log_disk_submitted(struct fl_fault_log *log, uint64_t id);
void fl_fault_log_disk_served(struct fl_fault_log *log, const struct fl_disk_service *service);

/* The fault with this token; NULL when there is none. */
struct fl_fault *fl_fault_log_find(const struct fl_fault_log *log, uint64_t token);

/* The first, median and worst resumed fault, by time, among those with disk traffic (`major`) or without. */
struct fl_fault_choice {
    const struct fl_fault *first, *median, *worst; /* NULL when there is none at all */
    unsigned count;
    uint64_t total; /* cycles of all of them */
};
struct fl_fault_choice fl_fault_log_choose(const struct fl_fault_log *log, bool major);

#endif
