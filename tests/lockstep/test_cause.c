/* test_cause.c - the sentence of a report, for differences in the second level, the walk cache and fences: whichever side is spoilt in
 * just one thing, the cause names the structure, the rule and that side. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lockstep/cause.h"
#include "lockstep/compare.h"
#include "lockstep/page_opinion.h"
#include "uarch_rig.h"

#define PAGE  UINT64_C(0x40001000) /* 4 KiB, readable and executable */
#define NEXT  UINT64_C(0x40002000) /* its neighbour */
#define LARGE UINT64_C(0x00400000) /* 2 MiB */
#define SET   (unsigned)(PAGE >> 12 & 63)

static const struct fl_uarch_config config = {
    .itlb_entries = 4, .dtlb_entries = 4, .l2_sets = 64, .l2_ways = 4, .super_entries = 4, .walk_entries = 4};

/* What the spoilt side did, answer and state. */
struct side {
    struct fl_answer answer;
    struct fl_mmu_state state;
    unsigned fence_cycles;
};

static struct fl_divergence d;
static struct rig *rig;

static void open_rig(void)
{
    rig = rig_new_sized(FL_SV39, &config, 0);
    rig->context.asid = 7;
    rig_map(rig, PAGE, 0, 0x80100000, V | R | X | A);
    rig_map(rig, NEXT, 0, 0x80200000, V | R | X | A);
    rig_map(rig, LARGE, 1, 0x80400000, V | R | X | A);
}

/* Both sides as they are right, from the model and from the page, which must agree. */
static void request(enum fl_access access, uint64_t va)
{
    d = (struct fl_divergence){.since_good = 1,
                               .has_request = true,
                               .port = access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA,
                               .asked_va = va,
                               .request = {.va = va, .access = (uint8_t)access, .size = 4},
                               .context = rig->context};
    struct fl_difference difference;
    d.request.context = &d.context;
    fl_uarch_read_state(rig->mmu, &d.good);
    fl_walk(&d.request, &rig->mem, false, &d.spec);
    fl_ask_page(&d, &rig->mem);
    fl_uarch_translate(rig->mmu, d.port, &d.request, &rig->mem, &d.model.trace, &d.model.response);
    fl_uarch_read_state(rig->mmu, &d.model_state);
    d.rtl = d.model;
    d.rtl_state = d.model_state;
    assert_true(fl_same_state(&d.page.state, &d.model_state, &difference));
}

static void fence(const uint64_t *va, const uint16_t *asid)
{
    d = (struct fl_divergence){.since_good = 1, .has_fence = true};
    d.fence = (struct fl_fence){
        .va_given = va != NULL, .asid_given = asid != NULL, .va = va ? *va : 0, .asid = asid ? *asid : 0};
    fl_uarch_read_state(rig->mmu, &d.good);
    fl_ask_page(&d, &rig->mem);
    fl_uarch_fence(rig->mmu, &d.fence);
    fl_uarch_read_state(rig->mmu, &d.model_state);
    d.rtl_state = d.model_state;
}

static void walk_of_page(void)
{
    request(FL_LOAD, PAGE);
}
static void walk_of_large_page(void)
{
    request(FL_LOAD, LARGE);
}
static void walk_from_pointer(void)
{
    rig_load(rig, PAGE);
    request(FL_LOAD, NEXT);
}
static void refused_probe(void)
{
    rig_load(rig, PAGE);
    request(FL_STORE, PAGE);
}
/* The data port has brought it in, the fetch port finds it in the L2. */
static void answer_from_l2(void)
{
    rig_load(rig, PAGE);
    request(FL_FETCH, PAGE);
}
static void answer_from_super(void)
{
    rig_load(rig, LARGE);
    request(FL_FETCH, LARGE);
}
static void fence_by_va(void)
{
    uint64_t va = PAGE;
    rig_load(rig, PAGE);
    fence(&va, NULL);
}
static void fence_by_asid(void)
{
    uint16_t asid = 7;
    rig_load(rig, PAGE);
    fence(NULL, &asid);
}

static struct fl_tlb_entry *way(struct side *side, unsigned i)
{
    return &side->state.l2.entry[SET * 4 + i];
}

static void fill_another_way(struct side *side)
{
    *way(side, 2) = *way(side, 0);
    way(side, 0)->valid = false;
}
static void fill_no_way(struct side *side)
{
    way(side, 0)->valid = false;
}
static void fill_no_superpage(struct side *side)
{
    side->state.super.entry[0].valid = false;
}
static void fill_large_page_into_l2(struct side *side)
{
    unsigned index = (unsigned)(LARGE >> 12 & 63) * 4;
    side->state.l2.entry[index] = side->state.super.entry[0];
}
static void fill_no_pointer(struct side *side)
{
    side->state.pwc[0].entry[0].valid = false;
}
static void fill_another_pointer(struct side *side)
{
    side->state.pwc[0].entry[3] = side->state.pwc[0].entry[0];
    side->state.pwc[0].entry[0].valid = false;
}
static void keep_way(struct side *side)
{
    *way(side, 0) = d.good.l2.entry[SET * 4];
}
static void lose_way(struct side *side)
{
    way(side, 0)->valid = false;
}
static void leave_set_tree(struct side *side)
{
    side->state.l2.plru[SET] ^= 3;
}
static void touch_super_tree(struct side *side)
{
    side->state.super.plru ^= 1;
}
static void touch_pointer_tree(struct side *side)
{
    side->state.pwc[0].plru ^= 1;
}
static void wrong_rights(struct side *side)
{
    way(side, 0)->w = true;
}
static void walk_instead(struct side *side)
{
    side->answer.response.path = FL_PATH_WALK;
    side->answer.trace = d.spec.trace;
}
static void begin_at_root(struct side *side)
{
    side->answer.trace = d.spec.trace;
}
static void drop_pointer(struct side *side)
{
    side->state.pwc[0].entry[0].valid = false;
}
static void sweep_too_little(struct side *side)
{
    side->fence_cycles--;
}

