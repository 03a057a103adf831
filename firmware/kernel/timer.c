/* timer.c - two deadlines, of which the hart knows the nearer: the end of the running process's turn, and the next tick of
 * load control.
 */
#include "timer.h"

#include "csr.h"
#include "loadcontrol.h"
#include "options.h"
#include "platform.h"
#include "pool.h"
#include "sbi.h"

static bool have_stimecmp;
static uint64_t slice_end = UINT64_MAX, next_tick = UINT64_MAX;

static void set_deadline(void)
{
    uint64_t time = slice_end < next_tick ? slice_end : next_tick;
    if (have_stimecmp)
        __asm__ volatile("csrw %0, %1" ::"i"(CSR_STIMECMP), "r"(time) : "memory");
    else
        sbi_call(SBI_TIME, 0, time, 0);
}

void timer_init(bool stimecmp)
{
    have_stimecmp = stimecmp;
    if (loadcontrol_period() > 0)
        next_tick = timer_now() + loadcontrol_period() * (TIMEBASE_HZ / 1000000);
    set_deadline();
}

uint64_t timer_now(void)
{
    return csr_read(time);
}

uint64_t timer_start_slice(void)
{
    uint64_t now = timer_now();
    slice_end = now + options.slice_ms * (TIMEBASE_HZ / 1000);
    set_deadline();
    return now;
}

void timer_discount(uint64_t since)
{
    if (next_tick == UINT64_MAX)
        return;
    next_tick += timer_now() - since;
    set_deadline();
}

bool timer_interrupt(void)
{
    uint64_t now = timer_now();
    bool over = now >= slice_end;
    if (now >= next_tick) {
        loadcontrol_tick(); /* takes its time; what follows has a whole period before the next one */
        next_tick = timer_now() + loadcontrol_period() * (TIMEBASE_HZ / 1000000);
    }
    if (over) {
        slice_end = UINT64_MAX;
        pool_tick();
    }
    set_deadline();
    return over;
}
