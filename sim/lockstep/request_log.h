/* request_log.h - the requests and fences of a run as a text file, with everything a replay needs and what was answered.
 *
 * The log holds the walker's memory answers in order, so that any clocked MMU can be run on it without the machine around it.
 * One line a record; numbers are hexadecimal without 0x, flags 0 or 1:
 *
 *   faultline-requests 2 SIZE                                           first line; SIZE names the MMU build
 *   c XLEN PRIVILEGE MPP MPRV SUM MXR ADUE PBMTE PMM_M PMM_S PMM_U MODE ASID ROOT
 *                                                                       context of the requests that follow
 *   p COUNT MML MMWP                                                    their PMP: so many entries, all off but those named next
 *   e ENTRY CFG ADDR                                                    one entry of that PMP
 *   q PORT VA ACCESS SIZE                                               request
 *   r ADDRESS VALUE ERROR DELAY                                         walker's read, during the request above
 *   s ADDRESS EXPECTED DESIRED WON ERROR DELAY                          walker's compare-and-swap
 *   a FAULT PA_OR_CAUSE CYCLES PATH ENTRY LEVEL ATTRIBUTE               answer
 *   f VA_GIVEN ASID_GIVEN VA ASID CYCLES                                fence, and the cycles it took
 *
 * Format 1 had neither pointer masking nor PMP, so what it says may not replay exactly: it is refused.
 */
#ifndef FAULTLINE_REQUEST_LOG_H
#define FAULTLINE_REQUEST_LOG_H

#include <stdio.h>

#include "faultline/pmp.h"
#include "faultline/types.h"
#include "faultline/uarch.h"
#include "hart/hart.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Recording: stands between the hart and an engine (`port`), and between that engine and the machine's memory (`mem`).
 * Give `fl_recorder.outer_mem` to the engine and `fl_recorder.outer_port` to the hart. All pointers are borrowed. */
struct fl_recorder {
    FILE *file;
    const struct fl_mmu_port *port;
    const struct fl_pte_mem *mem;
    char last_context[128]; /* the context line in force */
    struct fl_pmp last_pmp; /* of which `count` and `writes` tell if it is still in force */
    bool pmp_known;
    struct fl_mmu_port outer_port;
    struct fl_pte_mem outer_mem;
};
void fl_recorder_init(struct fl_recorder *recorder, FILE *file, const char *size, const struct fl_pte_mem *mem);
/* The engine exists only after outer_mem does, so it is named second. */
void fl_recorder_attach(struct fl_recorder *recorder, const struct fl_mmu_port *port);

/* One record read back. */
struct fl_log_record {
    char kind;                 /* 'q' or 'f' */
    struct fl_context context; /* its PMP is the reader's, until the next record */
    enum fl_port port;
    struct fl_request request; /* its context points at `context` above */
    struct fl_fence fence;
    struct fl_response answer; /* all but tval; of a fence, cycles alone */
};

struct fl_log_reader {
    FILE *file;
    const char *path;
    unsigned line;
    char size[32];
    struct fl_context context;
    struct fl_pmp pmp;
    bool failed;
    char error[256];       /* one line for people when failed */
    struct fl_pte_mem mem; /* answers the walker from the log; valid between next() and end() */
};

/* False and reader->error when the file is no request log. */
bool fl_log_open(struct fl_log_reader *reader, const char *path);
/* The next request or fence; false at the end or when the log is damaged (reader->failed). */
bool fl_log_next(struct fl_log_reader *reader, struct fl_log_record *record);
/* After the request was run: reads its answer into record->answer; false when the log is damaged or memory answers are left over. */
bool fl_log_end(struct fl_log_reader *reader, struct fl_log_record *record);
void fl_log_close(struct fl_log_reader *reader);

#ifdef __cplusplus
}
#endif
#endif
