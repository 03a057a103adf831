/* play.c - the player: a small memory with a rival agent in it, and the loop over a case's steps. */
#include "play.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "faultline/walk.h"
#include "tell.h"

struct scene {
    const struct directed_mmu *mmu;
    const struct directed_case *story;
    unsigned step;
    const struct fl_context *context;
    unsigned reads; /* of the request being played */
    bool race;      /* the rival's store is waiting */
    uint64_t race_address, race_value;
    bool failed;
    unsigned updates; /* compare-and-swaps that it won */
    uint8_t memory[DIRECTED_MEMORY];
};

/* The tables every case starts with. */
static const struct {
    uint64_t address, value;
} furniture[] = {
    {P4, PTE(0x80004000, V)}, {P3, PTE(0x80000000, V)}, {P2, PTE(0x80001000, V)},    {P1, PTE(0x80002000, V)},
    {Q2, PTE(0x80009000, V)}, {Q1, PTE(0x8000a000, V)}, {P1_32, PTE(0x80007000, V)},
};

static unsigned pte_size(const struct scene *scene)
{
    return scene->context && scene->context->xlen == 32 ? 4 : 8;
}

long directed_place(uint64_t address, unsigned size)
{
    if (address >= MEM_BASE && address <= MEM_END - size)
        return (long)(address - MEM_BASE);
    if (address >= DEVICE && address <= DEVICE + FL_PAGE_SIZE - size)
        return (long)(MEM_END - MEM_BASE + address - DEVICE);
    return -1;
}

static uint8_t *memory_at(struct scene *scene, uint64_t address, unsigned size)
{
    long place = directed_place(address, size);
    return place < 0 ? NULL : scene->memory + place;
}

static void store(struct scene *scene, uint64_t address, uint64_t value, unsigned size)
{
    uint8_t *bytes = memory_at(scene, address, size);
    assert(bytes && "a case stores outside the memory of case.h");
    if (scene->mmu->stored)
        scene->mmu->stored(scene->mmu->self, address, value, size);
    memcpy(bytes, &value, size);
}

static unsigned read_pte(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct scene *scene = self;
    const uint8_t *bytes = memory_at(scene, address, size);
    scene->reads++;
    *value = 0;
    *error = bytes == NULL;
    if (bytes)
        memcpy(value, bytes, size);
    return 1;
}

static unsigned compare_and_swap(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                                 bool *won, bool *error)
{
    struct scene *scene = self;
    uint8_t *bytes = memory_at(scene, address, size);
    uint64_t held = 0;
    *won = false;
    *error = bytes == NULL || address >= MEM_READ_ONLY;
    if (*error)
        return 1;
    if (scene->race && address == scene->race_address) {
        store(scene, address, scene->race_value, size);
        scene->race = false;
    }
    memcpy(&held, bytes, size);
    *won = held == expected;
    if (*won)
        store(scene, address, desired, size);
    scene->updates += *won;
    return 1;
}

static void complain(struct scene *scene, const char *expected, const char *got)
{
    scene->failed = true;
    printf("%s: case %s (%s), step %u: expected %s, got %s\n", scene->mmu->name, scene->story->number,
           scene->story->title, scene->step + 1, expected, got);
}

static const char *outcome_text(const struct directed_outcome *outcome, char text[static 80])
{
    if (outcome->fault)
        snprintf(text, 80, "%s (%u)", fl_cause_name(outcome->cause), outcome->cause);
    else
        snprintf(text, 80, "pa 0x%" PRIx64 " type %u", outcome->pa, outcome->attribute);
    return text;
}

static bool outcome_equal(const struct directed_outcome *a, const struct directed_outcome *b)
{
    if (a->fault || b->fault)
        return a->fault == b->fault && a->cause == b->cause;
    return a->pa == b->pa && a->attribute == b->attribute;
}

/* Is this one of the alternatives that follow the request? */
static bool allowed_as_stale(const struct scene *scene, const struct directed_outcome *got)
{
    const struct directed_step *step = &scene->story->step[scene->step];
    while ((++step)->kind == DIRECTED_OR)
        if (outcome_equal(&step->outcome, got))
            return true;
    return false;
}

