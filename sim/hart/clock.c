/* clock.c - what happens between instructions: devices, interrupts, sleeping in WFI, and how long nothing of it can
 * happen.
 *
 * By definition the pending condition is evaluated at every instruction boundary. Nothing it depends on changes before
 * `deadline` except by an instruction that sets `deadline` to 0, so evaluating at the first boundary at or after it is
 * the same thing.
 */
#include "state.h"

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t fl_timer_event(const struct fl_hart *hart)
{
    if (!(hart->csr.menvcfg & FL_MENVCFG_STCE) || !(hart->csr.mie & FL_IP_STI))
        return UINT64_MAX;
    uint64_t now = fl_now(hart), time = hart->bus->mtime(hart->bus->self, now), cycles;
    if (time >= hart->csr.stimecmp)
        return UINT64_MAX;
    /* The current tick may be almost over: look again one tick early rather than late. */
    if (__builtin_mul_overflow(hart->csr.stimecmp - time - 1, hart->bus->cycles_per_mtime, &cycles) ||
        __builtin_add_overflow(now + 1, cycles, &cycles))
        return UINT64_MAX;
    return cycles;
}

static void advance_devices(struct fl_hart *hart)
{
    uint64_t now = fl_now(hart);
    if (now >= hart->event)
        hart->bus->advance(hart->bus->self, now);
    hart->event = hart->bus->next_event(hart->bus->self, now);
}

static void wake(struct fl_hart *hart)
{
    hart->waiting = false;
    fl_credit_hits(hart);
    if (hart->observer.idle && fl_now(hart) > hart->waiting_since)
        hart->observer.idle(hart->observer.self, hart, hart->waiting_since, fl_now(hart));
}

/* Let time pass to the next thing that can happen. False: nothing ever will. */
static bool sleep_on(struct fl_hart *hart)
{
    uint64_t until = earlier(hart->event, fl_timer_event(hart));
    if (until == UINT64_MAX)
        return false;
    until = earlier(until, hart->limit);
    hart->idle += until - fl_now(hart);
    hart->at.cycle = until;
    return true;
}

static bool interrupted(struct fl_hart *hart)
{
    const struct fl_csrs *csr = &hart->csr;
    return fl_interrupt_pending(hart->context.privilege, csr->mstatus, csr->mie, fl_pending(hart), csr->mideleg) &&
           fl_take_interrupt(hart);
}

static bool over(struct fl_hart *hart, enum fl_stop *why)
{
    if (hart->stop) {
        hart->stop = 0;
        *why = FL_STOP_REQUESTED;
        return true;
    }
    *why = FL_STOP_LIMIT;
    return fl_now(hart) >= hart->limit;
}

bool fl_attend(struct fl_hart *hart, enum fl_stop *why)
{
    do {
        if (over(hart, why))
            return false;
        advance_devices(hart);
        while (hart->waiting) {
            if (fl_pending(hart) & hart->csr.mie) {
                wake(hart);
                break;
            }
            *why = FL_STOP_DEADLOCK;
            if (!sleep_on(hart) || over(hart, why))
                return false;
            advance_devices(hart);
        }
    } while (interrupted(hart));
    hart->deadline = earlier(hart->limit, earlier(hart->event, fl_timer_event(hart)));
    return true;
}
