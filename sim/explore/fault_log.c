#include "explore/fault_log.h"

#include <stdlib.h>
#include <string.h>

void fl_fault_log_init(struct fl_fault_log *log)
{
    *log = (struct fl_fault_log){0};
}

void fl_fault_log_free(struct fl_fault_log *log)
{
    free(log->fault);
}

/* Faults in progress are among the latest, so the search goes backwards. */
struct fl_fault *fl_fault_log_find(const struct fl_fault_log *log, uint64_t token)
{
    for (unsigned i = log->count; i-- > 0;) {
        if (log->fault[i].token == token) {
            return &log->fault[i];
        }
    }
    return NULL;
}

static struct fl_fault *append(struct fl_fault_log *log)
{
    if (log->count == log->room) {
        unsigned room = log->room ? 2 * log->room : 256;
        struct fl_fault *grown = realloc(log->fault, room * sizeof *grown);
        if (!grown) {
            log->lost = true;
            return NULL;
        }
        log->fault = grown;
        log->room = room;
    }
    return &log->fault[log->count++];
}

void fl_fault_log_trap(struct fl_fault_log *log, const struct fl_trap_record *record)
{
    log->trap = *record;
    log->trap_cycle = record->cycle;
}

/* Mark 1: the fault begins, as far as anybody knows yet, with the latest trap. */
static void begin(struct fl_fault_log *log, uint64_t token, uint64_t now)
{
    struct fl_fault *fault =
        log->count > 0 && !log->fault[log->count - 1].confirmed && log->fault[log->count - 1].token == token
            ? &log->fault[log->count - 1]
            : append(log);
    if (!fault) {
        return;
    }
    *fault = (struct fl_fault){.token = token,
                               .fault_id = log->trap.fault_id,
                               .va = log->trap.out.tval,
                               .pc = log->trap.out.epc,
                               .cause = (uint8_t)log->trap.out.cause,
                               .asid = log->asid,
                               .process = log->process,
                               .user = log->trap.in.privilege == FL_USER,
                               .began = log->trap_cycle,
                               .last = now};
    fault->step[1] = now - fault->began;
}

static void charge(struct fl_fault *fault, unsigned step, uint64_t now)
{
    fault->step[step] += now - fault->last;
    fault->last = now;
}

/* Marks 7 and 8 were made for an interrupt that was not this fault's: its time was part of the wait. */
static void drop_held(struct fl_fault *fault)
{
    fault->step[6] += fault->held7 + fault->held8;
    fault->held7 = fault->held8 = 0;
    fault->holding = false;
}

/* Mark 7: an interrupt arrived at the latest trap; the wait went on until then. */
static void arrive(struct fl_fault_log *log, struct fl_fault *fault, uint64_t now)
{
    drop_held(fault);
    uint64_t arrival = log->trap_cycle > fault->last && log->trap_cycle <= now ? log->trap_cycle : now;
    if (arrival - fault->last > fault->wait_to - fault->wait_from) {
        fault->wait_from = fault->last;
        fault->wait_to = arrival;
    }
    charge(fault, 6, arrival);
    fault->held7 = now - arrival;
    fault->last = now;
    fault->holding = true;
}

static void end_of_wait_for_disk(struct fl_fault *fault)
{
    fault->step[7] += fault->held7;
    fault->step[8] += fault->held8;
    fault->held7 = fault->held8 = 0;
    fault->holding = false;
}

static void end_of_wait_for_cpu(struct fl_fault_log *log, struct fl_fault *fault, uint64_t now)
{
    if (fault->waits_for_cpu) {
        charge(fault, 11, now);
        fault->waits_for_cpu = false;
        log->waiting--;
    }
}

