/* legal_finding.h - the first thing an MMU did that the architecture forbids, and the report of it. */
#ifndef FAULTLINE_LEGAL_FINDING_H
#define FAULTLINE_LEGAL_FINDING_H

#include "dut/dut.h"
#include "faultline/pmp.h"
#include "lockstep/legal.h"
#include "lockstep/report.h"

enum fl_legal_fault { FL_LEGAL_SO_FAR, FL_WRONG_ANSWER, FL_WRONG_READ, FL_WRONG_UPDATE, FL_WRONG_TRAP, FL_WRONG_PORT };

/* An access that was asked for and is not yet answered, by port; the context of the request is here, and its pointers are not used. */
struct fl_under_way {
    bool busy;
    uint64_t since; /* cycle */
    struct fl_request request;
    struct fl_context context;
};

struct fl_legal_finding {
    enum fl_legal_fault fault;
    uint64_t cycle;
    char text[200]; /* what is wrong, but of answers */
    /* Answers. */
    enum fl_port port;
    uint64_t accepted;
    struct fl_request request; /* its context is here */
    struct fl_context context;
    struct fl_pmp pmp;
    struct fl_response response;
    struct fl_verdict verdict;
    /* Reads and updates. */
    struct fl_dut_mem_request access;
    struct fl_under_way under_way[FL_PORT_COUNT];
};

/* Only the first finding stays. Text as printf has it. */
void fl_accuse(struct fl_legal_finding *finding, enum fl_legal_fault fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Its trap unit does otherwise than the manual. */
void fl_accuse_trap(struct fl_legal_finding *finding, const struct fl_difference *what);

/* The pointers of a finding lead into itself: to be called where it has been copied to. */
void fl_legal_finding_settle(struct fl_legal_finding *finding);

/* Its first lines name the cause. Of `facts` the pc is not told, and a store or fence whose pc is 0 was nobody's program. */
void fl_write_finding(FILE *out, const struct fl_legal_finding *finding, const struct fl_report_facts *facts);

#endif
