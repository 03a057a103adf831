/* cause.c - which exception a refused access raises, and the names of accesses and exceptions (Privileged table 3.6). */
#include <stddef.h>

#include "faultline/walk.h"

/* Cache-block operations and AMOs fault as stores, whichever right they lacked. */
static const struct {
    const char *name;
    uint8_t page_fault, access_fault;
} accesses[] = {
    [FL_FETCH] = {"fetch", FL_CAUSE_FETCH_PAGE, FL_CAUSE_FETCH_ACCESS},
    [FL_LOAD] = {"load", FL_CAUSE_LOAD_PAGE, FL_CAUSE_LOAD_ACCESS},
    [FL_STORE] = {"store", FL_CAUSE_STORE_PAGE, FL_CAUSE_STORE_ACCESS},
    [FL_AMO] = {"amo", FL_CAUSE_STORE_PAGE, FL_CAUSE_STORE_ACCESS},
    [FL_CBO_MANAGE] = {"cbo", FL_CAUSE_STORE_PAGE, FL_CAUSE_STORE_ACCESS},
    [FL_CBO_ZERO] = {"cbo.zero", FL_CAUSE_STORE_PAGE, FL_CAUSE_STORE_ACCESS},
};

static const char *const cause_names[] = {
    [FL_CAUSE_FETCH_MISALIGNED] = "instruction address misaligned",
    [FL_CAUSE_FETCH_ACCESS] = "instruction access fault",
    [FL_CAUSE_ILLEGAL] = "illegal instruction",
    [FL_CAUSE_BREAKPOINT] = "breakpoint",
    [FL_CAUSE_LOAD_MISALIGNED] = "load address misaligned",
    [FL_CAUSE_LOAD_ACCESS] = "load access fault",
    [FL_CAUSE_STORE_MISALIGNED] = "store/AMO address misaligned",
    [FL_CAUSE_STORE_ACCESS] = "store/AMO access fault",
    [FL_CAUSE_ECALL_U] = "environment call from U-mode",
    [FL_CAUSE_ECALL_S] = "environment call from S-mode",
    [FL_CAUSE_ECALL_M] = "environment call from M-mode",
    [FL_CAUSE_FETCH_PAGE] = "instruction page fault",
    [FL_CAUSE_LOAD_PAGE] = "load page fault",
    [FL_CAUSE_STORE_PAGE] = "store/AMO page fault",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A kind that does not exist is judged as the strictest one, a store. */
static size_t access_row(unsigned access)
{
    return access < COUNT(accesses) ? access : FL_STORE;
}

enum fl_cause fl_page_fault_cause(enum fl_access access)
{
    return (enum fl_cause)accesses[access_row(access)].page_fault;
}

enum fl_cause fl_access_fault_cause(enum fl_access access)
{
    return (enum fl_cause)accesses[access_row(access)].access_fault;
}

const char *fl_access_name(unsigned access)
{
    return access < COUNT(accesses) ? accesses[access].name : "unknown access";
}

const char *fl_cause_name(unsigned cause)
{
    return cause < COUNT(cause_names) && cause_names[cause] ? cause_names[cause] : "unknown cause";
}
