/* test_slab.c - the kernel's slab allocator, compiled for the host as it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "slab.h"

#define PAGE  4096
#define PAGES 96

/* A source of PAGES pages that hands out the lowest free range, and may be told to run dry. */
struct lab {
    char *memory;
    unsigned char used[PAGES];
    struct fl_slab *owner[PAGES];
    unsigned slabs, limit; /* in use, and how many pages may be */
    struct fl_slab_source source;
};

static unsigned pages_used(const struct lab *lab)
{
    unsigned pages = 0;
    for (unsigned i = 0; i < PAGES; i++)
        pages += lab->used[i];
    return pages;
}

static void *take(void *env, size_t bytes)
{
    struct lab *lab = env;
    unsigned pages = (unsigned)(bytes / PAGE), run = 0;
    for (unsigned i = 0; i < lab->limit; i++) {
        run = lab->used[i] ? 0 : run + 1;
        if (run < pages)
            continue;
        memset(lab->used + i + 1 - pages, 1, pages);
        return lab->memory + (i + 1 - pages) * (size_t)PAGE;
    }
    return NULL;
}

static void give(void *env, void *memory, size_t bytes)
{
    struct lab *lab = env;
    size_t first = (size_t)((char *)memory - lab->memory) / PAGE;
    for (size_t i = first; i < first + bytes / PAGE; i++) {
        assert_int_equal(lab->used[i], 1);
        lab->used[i] = 0;
    }
}

static struct fl_slab *new_slab(void *env)
{
    ((struct lab *)env)->slabs++;
    return malloc(sizeof(struct fl_slab));
}

/* The owner table forgets with the descriptor, so that no pointer to freed memory stays. */
static void free_slab(void *env, struct fl_slab *slab)
{
    struct lab *lab = env;
    for (unsigned i = 0; i < PAGES; i++)
        if (lab->owner[i] == slab)
            lab->owner[i] = NULL;
    lab->slabs--;
    free(slab);
}

static void set_owner(void *env, struct fl_slab *slab, size_t bytes)
{
    struct lab *lab = env;
    size_t first = (size_t)(slab->memory - lab->memory) / PAGE;
    for (size_t i = first; i < first + bytes / PAGE; i++)
        lab->owner[i] = slab;
}

static struct fl_slab *owner(void *env, const void *object)
{
    struct lab *lab = env;
    size_t page = (size_t)((const char *)object - lab->memory) / PAGE;
    return page < PAGES ? lab->owner[page] : NULL;
}

static int open_lab(void **state)
{
    struct lab *lab = calloc(1, sizeof(*lab));
    lab->memory = aligned_alloc(PAGE, PAGES * (size_t)PAGE);
    lab->limit = PAGES;
    lab->source = (struct fl_slab_source){lab, take, give, new_slab, free_slab, set_owner, owner};
    *state = lab;
    return 0;
}

static int close_lab(void **state)
{
    struct lab *lab = *state;
    int leaked = (int)lab->slabs + (int)pages_used(lab);
    free(lab->memory);
    free(lab);
    return leaked;
}

static void assert_lists(const struct fl_slab_cache *cache, uint32_t full, uint32_t partial, uint32_t empty)
{
    assert_int_equal(cache->full.slabs, full);
    assert_int_equal(cache->partial.slabs, partial);
    assert_int_equal(cache->empty.slabs, empty);
}

/* Scenario 20. */
static void test_slab_of_12_kib_holds_six_objects_of_2_kib(void **state)
{
    struct lab *lab = *state;
    struct fl_slab_cache cache = {.name = "two", .object_size = 2048, .slab_bytes = 12288};
    char *object[6];
    assert_int_equal(fl_slab_objects(&cache), 6);
    for (unsigned i = 0; i < 6; i++) {
        assert_lists(&cache, 0, i > 0, 0);
        object[i] = fl_slab_take(&cache, &lab->source);
        assert_ptr_equal(object[i], object[0] + i * 2048);
    }
    assert_lists(&cache, 1, 0, 0);
    assert_int_equal(pages_used(lab), 3);
    for (unsigned i = 0; i < 6; i++) {
        assert_true(fl_slab_give(&cache, &lab->source, object[i]));
        assert_lists(&cache, 0, i < 5, i == 5);
    }
    assert_int_equal(fl_slab_reap(&cache, &lab->source), 1);
    assert_lists(&cache, 0, 0, 0);
}

static void test_slab_takes_from_partial_slabs_first_and_keeps_one_empty(void **state)
{
    struct lab *lab = *state;
    struct fl_slab_cache cache = {.name = "half", .object_size = 2048};
    char *object[6];
    for (unsigned i = 0; i < 6; i++)
        object[i] = fl_slab_take(&cache, &lab->source);
    assert_lists(&cache, 3, 0, 0);
    fl_slab_give(&cache, &lab->source, object[0]);
    fl_slab_give(&cache, &lab->source, object[1]);
    fl_slab_give(&cache, &lab->source, object[2]);
    assert_lists(&cache, 1, 1, 1);
    assert_ptr_equal(fl_slab_take(&cache, &lab->source), object[2]); /* not from the empty slab */
    for (unsigned i = 2; i < 6; i++)
        fl_slab_give(&cache, &lab->source, object[i]);
    assert_lists(&cache, 0, 0, 1);
    assert_int_equal(pages_used(lab), 1);
    fl_slab_reap(&cache, &lab->source);
}

