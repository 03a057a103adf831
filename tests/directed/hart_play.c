/* hart_play.c - the player of stories about a hart: finds where pc's bytes lie, runs one instruction, looks. */
#include "hart_play.h"

#include <inttypes.h>
#include <stdio.h>

enum { A0 = 10, A1 = 11, A2 = 12, PAGES = 16 };

struct play {
    const struct hart_engine *engine;
    const struct hart_story *story;
    const struct hart_step *step;
    struct hart_stage stage;
    struct {
        uint64_t va, pa;
    } page[PAGES]; /* as first mapped: where to put the words of mapped code */
    unsigned pages;
    bool failed;
};

static void complain(struct play *play, const char *what, uint64_t expected, uint64_t got)
{
    if (!play->failed)
        printf("%s: case %s (%s), step %d: %s: expected 0x%" PRIx64 ", got 0x%" PRIx64 "\n", play->engine->name,
               play->story->number, play->story->title, (int)(play->step - play->story->step) + 1, what, expected, got);
    play->failed = true;
}

static void expect(struct play *play, const char *what, uint64_t expected, uint64_t got)
{
    if (expected != got)
        complain(play, what, expected, got);
}

static void map(struct play *play, uint64_t va, uint64_t pa, uint64_t flags)
{
    rig_map(play->stage.rig, va, pa, flags);
    if (play->pages == PAGES)
        complain(play, "pages mapped", PAGES, PAGES + 1);
    else
        play->page[play->pages].va = va, play->page[play->pages++].pa = pa;
}

/* The physical address of the code at pc; 0 when pc is not mapped. */
static uint64_t code_at(const struct play *play, uint64_t pc)
{
    const struct fl_context *context = fl_hart_context(play->stage.rig->hart);
    if (context->privilege == FL_MACHINE || context->mode == FL_BARE)
        return pc;
    for (unsigned i = 0; i < play->pages; i++)
        if (play->page[i].va == (pc & ~(uint64_t)(FL_PAGE_SIZE - 1)))
            return play->page[i].pa + (pc & (FL_PAGE_SIZE - 1));
    return 0;
}

/* Run one instruction. True: it trapped, or an interrupt came instead. */
static bool run(struct play *play, const struct hart_step *step)
{
    struct rig *rig = play->stage.rig;
    uint64_t code = code_at(play, fl_hart_pc(rig->hart));
    unsigned traps = rig->traps;
    if (!step->as_is && code)
        hart_stage_store(&play->stage, code, step->word, (step->word & 3) == 3 ? 4 : 2);
    fl_hart_set_reg(rig->hart, A0, 0);
    fl_hart_set_reg(rig->hart, A1, step->a1);
    fl_hart_set_reg(rig->hart, A2, step->a2);
    rig_step(rig);
    return rig->traps != traps;
}

static void play_quiet(struct play *play, const struct hart_step *step)
{
    const struct rig *rig = play->stage.rig;
    if (run(play, step)) {
        complain(play, "no trap, but there was one, of cause", UINT64_MAX, rig->trap.out.cause);
        return;
    }
    uint64_t a0 = fl_hart_reg(rig->hart, A0);
    if (step->kind == HART_GIVES && a0 != step->other)
        expect(play, "a0", step->value, a0);
}

/* What software in the handler's mode sees; the registers of the other mode are not looked at. */
static void play_trap(struct play *play, const struct hart_step *step)
{
    struct rig *rig = play->stage.rig;
    uint64_t pc = fl_hart_pc(rig->hart);
    if (!run(play, step)) {
        if (step->kind == HART_MAY)
            expect(play, "a0", step->value, fl_hart_reg(rig->hart, A0));
        else
            complain(play, "a trap, but there was none; a0", step->value, fl_hart_reg(rig->hart, A0));
        return;
    }
    bool machine = fl_hart_context(rig->hart)->privilege == FL_MACHINE;
    expect(play, "xcause", step->kind == HART_MAY ? step->other : step->value, rig_csr(rig, machine ? MCAUSE : SCAUSE));
    expect(play, "xtval", step->tval, rig_csr(rig, machine ? MTVAL : STVAL));
    expect(play, "xepc", pc, rig_csr(rig, machine ? MEPC : SEPC));
    if (step->kind != HART_ENTERS)
        play_quiet(play, &(struct hart_step){.kind = HART_DO, .word = machine ? MRET : SRET});
}

static void play_fenced(struct play *play, const struct hart_step *step)
{
    const struct fl_fence *fence = &play->stage.rig->fence;
    if (play->stage.lockstep)
        return;
    expect(play, "va given", step->size & 1, fence->va_given);
    expect(play, "ASID given", step->size >> 1, fence->asid_given);
    expect(play, "ASID", step->value, fence->asid_given ? fence->asid : 0);
}

static void play_step(struct play *play, const struct hart_step *step)
{
    struct rig *rig = play->stage.rig;
    switch (step->kind) {
    case HART_DO:
    case HART_GIVES:
        play_quiet(play, step);
        break;
    case HART_TRAPS:
    case HART_MAY:
    case HART_ENTERS:
        play_trap(play, step);
        break;
    case HART_PUT:
        hart_stage_store(&play->stage, step->address, step->value, step->size);
        break;
    case HART_HOLDS:
        expect(play, "memory", step->value, rig_get(rig, step->address, step->size));
        break;
    case HART_CSR:
        expect(play, "CSR", step->value, rig_csr(rig, (unsigned)step->address));
        break;
    case HART_LINES:
        rig->lines = step->value;
        break;
    case HART_FENCED:
        play_fenced(play, step);
        break;
    case HART_AT:
        expect(play, "pc", step->address, fl_hart_pc(rig->hart));
        expect(play, "mode", step->value, fl_hart_context(rig->hart)->privilege);
        break;
    case HART_MAP: /* done before the start */
    case HART_END:
        break;
    }
}

/* What must be there before the first instruction. */
static void prepare(struct play *play)
{
    const struct hart_story *story = play->story;
    struct rig *rig = play->stage.rig;
    rig->config.pmp_entries = story->pmp_entries;
    rig->later_at = 1000000; /* so that WFI is no deadlock */
    rig->later_lines = 0;
    map(play, CODE, CODE_PA, story->boot.privilege == FL_USER ? PTE_USER : PTE_KERNEL);
    map(play, RIG_STVEC, RIG_STVEC, PTE_KERNEL);
    for (const struct hart_step *step = story->step; step->kind != HART_END; step++)
        if (step->kind == HART_MAP)
            map(play, step->a1, step->address, step->value);
    rig_boot(rig, &story->boot);
}

bool hart_play(struct hart_engine *engine, const struct hart_story *story)
{
    struct play play = {.engine = engine, .story = story, .step = story->step};
    hart_stage_open(&play.stage, engine);
    prepare(&play);
    for (; play.step->kind != HART_END && !play.failed; play.step++)
        play_step(&play, play.step);
    bool agree = hart_stage_agrees(&play.stage);
    if (!agree)
        printf("%s: case %s (%s): the two MMUs part\n", engine->name, story->number, story->title);
    hart_stage_close(&play.stage);
    return agree && !play.failed;
}
