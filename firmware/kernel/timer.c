/* timer.c - one deadline: the end of the running process's turn. */
#include "timer.h"

#include "csr.h"
#include "options.h"
#include "platform.h"
#include "pool.h"
#include "sbi.h"

static bool have_stimecmp;

static void set_deadline(uint64_t time)
{
    if (have_stimecmp)
        __asm__ volatile("csrw %0, %1" ::"i"(CSR_STIMECMP), "r"(time) : "memory");
    else
        sbi_call(SBI_TIME, 0, time, 0);
}

void timer_init(bool stimecmp)
{
    have_stimecmp = stimecmp;
    set_deadline(UINT64_MAX);
}

uint64_t timer_now(void)
{
    return csr_read(time);
}

void timer_start_slice(void)
{
    set_deadline(timer_now() + options.slice_ms * (TIMEBASE_HZ / 1000));
}

void timer_interrupt(void)
{
    set_deadline(UINT64_MAX);
    pool_tick();
}
