#include "lockstep/history.h"

#include <stdlib.h>

#define WORDS (FL_PAGE_SIZE / 8)

struct fl_history {
    uint64_t ram_base, ram_size;
    struct fl_past_store **page; /* per RAM page, allocated at its first store: one record per eight bytes */
    struct fl_past_fence *fence;
    size_t fence_count, fence_room;
};

struct fl_history *fl_history_new(uint64_t ram_base, uint64_t ram_size)
{
    struct fl_history *history = calloc(1, sizeof *history);
    if (!history) {
        return NULL;
    }
    history->ram_base = ram_base;
    history->ram_size = ram_size;
    history->page = calloc(ram_size / FL_PAGE_SIZE, sizeof *history->page);
    if (!history->page) {
        free(history);
        return NULL;
    }
    return history;
}

void fl_history_free(struct fl_history *history)
{
    if (!history) {
        return;
    }
    for (uint64_t i = 0; i < history->ram_size / FL_PAGE_SIZE; i++) {
        free(history->page[i]);
    }
    free(history->page);
    free(history->fence);
    free(history);
}

static struct fl_past_store *record_of(struct fl_history *history, uint64_t pa)
{
    uint64_t offset = pa - history->ram_base;
    if (offset >= history->ram_size) {
        return NULL;
    }
    struct fl_past_store **page = &history->page[offset / FL_PAGE_SIZE];
    if (!*page) {
        *page = calloc(WORDS, sizeof **page);
    }
    return *page ? &(*page)[offset % FL_PAGE_SIZE / 8] : NULL;
}

void fl_history_store(struct fl_history *history, uint64_t pa, uint64_t size, const struct fl_past_store *store)
{
    for (uint64_t word = pa & ~7ull; word < pa + size; word += 8) {
        struct fl_past_store *record = record_of(history, word);
        if (record) {
            *record = *store;
        }
    }
}

void fl_history_fence(struct fl_history *history, const struct fl_past_fence *fence)
{
    if (history->fence_count == history->fence_room) {
        size_t room = history->fence_room ? history->fence_room * 2 : 1024;
        struct fl_past_fence *grown = realloc(history->fence, room * sizeof *grown);
        if (!grown) {
            return;
        }
        history->fence = grown;
        history->fence_room = room;
    }
    history->fence[history->fence_count++] = *fence;
}

struct fl_past_store fl_history_last_store(const struct fl_history *history, uint64_t pa)
{
    uint64_t offset = pa - history->ram_base;
    const struct fl_past_store *page = offset < history->ram_size ? history->page[offset / FL_PAGE_SIZE] : NULL;
    return page ? page[offset % FL_PAGE_SIZE / 8] : (struct fl_past_store){0};
}

const struct fl_past_fence *fl_history_last_fence(const struct fl_history *history, uint64_t va, uint16_t asid)
{
    return fl_history_last_fence_over(history, va, asid, FL_PAGE_SHIFT);
}

const struct fl_past_fence *fl_history_last_fence_over(const struct fl_history *history, uint64_t va, uint16_t asid,
                                                       unsigned shift)
{
    for (size_t i = history->fence_count; i-- > 0;) {
        const struct fl_fence *fence = &history->fence[i].fence;
        bool by_va = !fence->va_given || (shift < 64 && fence->va >> shift == va >> shift);
        if (by_va && (!fence->asid_given || fence->asid == asid)) {
            return &history->fence[i];
        }
    }
    return NULL;
}
