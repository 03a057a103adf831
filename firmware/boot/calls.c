/* calls.c - what the shim does after boot: answers the kernel's two calls and forwards the CLINT's timer.
 *
 * The calls are numbered as in the SBI specification: TIME (set the timer; used when the hart has no stimecmp) and FWFT
 * (switch a firmware feature; here hardware updating of A and D). A timer interrupt of M-mode becomes the pending
 * supervisor timer bit, so that the kernel sees one kind of timer whatever the hart has.
 */
#include "csr.h"
#include "shim.h"

#define CAUSE_INTERRUPT_M_TIMER ((1ull << 63) | 7)
#define CAUSE_CALL_FROM_S       9

#define CALL_TIME     0x54494d45
#define CALL_FWFT     0x46574654
#define FWFT_ADUE     4
#define NOT_SUPPORTED (uint64_t) - 2

static volatile uint64_t *const mtimecmp = (volatile uint64_t *)0x02004000;
static volatile uint32_t *const finisher = (volatile uint32_t *)0x00100000;
static volatile uint8_t *const uart = (volatile uint8_t *)0x10000000;

static uint64_t call_time(uint64_t deadline)
{
    *mtimecmp = deadline;
    csr_clear(CSR_MIP, MIP_STIP);
    csr_set(CSR_MIE, MIP_MTIP);
    return 0;
}

static void answer_call(struct shim_frame *frame)
{
    frame->pc += 4;
    uint64_t extension = frame->a[7], function = frame->a[6];
    uint64_t error = NOT_SUPPORTED;
    if (extension == CALL_TIME && function == 0)
        error = call_time(frame->a[0]);
    else if (extension == CALL_FWFT && function == 0 && frame->a[0] == FWFT_ADUE && hardware_ad_set(frame->a[1] != 0))
        error = 0;
    frame->a[0] = error;
    frame->a[1] = 0;
}

/* A bug of the kernel or the shim: say so and end with status 70. */
static void give_up(uint64_t cause)
{
    static const char text[] = "shim: unexpected trap to M-mode, cause 0x";
    for (const char *c = text; *c; c++)
        *uart = (uint8_t)*c;
    *uart = (uint8_t) "0123456789abcdef"[cause >> 4 & 15];
    *uart = (uint8_t) "0123456789abcdef"[cause & 15];
    *uart = '\n';
    *finisher = 70u << 16 | 0x3333;
    for (;;)
        __asm__ volatile("wfi");
}

void shim_trap(struct shim_frame *frame)
{
    uint64_t cause;
    __asm__ volatile("csrr %0, mcause" : "=r"(cause));
    if (cause == CAUSE_CALL_FROM_S) {
        answer_call(frame);
    } else if (cause == CAUSE_INTERRUPT_M_TIMER) {
        csr_clear(CSR_MIE, MIP_MTIP);
        csr_set(CSR_MIP, MIP_STIP);
    } else {
        give_up(cause);
    }
}
