/* plugin.h - somebody's own MMU as a shared object: the one function it exports, and what it says of itself.
 *
 *     unsigned faultline_dut(unsigned abi, struct fl_dut *dut, struct fl_dut_claims *claims);
 *
 * Both structs come zeroed. The function returns FL_DUT_ABI; where `abi` is another version it does nothing else. Otherwise it fills
 * the table of dut.h and the claims. It returns 0 when there can be no device, having said why on stderr. One device is opened at a time.
 *
 * These calls of the table must be there:
 *     reset  drive_request  drive_fence  drive_memory  step  accepted_request  sample_response  sample_memory  sample_fence_done
 * These may be NULL: stall_memory (the memory is then always ready), quiet and skip (every cycle is clocked), trap (the MMU alone is
 * on trial; a program gets the manual's), open_waves, dump_waves, set_time, annotate, complaint, destroy. The others are not called.
 *
 * The harness relies on this alone:
 * - A port holds one request at a time, and the next is driven after the answer. It may be accepted in any cycle, and answered in the
 *   cycle after that or any later one. fl_response needs fault, and pa with attribute, or cause with tval.
 * - The context of a request comes with it: pins that a hart would drive from its CSRs. PMP holds for the whole MMU from the moment in which
 *   a request brings other values (pmp->writes tells). A pointer is good for the call alone.
 * - A fence is driven at any time, also while requests are under way, but none of another satp, ADUE or PBMTE than those in force. It may take
 *   any number of cycles; sample_fence_done ends it.
 * - The walker has at most one memory access outstanding. sample_memory shows it in the cycle in which it is accepted: at once, unless
 *   stall_memory(true) was called in this cycle. drive_memory brings the answer of a later cycle. Addresses are aligned to the size of a PTE.
 */
#ifndef FAULTLINE_PLUGIN_H
#define FAULTLINE_PLUGIN_H

#include <stddef.h>

#include "dut.h"

#ifdef __cplusplus
extern "C" {
#endif

#define FL_DUT_ABI 1u

/* What the MMU can do. Traffic and programs ask for nothing else: what is not claimed is off, and its bits stay 0. */
struct fl_dut_claims {
    bool sv32, sv39, sv48, sv57; /* sv32 alone, or some of the others */
    uint8_t asid_bits;           /* 0 to 16; 9 at most under Sv32 */
    uint8_t pa_bits;             /* of physical addresses, PPNs included: 32 to 56, at most 34 under Sv32 */
    bool svadu;                  /* menvcfg.ADUE: hardware sets A and D */
    bool svpbmt, svnapot;
    bool pmp, smepmp; /* 16 entries; with mseccfg */
    bool pma;     /* it knows the ranges of the board (docs/machine.md); else the memory's error answer alone decides */
    bool masking; /* pointer masking: pmm_m, pmm_s, pmm_u */
    bool cbo;     /* FL_CBO_MANAGE, FL_CBO_ZERO */
};

/* For the one who loads it: a table without NULLs but those of waves and trap. False: one line in `error`. */
bool fl_plugin_open(const char *path, struct fl_dut *dut, struct fl_dut_claims *claims, char *error, size_t error_size);

/* What our own RTL can do in this size. */
struct fl_dut_claims fl_rtl_claims(const char *size);

#ifdef __cplusplus
}
#endif
#endif
