/* ledger.h - every cycle of a run belongs to exactly one account.
 *
 * An account is {process, activity, kind}: whose address space was active (satp.ASID), what the CPU was doing (user code, one of
 * the twelve steps of page-fault service, the rest of the kernel), and what the cycle was spent on (the hart's own counts). At
 * every event of the hart the cycles since the previous one are booked, on the account that the event tells; so the sum is
 * exact, and a residual that is not zero is a failure of the run.
 *
 * The kernel marks the steps (firmware/kernel/steps.h). Marks 1 and 2 come before the cause is known and 7 and 8 before the
 * interrupt's source is: their cycles are held back until mark 3 or 9 confirms them, and go to the rest of the kernel otherwise.
 *
 * It also marks whose an ASID is. An account is of one pid; when its ASID goes to another, that one has a new account.
 * satp means nothing in M-mode (Privileged 4.1.11): what is written there counts from the return to a lower mode on.
 */
#ifndef FAULTLINE_LEDGER_H
#define FAULTLINE_LEDGER_H

#include "explore/fault_log.h"
#include "explore/process_name.h"
#include "hart/hart.h"
#include "platform/platform.h"

enum fl_activity {
    FL_ACTIVITY_USER = 0,
    /* 1 to 12: FL_STEPS of page-fault service */
    FL_ACTIVITY_KERNEL = FL_STEPS + 1,
    FL_ACTIVITY_COUNT
};

enum fl_kind {
    FL_KIND_BASE,
    FL_KIND_FETCH_WALK,
    FL_KIND_DATA_WALK,
    FL_KIND_FETCH_MEMORY,
    FL_KIND_DATA_MEMORY,
    FL_KIND_FENCE,
    FL_KIND_TRAP,
    FL_KIND_IDLE,
    FL_KIND_COUNT
};
extern const char *const fl_kind_names[FL_KIND_COUNT];
/* "user", "step 1" to "step 12", "kernel". */
const char *fl_activity_name(unsigned activity);

struct fl_account {
    uint64_t cycles[FL_KIND_COUNT];
};

struct fl_process_account {
    struct fl_process_name name; /* the latest program of its pid */
    struct fl_account account[FL_ACTIVITY_COUNT];
};

/* A guest may invent pids without end: beyond this many accounts a new pid takes over the one of its ASID. */
#define FL_MOST_ACCOUNTS 65536

struct fl_ledger {
    struct fl_process_account *process; /* in order of first appearance; owned */
    unsigned process_count, process_room;
    unsigned current;             /* index of the active process */
    struct fl_hart_counts booked; /* the hart's counts up to which everything is booked */
    struct fl_account held[13];   /* by step: cycles that wait for their confirmation */
    unsigned held_process;
    uint64_t told_name; /* the value of mark 14 until mark 15 follows, else 0 */
    bool in_user;
    bool after_last_step;    /* mark 12 was made, its return is due */
    bool lost;               /* no memory for an account: the residual will tell */
    uint64_t user_accesses;  /* fetch blocks, loads and stores of user code */
    uint64_t exceptions[16]; /* traps by exception code */
    struct fl_fault_log faults;
};

void fl_ledger_init(struct fl_ledger *ledger);
void fl_ledger_free(struct fl_ledger *ledger);

/* The events of the hart and of the disk, in order. `record` as in hart.h. */
void fl_ledger_trap(struct fl_ledger *ledger, const struct fl_hart *hart, const struct fl_trap_record *record);
void fl_ledger_resume(struct fl_ledger *ledger, const struct fl_hart *hart, const struct fl_trap_record *record);
void fl_ledger_mark(struct fl_ledger *ledger, const struct fl_hart *hart, int n, uint64_t token);
void fl_ledger_satp(struct fl_ledger *ledger, const struct fl_hart *hart, uint64_t satp);
void fl_ledger_disk_submitted(struct fl_ledger *ledger, uint64_t id);
void fl_ledger_disk_served(struct fl_ledger *ledger, const struct fl_disk_service *service);
/* The run is over: books the rest. */
void fl_ledger_finish(struct fl_ledger *ledger, const struct fl_hart *hart);

/* The active process in words, until the next event. */
const char *fl_ledger_process(const struct fl_ledger *ledger);

/* Sum over all accounts of one activity (FL_ACTIVITY_COUNT: of all), and what `counts` has beyond everything booked: 0 or a bug. */
struct fl_account fl_ledger_total(const struct fl_ledger *ledger, unsigned activity);
uint64_t fl_account_sum(const struct fl_account *account);
int64_t fl_ledger_residual(const struct fl_ledger *ledger, const struct fl_hart_counts *counts);

#endif
