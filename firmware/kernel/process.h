/* process.h - a process: an address space, a kernel stack, and where it stands in its life. */
#ifndef FAULTLINE_KERNEL_PROCESS_H
#define FAULTLINE_KERNEL_PROCESS_H

#include "abi.h"
#include "layout.h"
#include "loadcontrol.h"
#include "pagetable.h"
#include "region.h"
#include "track.h"

#include <stdbool.h>
#include <stdint.h>

#define PROCESSES         64
#define DESCRIPTORS       16 /* numbered from 3 on */
#define KERNEL_STACK_SIZE (2 * PAGE_SIZE)

struct descriptor;
struct pool;
struct trap_frame;

enum process_state { UNUSED, READY, RUNNING, SLEEPING, ENDED };

/* Registers that survive a call, in the order of switch.S. */
struct context {
    uint64_t ra, sp, s[12];
};

struct process {
    int pid;
    char name[16];
    enum process_state state;
    int status;             /* once ENDED                                             */
    struct process *parent; /* NULL: none, or no more                                   */
    struct context context; /* while it does not run                                  */
    char *kernel_stack;     /* lowest address                                         */
    struct pagetable pagetable;
    struct process *lender; /* after vfork: whose address space it uses; NULL: its own    */
    struct region *regions;
    struct pool *pool;                          /* of the pages without a quota of their own            */
    uint64_t priority;                          /* when frames are divided, 1 and up                      */
    uint64_t brk;                               /* end of the heap in bytes                               */
    uint64_t token;                             /* of the page fault being served (steps.h), 0 if none    */
    const void *sleeping_on;                    /* what will wake it, NULL: only sched_ready()            */
    struct process *next;                       /* in the ready queue                                     */
    struct descriptor *descriptor[DESCRIPTORS]; /* open files, NULL: none              */
    struct load load;
    struct fl_counters counters;
    uint64_t user_instret; /* instructions retired in user mode in this space                     */
    struct track track;
};

extern struct process processes[PROCESSES];

/* The process on the CPU; NULL in the scheduler and at boot. */
struct process *process_running(void);

/* The process whose address space the running one uses: itself, but for a vfork child. */
struct process *process_space(void);

/* A new process with a kernel stack and an empty address space, not ready yet; NULL: no slot or no memory. */
struct process *process_create(const char *name);

/* The same, but its address space is `lender`'s until it has one of its own. */
struct process *process_create_borrowing(const char *name, struct process *lender);

/* Undoes process_create() and what was added to the address space since. */
void process_discard(struct process *process);

/* Starts the first process in `start`, which runs on its kernel stack and returns to enter user mode. */
void process_boot(void (*start)(void));

/* Registers that the process will return to user mode with: the outermost frame on its kernel stack. */
struct trap_frame *process_user_frame(const struct process *process);

/* Ends the running process. The end of the first process is the end of the machine. */
void process_exit(int status) __attribute__((noreturn));

/* For the scheduler, off the process's stack: forgets it if it has ended and is nobody's child. */
void process_bury(struct process *process);

/* Sleeps until a child has ended; its status in *status, its pid returned. -FL_ECHILD if there is none. */
int process_wait(int *status);

struct process *process_by_pid(int pid);

/* Removes pages of [start, end) from the address space: frames, swap slots, entries. Regions stay. */
void process_drop_pages(struct process *process, uint64_t start, uint64_t end);

/* Removes everything: pages, regions, tables. A borrowed space goes back to its lender instead. */
void process_drop_space(struct process *process);

#endif