static void check_reads(struct scene *scene, unsigned expected)
{
    char want[40], got[40];
    bool right = scene->mmu->remembers ? scene->reads <= expected : scene->reads == expected;
    if (right)
        return;
    snprintf(want, sizeof want, "%s%u PTE reads", scene->mmu->remembers ? "at most " : "", expected);
    snprintf(got, sizeof got, "%u", scene->reads);
    complain(scene, want, got);
}

static struct fl_request request_of(const struct scene *scene, const struct directed_step *step)
{
    return (struct fl_request){.va = step->va, .access = step->access, .size = step->size, .context = scene->context};
}

/* The answer must be as told, and whatever is set in the leaf is set at once (Privileged 4.3.2 step 9). */
static void play_answer(struct scene *scene, const struct directed_step *step)
{
    struct fl_request request = request_of(scene, step);
    struct fl_pte_mem mem = {scene, read_pte, compare_and_swap};
    struct fl_response response;
    char want[80], answer[80];

    memset(&response, 0, sizeof response);
    scene->reads = scene->updates = 0;
    scene->mmu->translate(scene->mmu->self, &request, &mem, &response);
    struct directed_outcome got = {.fault = response.fault};
    if (got.fault) {
        got.cause = response.cause;
    } else {
        got.pa = response.pa;
        got.attribute = response.attribute;
    }
    bool right = outcome_equal(&step->outcome, &got) || (scene->mmu->remembers && allowed_as_stale(scene, &got));
    if (!right)
        complain(scene, outcome_text(&step->outcome, want), outcome_text(&got, answer));
    if (response.fault && response.tval != step->va)
        complain(scene, "tval = va", "another tval");
    if (scene->updates > 1)
        complain(scene, "one update", "several");
}

static void play_request(struct scene *scene, const struct directed_step *step)
{
    play_answer(scene, step);
    check_reads(scene, step->reads);
}

/* Does what one ASID has walked serve the other (Privileged 4.3.1, G)? */
static void play_shared(struct scene *scene, const struct directed_step *step, bool expected)
{
    const struct directed_mmu *mmu = scene->mmu;
    play_answer(scene, step);
    bool shared = scene->reads == 0;
    if (!mmu->remembers) {
        struct fl_request request = request_of(scene, step);
        struct fl_pte_mem mem = {scene, read_pte, compare_and_swap};
        shared = mmu->is_global(mmu->self, &request, &mem);
    }
    if (shared != expected)
        complain(scene, expected ? "a global translation" : "one of another ASID",
                 expected ? "one of another ASID" : "a global one");
}

static void play_holds(struct scene *scene, const struct directed_step *step)
{
    char want[40], got[40];
    uint64_t held = 0;
    const uint8_t *bytes = memory_at(scene, step->address, pte_size(scene));
    assert(bytes && "a case looks outside the memory of case.h");
    memcpy(&held, bytes, pte_size(scene));
    if (held == step->value)
        return;
    snprintf(want, sizeof want, "PTE 0x%" PRIx64, step->value);
    snprintf(got, sizeof got, "0x%" PRIx64, held);
    complain(scene, want, got);
}

static void play_step(struct scene *scene, const struct directed_step *step)
{
    switch (step->kind) {
    case DIRECTED_WITH:
        scene->context = step->context;
        break;
    case DIRECTED_PUT:
        store(scene, step->address, step->value, pte_size(scene));
        break;
    case DIRECTED_SET:
        store(scene, step->address, step->value, pte_size(scene));
        scene->mmu->fence(scene->mmu->self, &(struct fl_fence){.va_given = false});
        break;
    case DIRECTED_RACE:
        scene->race = true;
        scene->race_address = step->address;
        scene->race_value = step->value;
        break;
    case DIRECTED_FENCE:
        scene->mmu->fence(scene->mmu->self, &step->fence);
        break;
    case DIRECTED_REQUEST:
        play_request(scene, step);
        break;
    case DIRECTED_HOLDS:
        play_holds(scene, step);
        break;
    case DIRECTED_SHARED:
    case DIRECTED_ALONE:
        play_shared(scene, step, step->kind == DIRECTED_SHARED);
        break;
    case DIRECTED_OR:
    case DIRECTED_END:
        break;
    }
}

