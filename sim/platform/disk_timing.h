/* disk_timing.h - how long a disk request takes: wait for its turn, seek, rotation, transfer. */
#ifndef FAULTLINE_PLATFORM_DISK_TIMING_H
#define FAULTLINE_PLATFORM_DISK_TIMING_H

#include "platform/platform.h"

/* One arm, one request at a time, first come first served. */
struct fl_disk_arm {
    struct fl_disk_timing timing;
    uint64_t capacity;   /* sectors: the length of a full stroke */
    uint64_t position;   /* the sector after the last one transferred */
    uint64_t busy_until; /* when the last request taken is finished */
};

/* Take a request at cycle service->submitted for service->sectors from service->sector on: fills in started, finished
 * and the parts between. A request of no sectors (a flush) only waits for its turn. */
void fl_disk_arm_take(struct fl_disk_arm *arm, struct fl_disk_service *service);

#endif
