/* reissue.h - cold re-issue: after a full fence the same access must have the same answer, unless something stale was possible.
 *
 * This asks neither model nor manual: a device whose TLBs answer other than its own walker is caught by itself.
 */
#ifndef FAULTLINE_CHECK_REISSUE_H
#define FAULTLINE_CHECK_REISSUE_H

#include "check/bench.h"

/* Moves the request to a page that an L1 TLB has been told of and no fence has taken since, if there is one for the CSRs in force: then
 * it is probably answered by what is remembered, from the other port's page by the second level. At times to one of another address
 * space, which must not answer. */
void fl_reissue_aim(const struct fl_bench *bench, struct fl_random *random, struct fl_request *request);
/* Nothing is in flight. Makes the access twice, with the fence in between, and compares. */
void fl_reissue(struct fl_bench *bench, enum fl_port port, const struct fl_request *request);

#endif