static void mark_fault(struct fl_fault_log *log, struct fl_fault *fault, int n, uint64_t now)
{
    if (fault->holding && n != 7 && n != 8 && n != 9) {
        drop_held(fault);
    }
    if (n != 11) {
        end_of_wait_for_cpu(log, fault, now);
    }
    switch (n) {
    case 7:
        arrive(log, fault, now);
        break;
    case 8:
        fault->held8 += now - fault->last;
        fault->last = now;
        break;
    case 9:
        end_of_wait_for_disk(fault);
        charge(fault, 9, now);
        break;
    case 6: /* the CPU is given away: what led here was the request */
        charge(fault, 5, now);
        break;
    case 11: /* ready: what led here is the tail of step 9, or of the wait for another's read */
        charge(fault, fault->step[9] > 0 ? 9 : 6, now);
        log->waiting += !fault->waits_for_cpu;
        fault->waits_for_cpu = true;
        break;
    default:
        charge(fault, (unsigned)n, now);
        break;
    }
    fault->confirmed |= n == 3;
    log->resuming = n == 12 ? fault->token : log->resuming;
}

void fl_fault_log_mark(struct fl_fault_log *log, int n, uint64_t token, uint64_t now)
{
    if (token == 0 || n < 1 || n > 13) {
        return;
    }
    if (n == 1) {
        begin(log, token, now);
        return;
    }
    struct fl_fault *fault = fl_fault_log_find(log, token);
    if (!fault || fault->resumed) {
        return;
    }
    if (n == 13) { /* no page fault; as the newest record it can go */
        log->count -= fault == &log->fault[log->count - 1] && !fault->confirmed;
        return;
    }
    log->requester = n == 5 ? token : log->requester;
    mark_fault(log, fault, n, now);
}

void fl_fault_log_switch(struct fl_fault_log *log, uint16_t asid, uint64_t now)
{
    log->asid = asid;
    for (unsigned i = log->count, left = log->waiting; i-- > 0 && left > 0;) {
        left -= log->fault[i].waits_for_cpu;
        if (log->fault[i].asid == asid) {
            end_of_wait_for_cpu(log, &log->fault[i], now);
        }
    }
}

void fl_fault_log_name(struct fl_fault_log *log, const struct fl_process_name *process)
{
    log->process = *process;
}

void fl_fault_log_resume(struct fl_fault_log *log, uint64_t now)
{
    struct fl_fault *fault = log->resuming ? fl_fault_log_find(log, log->resuming) : NULL;
    log->resuming = 0;
    if (fault && !fault->resumed) {
        charge(fault, 12, now);
        fault->ended = now;
        fault->resumed = true;
    }
}

void fl_fault_log_disk_submitted(struct fl_fault_log *log, uint64_t id)
{
    struct fl_fault *fault = log->requester ? fl_fault_log_find(log, log->requester) : NULL;
    log->owner[id % 64] = (struct fl_disk_owner){id, log->requester};
    log->requester = 0;
    if (fault && !fault->resumed) {
        fault->requests++;
    }
}

void fl_fault_log_disk_served(struct fl_fault_log *log, const struct fl_disk_service *service)
{
    const struct fl_disk_owner *owner = &log->owner[service->id % 64];
    struct fl_fault *fault = owner->id == service->id && owner->token ? fl_fault_log_find(log, owner->token) : NULL;
    if (fault) {
        fault->queue += service->started - service->submitted;
        fault->position += service->seek + service->rotation;
        fault->transfer += service->transfer;
    }
}

static int by_time(const void *left, const void *right)
{
    const struct fl_fault *a = *(const struct fl_fault *const *)left, *b = *(const struct fl_fault *const *)right;
    uint64_t x = a->ended - a->began, y = b->ended - b->began;
    return x != y ? (x > y) - (x < y) : (a->token > b->token) - (a->token < b->token);
}

struct fl_fault_choice fl_fault_log_choose(const struct fl_fault_log *log, bool major)
{
    struct fl_fault_choice choice = {0};
    const struct fl_fault **sorted = calloc(log->count + 1, sizeof *sorted);
    for (unsigned i = 0; sorted && i < log->count; i++) {
        const struct fl_fault *fault = &log->fault[i];
        if (fault->resumed && fault->user && (fault->requests > 0) == major) {
            sorted[choice.count++] = fault;
            choice.total += fault->ended - fault->began;
        }
    }
    if (choice.count > 0) {
        choice.first = sorted[0];
        qsort(sorted, choice.count, sizeof *sorted, by_time);
        choice.median = sorted[choice.count / 2];
        choice.worst = sorted[choice.count - 1];
    }
    free(sorted);
    return choice;
}