static unsigned constructed;

static void construct(void *object)
{
    constructed++;
    memset(object, 0xc5, 64);
}

static void test_slab_constructs_each_object_once(void **state)
{
    struct lab *lab = *state;
    struct fl_slab_cache cache = {.name = "made", .object_size = 64, .construct = construct};
    constructed = 0;
    for (unsigned turn = 0; turn < 10; turn++) {
        unsigned char *object = fl_slab_take(&cache, &lab->source);
        for (unsigned i = 0; i < 64; i++)
            assert_int_equal(object[i], 0xc5); /* also after it was given back: no list runs through free objects */
        fl_slab_give(&cache, &lab->source, object);
    }
    assert_int_equal(constructed, PAGE / 64);
    fl_slab_reap(&cache, &lab->source);
}

static void test_slab_refuses_what_is_no_object_in_use(void **state)
{
    struct lab *lab = *state;
    struct fl_slab_cache cache = {.name = "a", .object_size = 48}, other = {.name = "b", .object_size = 48};
    char *object = fl_slab_take(&cache, &lab->source);
    assert_false(fl_slab_give(&other, &lab->source, object));
    assert_false(fl_slab_give(&cache, &lab->source, object + 1));
    assert_false(fl_slab_give(&cache, &lab->source, object + 48));
    assert_false(fl_slab_give(&cache, &lab->source, object + 4080)); /* the slab's unused end */
    assert_false(fl_slab_give(&cache, &lab->source, object + PAGE));
    assert_true(fl_slab_give(&cache, &lab->source, object));
    assert_false(fl_slab_give(&cache, &lab->source, object));
    fl_slab_reap(&cache, &lab->source);
}

static void test_slab_without_memory_changes_nothing(void **state)
{
    struct lab *lab = *state;
    struct fl_slab_cache cache = {.name = "dry", .object_size = 4096};
    lab->limit = 1;
    void *object = fl_slab_take(&cache, &lab->source);
    assert_null(fl_slab_take(&cache, &lab->source));
    assert_int_equal(lab->slabs, 1);
    assert_int_equal(cache.objects_used, 1);
    fl_slab_give(&cache, &lab->source, object);
    fl_slab_reap(&cache, &lab->source);
}

/* The laws, after every step of random traffic: lists agree with their slabs, and the sums with what was taken. */
static void assert_laws(const struct fl_slab_cache *cache, uint32_t live)
{
    const struct fl_slab_list *lists[] = {&cache->empty, &cache->partial, &cache->full};
    uint32_t used = 0;
    for (unsigned l = 0; l < 3; l++) {
        uint32_t slabs = 0;
        for (const struct fl_slab *s = lists[l]->first; s; s = s->next, slabs++) {
            uint32_t bits = 0;
            for (unsigned i = 0; i < FL_SLAB_MAX_OBJECTS; i++)
                bits += s->taken[i / 64] >> i % 64 & 1;
            assert_int_equal(bits, s->used);
            assert_int_equal(l, s->used == 0 ? 0 : s->used < fl_slab_objects(cache) ? 1 : 2);
            used += s->used;
        }
        assert_int_equal(slabs, lists[l]->slabs);
    }
    assert_int_equal(used, live);
    assert_int_equal(cache->objects_used, live);
    assert_true(cache->empty.slabs <= 1);
}

static void test_slab_never_hands_out_an_object_twice(void **state)
{
    enum { OBJECTS = 300 };
    static const size_t sizes[] = {16, 24, 72, 600, 3000, 5000};
    struct lab *lab = *state;
    unsigned seed = 7;
    for (unsigned n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
        struct fl_slab_cache cache = {.name = "random", .object_size = sizes[n]};
        unsigned *object[OBJECTS] = {NULL};
        uint32_t live = 0;
        for (unsigned turn = 0; turn < 4000; turn++) {
            seed = seed * 1103515245u + 12345u;
            unsigned k = (seed >> 16) % OBJECTS;
            if (!object[k] && (object[k] = fl_slab_take(&cache, &lab->source))) {
                *object[k] = k;
                live++;
            } else if (object[k]) {
                assert_int_equal(*object[k], k); /* nobody else has written it */
                assert_true(fl_slab_give(&cache, &lab->source, object[k]));
                object[k] = NULL;
                live--;
            }
            assert_laws(&cache, live);
        }
        for (unsigned k = 0; k < OBJECTS; k++)
            if (object[k])
                fl_slab_give(&cache, &lab->source, object[k]);
        fl_slab_reap(&cache, &lab->source);
    }
}

#define slab_test(f) cmocka_unit_test_setup_teardown(f, open_lab, close_lab)

int main(void)
{
    const struct CMUnitTest tests[] = {
        slab_test(test_slab_of_12_kib_holds_six_objects_of_2_kib),
        slab_test(test_slab_takes_from_partial_slabs_first_and_keeps_one_empty),
        slab_test(test_slab_constructs_each_object_once),
        slab_test(test_slab_refuses_what_is_no_object_in_use),
        slab_test(test_slab_without_memory_changes_nothing),
        slab_test(test_slab_never_hands_out_an_object_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
