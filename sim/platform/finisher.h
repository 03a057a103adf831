/* finisher.h - SiFive test finisher: a store that ends the run with an exit code. */
#ifndef FAULTLINE_PLATFORM_FINISHER_H
#define FAULTLINE_PLATFORM_FINISHER_H

#include "platform/device.h"
#include "platform/platform.h"

struct fl_finisher {
    const struct fl_platform_observer *observer;
};

struct fl_device fl_finisher_device(struct fl_finisher *finisher);

#endif
