/* run_dut.c - the directed cases through our RTL, in every build. It may remember what the cases allow. */
#include <stdio.h>
#include <stdlib.h>

#include "dut/dut.h"
#include "play.h"

static void reset(void *self)
{
    struct fl_dut *dut = self;
    dut->reset(dut->self);
}

static void translate(void *self, const struct fl_request *request, const struct fl_pte_mem *mem,
                      struct fl_response *response)
{
    enum fl_port port = request->access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA;
    fl_dut_translate(self, port, request, mem, true, NULL, response);
}

static void fence(void *self, const struct fl_fence *fence)
{
    fl_dut_fence(self, fence);
}

static void trap(void *self, const struct fl_trap_in *in, struct fl_trap_out *out)
{
    struct fl_dut *dut = self;
    dut->trap(dut->self, in, out);
}

enum { ANY = NEEDS_PMP | NEEDS_ROM | NEEDS_SECOND_TRY, RV64 = ANY | NEEDS_RV64, RV32 = ANY | NEEDS_SV32 };

/* A build, and what it can be asked. */
static const struct {
    const char *size;
    unsigned offers;
} builds[] = {{"tiny", RV64}, {"default", RV64}, {"large", RV64}, {"rv32", RV32}};

/* Any argument: say each case's verdict. */
int main(int argc, char **argv)
{
    int bad = 0;

    (void)argv;
    for (size_t i = 0; i < sizeof builds / sizeof builds[0]; i++) {
        struct fl_dut dut;
        if (!fl_rtl_open(builds[i].size, 0, &dut)) {
            printf("rtl %s: no such build\n", builds[i].size);
            return EXIT_FAILURE;
        }
        struct directed_mmu mmu = {.name = dut.name,
                                   .layer = argc > 1 ? "rtl" : NULL,
                                   .self = &dut,
                                   .offers = builds[i].offers,
                                   .remembers = true,
                                   .reset = reset,
                                   .translate = translate,
                                   .fence = fence};
        bad |= directed_play_all(&mmu);
        bad |= directed_play_traps(&mmu, trap);
        if (dut.complaint(dut.self)) {
            printf("%s: %s\n", dut.name, dut.complaint(dut.self));
            bad = 1;
        }
        dut.destroy(dut.self);
    }
    return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