/* Returns true when the case went as told. */
static bool play(const struct directed_mmu *mmu, const struct directed_case *story)
{
    struct scene scene = {.mmu = mmu, .story = story};
    mmu->reset(mmu->self);
    for (size_t i = 0; i < sizeof furniture / sizeof furniture[0]; i++)
        store(&scene, furniture[i].address, furniture[i].value, furniture[i].address == P1_32 ? 4 : 8);
    for (; scene.step < DIRECTED_STEPS && story->step[scene.step].kind != DIRECTED_END; scene.step++)
        play_step(&scene, &story->step[scene.step]);
    if (scene.race)
        complain(&scene, "a compare-and-swap for the rival to disturb", "none");
    if (mmu->agrees && !mmu->agrees(mmu->self))
        complain(&scene, "one answer", "two");
    return !scene.failed;
}

int directed_play_all(const struct directed_mmu *mmu)
{
    int played = 0, failed = 0, left_out = 0;
    for (const struct directed_case *const *list = directed_case_lists; *list; list++) {
        for (const struct directed_case *story = *list; story->number; story++) {
            unsigned needs = story->needs | (story->needs & NEEDS_SV32 ? 0 : NEEDS_RV64);
            if (needs & ~mmu->offers) {
                directed_tell(mmu->layer, story->number, "left_out", story->title);
                left_out++;
                continue;
            }
            bool passed = play(mmu, story);
            directed_tell(mmu->layer, story->number, passed ? "passed" : "failed", story->title);
            played++;
            failed += !passed;
        }
    }
    printf("%s: %d directed cases played, %d failed, %d left out\n", mmu->name, played, failed, left_out);
    return played ? failed : -1;
}

static bool trap_equal(const struct fl_trap_out *a, const struct fl_trap_out *b)
{
    return a->taken == b->taken && a->to_machine == b->to_machine && a->privilege == b->privilege &&
           a->mstatus == b->mstatus && a->pc == b->pc && a->epc == b->epc && a->cause == b->cause &&
           a->tval == b->tval && a->tval2 == b->tval2 && a->tinst == b->tinst;
}

static void print_trap(const char *who, const struct fl_trap_out *out)
{
    printf("    %-9s taken %d machine %d priv %u mstatus 0x%" PRIx64 " pc 0x%" PRIx64 " epc 0x%" PRIx64
           " cause 0x%" PRIx64 " tval 0x%" PRIx64 "\n",
           who, out->taken, out->to_machine, out->privilege, out->mstatus, out->pc, out->epc, out->cause, out->tval);
}

/* True when the trap unit says what the story says. */
static bool play_trap(const struct directed_mmu *mmu, const struct directed_trap *story,
                      void (*trap)(void *self, const struct fl_trap_in *, struct fl_trap_out *))
{
    struct fl_trap_out out;
    memset(&out, 0xa5, sizeof out); /* whatever the caller left there */
    trap(mmu->self, &story->in, &out);
    if (trap_equal(&out, &story->out))
        return true;
    printf("%s: trap case %s (%s)\n", mmu->name, story->number, story->title);
    print_trap("expected", &story->out);
    print_trap("got", &out);
    return false;
}

int directed_play_traps(const struct directed_mmu *mmu,
                        void (*trap)(void *self, const struct fl_trap_in *, struct fl_trap_out *))
{
    int played = 0, failed = 0, left_out = 0;
    for (const struct directed_trap *story = directed_traps; story->number; story++) {
        if (!(mmu->offers & (story->in.xlen == 32 ? NEEDS_SV32 : NEEDS_RV64))) {
            directed_tell(mmu->layer, story->number, "left_out", story->title);
            left_out++;
            continue;
        }
        bool passed = play_trap(mmu, story, trap);
        directed_tell(mmu->layer, story->number, passed ? "passed" : "failed", story->title);
        played++;
        failed += !passed;
    }
    printf("%s: %d trap cases played, %d failed, %d left out\n", mmu->name, played, failed, left_out);
    return played ? failed : -1;
}
