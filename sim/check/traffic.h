/* traffic.h - random requests on both ports, with software at work in between. */
#ifndef FAULTLINE_CHECK_TRAFFIC_H
#define FAULTLINE_CHECK_TRAFFIC_H

#include "check/software.h"

#define FL_RECENT 8

struct fl_traffic {
    struct fl_bench *bench;
    struct fl_software *software;
    const struct fl_mix *mix;
    struct fl_random random;
    bool one_by_one;              /* no request and no fence comes before the latest one has ended */
    unsigned rest[FL_PORT_COUNT]; /* cycles until the port asks again */
    uint64_t recent[FL_PORT_COUNT][FL_SPACES][2][FL_RECENT]; /* addresses to come back to, of each space's halves */
};

void fl_traffic_init(struct fl_traffic *traffic, struct fl_software *software, const struct fl_mix *mix, uint64_t seed);
/* One cycle: ports that want a request may get one, and software may act. */
void fl_traffic_cycle(struct fl_traffic *traffic);
/* The tables are new: no address of the old ones is come back to. */
void fl_traffic_forget(struct fl_traffic *traffic);
/* A request as this traffic makes them, for this port and the CSRs in force. */
struct fl_request fl_traffic_request(struct fl_traffic *traffic, enum fl_port port);

#endif
