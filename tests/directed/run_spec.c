/* run_spec.c - the directed cases through the golden model's pure walk, PMP and trap rules. It remembers nothing. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "faultline/walk.h"
#include "play.h"
#include "tell.h"

static void reset(void *self)
{
    (void)self;
}

static void translate(void *self, const struct fl_request *request, const struct fl_pte_mem *mem,
                      struct fl_response *response)
{
    struct fl_translation out;
    (void)self;
    response->fault = fl_walk(request, mem, true, &out) != FL_OK;
    response->cause = out.cause;
    response->tval = out.tval;
    response->pa = out.pa;
    response->attribute = out.attribute;
}

static bool is_global(void *self, const struct fl_request *request, const struct fl_pte_mem *mem)
{
    struct fl_translation out;
    (void)self;
    return fl_walk(request, mem, false, &out) == FL_OK && out.global;
}

static void fence(void *self, const struct fl_fence *fence)
{
    (void)self;
    (void)fence;
}

static void trap(void *self, const struct fl_trap_in *in, struct fl_trap_out *out)
{
    (void)self;
    fl_trap(in, out);
}

static uint64_t write_csr(struct fl_pmp *pmp, const struct directed_csr_write *write)
{
    switch (write->csr) {
    case CSR_CFG:
        fl_pmp_write_cfg(pmp, write->entry, (uint8_t)write->value);
        return pmp->cfg[write->entry];
    case CSR_ADDR:
        fl_pmp_write_addr(pmp, write->entry, write->value);
        return pmp->addr[write->entry];
    case CSR_MSECCFG:
        fl_pmp_write_mseccfg(pmp, write->value);
        return (uint64_t)pmp->mml | (uint64_t)pmp->mmwp << 1 | (uint64_t)pmp->rlb << 2;
    case CSR_END:
        break;
    }
    return 0;
}

static bool play_writes(const struct directed_pmp_csr *story)
{
    struct fl_pmp pmp = story->before;
    bool passed = true;
    for (const struct directed_csr_write *write = story->write; write->csr != CSR_END; write++) {
        uint64_t holds = write_csr(&pmp, write);
        if (holds == write->holds)
            continue;
        passed = false;
        printf("spec: case %s (%s), write %d: expected 0x%" PRIx64 ", got 0x%" PRIx64 "\n", story->number, story->title,
               (int)(write - story->write) + 1, write->holds, holds);
    }
    return passed;
}

static int play_pmp_csrs(const char *layer)
{
    int played = 0, failed = 0;
    for (const struct directed_pmp_csr *story = directed_pmp_csrs; story->number; story++, played++) {
        bool passed = play_writes(story);
        directed_tell(layer, story->number, passed ? "passed" : "failed", story->title);
        failed += !passed;
    }
    printf("spec: %d PMP register cases played, %d failed\n", played, failed);
    return played ? failed : -1;
}

/* Any argument: say each case's verdict. */
int main(int argc, char **argv)
{
    const struct directed_mmu spec = {.name = "spec",
                                      .layer = argc > 1 ? "spec" : NULL,
                                      .offers = NEEDS_SV32 | NEEDS_PMP | NEEDS_ROM | NEEDS_SECOND_TRY | NEEDS_RV64,
                                      .reset = reset,
                                      .translate = translate,
                                      .fence = fence,
                                      .is_global = is_global};
    (void)argv;
    int translations = directed_play_all(&spec);
    int traps = directed_play_traps(&spec, trap);
    int csrs = play_pmp_csrs(spec.layer);
    return translations || traps || csrs ? EXIT_FAILURE : EXIT_SUCCESS;
}