static const struct {
    void (*story)(void);
    void (*spoil)(struct side *side);
    const char *words[3]; /* in which %s is the side */
} cases[] = {
    {walk_of_page,
     fill_another_way,
     {"the %s refilled L2 TLB set 1 way 2; the victim is L2 TLB set 1 way 0", "lowest"}},
    {walk_of_page, fill_no_way, {"the %s did not write the leaf into L2 TLB set 1 way 0", "microarchitecture.md 5.2"}},
    {walk_of_page, fill_no_pointer, {"the %s did not write the pointer into walk cache of level 1 entry 0"}},
    {walk_of_page,
     fill_another_pointer,
     {"the %s refilled walk cache of level 1 entry 3; the victim is walk cache of level 1 entry 0"}},
    {walk_of_page, wrong_rights, {"the refill of the %s's L2 TLB set 1 way 0", "stored w = 0x1"}},
    {walk_of_page, touch_pointer_tree, {"walk cache of level 1 replacement tree", "the pointer it begins at"}},
    {walk_of_large_page, fill_no_superpage, {"the %s did not write the leaf into superpage TLB entry 0"}},
    {walk_of_large_page, fill_large_page_into_l2, {"the %s wrote a leaf into L2 TLB set 0 way 0", "nothing is to be"}},
    {walk_from_pointer, begin_at_root, {"began at level 2; walk cache of level 1 entry 0 knows where level 0 begins"}},
    {walk_from_pointer, lose_way, {"is lost in the %s", "the VPN compare did not reject it", "5.1"}},
    {refused_probe, keep_way, {"L2 TLB set 1 way 0", "is kept by the %s; a refused probe drops every match", "5.1"}},
    {answer_from_l2,
     leave_set_tree,
     {"L2 TLB set 1 replacement tree", "an answer from the second level, which touches"}},
    {answer_from_l2, lose_way, {"is lost in the %s", "only what a refused request matches is dropped"}},
    {answer_from_l2, walk_instead, {"L2 TLB set 1 way 0 holds this page", "but the %s did not answer from it"}},
    {answer_from_super, touch_super_tree, {"superpage TLB replacement tree", "which touches the entry it came from"}},
    {fence_by_va, drop_pointer, {"dropped the %s's walk cache of level 1 entry 0", "pointers survive fences by VA"}},
    {fence_by_va, keep_way, {"did not drop the %s's L2 TLB set 1 way 0", "the sweep of docs/microarchitecture.md 9"}},
    {fence_by_asid, keep_way, {"did not drop the %s's L2 TLB set 1 way 0", "a fence drops every entry it covers"}},
    {fence_by_asid, sweep_too_little, {"took 65 cycles", "microarchitecture.md 9 says 66, with 64 sets swept"}},
};

/* The difference that lockstep would have found. */
static bool find_difference(unsigned model_fence, unsigned rtl_fence)
{
    if (d.has_fence && !fl_same_field(&d.what, FL_DEPTH_FENCE, "cycles", 0, model_fence, rtl_fence)) {
        return true;
    }
    bool both_walked = d.model.trace.count > 0 && d.rtl.trace.count > 0;
    return (both_walked && !fl_same_walk(&d.model.trace, &d.rtl.trace, &d.what)) ||
           !fl_same_path(&d.model.response, &d.rtl.response, &d.what) ||
           !fl_same_state(&d.model_state, &d.rtl_state, &d.what);
}

static char *cause_when_spoilt(size_t i, bool model)
{
    struct side side;
    char *text = NULL;
    size_t size = 0;
    open_rig();
    cases[i].story();
    side = (struct side){d.model, d.model_state, d.page.fence_cycles};
    cases[i].spoil(&side);
    *(model ? &d.model : &d.rtl) = side.answer;
    *(model ? &d.model_state : &d.rtl_state) = side.state;
    assert_true(find_difference(model ? side.fence_cycles : d.page.fence_cycles,
                                model ? d.page.fence_cycles : side.fence_cycles));
    assert_int_equal(fl_wrong_side(&d), model ? FL_SIDE_MODEL : FL_SIDE_RTL);
    FILE *out = open_memstream(&text, &size);
    fl_write_cause(out, &d);
    fclose(out);
    rig_free(rig);
    return text;
}

static void test_the_cause_names_structure_rule_and_side(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (unsigned model = 0; model < 2; model++) {
            char *text = cause_when_spoilt(i, model);
            print_message("%s\n", text);
            for (unsigned w = 0; w < 3 && cases[i].words[w]; w++) {
                char expected[160];
                snprintf(expected, sizeof expected, cases[i].words[w], model ? "model" : "RTL");
                if (!strstr(text, expected)) {
                    fail_msg("case %zu: '%s' does not say '%s'", i, text, expected);
                }
            }
            free(text);
        }
    }
}

/* Both spoilt alike, or one in a way that the page does not know: then nobody is accused. */
static void test_nobody_is_accused_when_neither_side_is_right(void **state)
{
    (void)state;
    open_rig();
    walk_of_page();
    d.model_state.l2.entry[SET * 4].valid = false;
    d.rtl_state.l2.entry[SET * 4].w = true;
    assert_true(find_difference(0, 0));
    assert_int_equal(fl_wrong_side(&d), FL_SIDE_UNKNOWN);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_cause_names_structure_rule_and_side),
        cmocka_unit_test(test_nobody_is_accused_when_neither_side_is_right),
    };
    return cmocka_run_group_tests_name("cause", tests, NULL, NULL);
}
