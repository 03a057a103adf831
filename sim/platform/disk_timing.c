/* disk_timing.c - the service-time model and its presets (figures and their reasons: docs/machine.md).
 *
 *   submitted --queue wait--> started --seek--rotation--transfer--> finished
 *
 * A request that starts where the last one ended needs neither seek nor rotation, except where a preset gives averages.
 */
#include "platform/disk_timing.h"

#include <string.h>

/* In nanoseconds, multiples of 100: whole cycles at every multiple of 10 MHz. */
static const struct {
    const char *name;
    uint64_t seek_fixed, seek_full, rotation, transfer;
    bool average;
} presets[] = {
    {"hdd", 2000000, 18000000, 4166700, 3000, false},
    {"ssd", 0, 0, 80000, 1000, false},
    {"nvm", 0, 0, 10000, 200, false},
    {"textbook", 5000000, 0, 2960000, 5000, true},
};

bool fl_disk_preset(const char *name, unsigned mhz, struct fl_disk_timing *timing)
{
    for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++) {
        if (strcmp(presets[i].name, name) != 0)
            continue;
        *timing = (struct fl_disk_timing){
            .name = presets[i].name,
            .seek_fixed = presets[i].seek_fixed * mhz / 1000,
            .seek_full = presets[i].seek_full * mhz / 1000,
            .rotation = presets[i].rotation * mhz / 1000,
            .transfer = presets[i].transfer * mhz / 1000,
            .average = presets[i].average,
        };
        return true;
    }
    return false;
}

static uint64_t seek_time(const struct fl_disk_arm *arm, uint64_t sector)
{
    uint64_t distance = sector > arm->position ? sector - arm->position : arm->position - sector;
    __extension__ unsigned __int128 extra = arm->timing.seek_full;
    return arm->timing.seek_fixed + (uint64_t)(extra * distance / arm->capacity);
}

void fl_disk_arm_take(struct fl_disk_arm *arm, struct fl_disk_service *service)
{
    service->started = service->submitted > arm->busy_until ? service->submitted : arm->busy_until;
    service->seek = service->rotation = service->transfer = 0;
    if (service->sectors) {
        if (arm->timing.average || service->sector != arm->position) {
            service->seek = seek_time(arm, service->sector);
            service->rotation = arm->timing.rotation;
        }
        service->transfer = service->sectors * arm->timing.transfer;
        arm->position = service->sector + service->sectors;
    }
    service->finished = service->started + service->seek + service->rotation + service->transfer;
    arm->busy_until = service->finished;
}
