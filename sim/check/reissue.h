/* reissue.h - cold re-issue: after a full fence the same access must have the same answer, unless something stale was possible.
 *
 * This asks neither model nor manual: a device whose TLBs answer other than its own walker is caught by itself.
 */
#ifndef FAULTLINE_CHECK_REISSUE_H
#define FAULTLINE_CHECK_REISSUE_H

#include "check/bench.h"

/* Nothing is in flight. Makes the access twice, with the fence in between, and compares. */
void fl_reissue(struct fl_bench *bench, enum fl_port port, const struct fl_request *request);

#endif
