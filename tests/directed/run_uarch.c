/* run_uarch.c - the directed cases through the model of our RTL MMU, in three sizes. It may remember what the cases allow. */
#include <stdio.h>
#include <stdlib.h>

#include "faultline/uarch.h"
#include "play.h"

static void reset(void *self)
{
    fl_uarch_reset(self);
}

static void translate(void *self, const struct fl_request *request, const struct fl_pte_mem *mem,
                      struct fl_response *response)
{
    enum fl_port port = request->access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA;
    fl_uarch_translate(self, port, request, mem, NULL, response);
}

static void fence(void *self, const struct fl_fence *fence)
{
    fl_uarch_fence(self, fence);
}

/* Any argument: say each case's verdict. */
int main(int argc, char **argv)
{
    static struct {
        const char *name;
        struct fl_uarch_config config;
    } sizes[] = {
        {"uarch tiny", {.itlb_entries = 2, .dtlb_entries = 2}},
        {"uarch default",
         {.itlb_entries = 16, .dtlb_entries = 16, .l2_sets = 64, .l2_ways = 4, .super_entries = 8, .walk_entries = 4}},
        {"uarch large",
         {.itlb_entries = 64,
          .dtlb_entries = 64,
          .l2_sets = 256,
          .l2_ways = 4,
          .super_entries = 16,
          .walk_entries = 8}}};
    int bad = 0;

    (void)argv;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        sizes[i].config.pma = fl_pma_virt; /* as rtl/pma.sv */
        struct directed_mmu mmu = {.name = sizes[i].name,
                                   .layer = argc > 1 ? "uarch" : NULL,
                                   .self = fl_uarch_new(&sizes[i].config, 0),
                                   .offers = NEEDS_SV32 | NEEDS_PMP | NEEDS_ROM | NEEDS_SECOND_TRY | NEEDS_RV64,
                                   .remembers = true,
                                   .reset = reset,
                                   .translate = translate,
                                   .fence = fence};
        if (!mmu.self) {
            printf("%s: no model of this size\n", mmu.name);
            return EXIT_FAILURE;
        }
        bad |= directed_play_all(&mmu);
        fl_uarch_free(mmu.self);
    }
    return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
