/* sort - heap sort and quick sort of an array four times as large as its memory.
 *
 * The same numbers in the same frames: quick sort walks, heap sort jumps, and the page faults tell. Both must sort.
 */
#include "check.h"
#include "process.h"

/* Records of 64 bytes, sorted by their first word and moved whole. */
struct record {
    uint32_t key, copy[15];
};

enum { PAGES = 48, FRAMES = 12, COUNT = PAGES * FL_PAGE / sizeof(struct record) };

static uint64_t fill(struct record *a)
{
    uint32_t x = 1;
    uint64_t sum = 0;
    for (unsigned i = 0; i < COUNT; i++) {
        x = x * 1664525u + 1013904223u;
        a[i].key = a[i].copy[14] = x >> 8;
        sum += a[i].key;
    }
    return sum;
}

static void swap(struct record *a, struct record *b)
{
    struct record t = *a;
    *a = *b;
    *b = t;
}

static void sift_down(struct record *a, unsigned root, unsigned end)
{
    for (unsigned child = 2 * root + 1; child < end; child = 2 * root + 1) {
        if (child + 1 < end && a[child + 1].key > a[child].key)
            child++;
        if (a[root].key >= a[child].key)
            return;
        swap(&a[root], &a[child]);
        root = child;
    }
}

static void heap_sort(struct record *a, unsigned count)
{
    for (unsigned i = count / 2; i-- > 0;)
        sift_down(a, i, count);
    for (unsigned end = count; end-- > 1;) {
        swap(&a[0], &a[end]);
        sift_down(a, 0, end);
    }
}

static void quick_sort(struct record *a, unsigned count)
{
    while (count > 1) {
        uint32_t pivot = a[(count - 1) / 2].key;
        unsigned low = 0, high = count - 1;
        for (;; low++, high--) {
            while (a[low].key < pivot)
                low++;
            while (a[high].key > pivot)
                high--;
            if (low >= high)
                break;
            swap(&a[low], &a[high]);
        }
        quick_sort(a, high + 1);
        a += high + 1;
        count -= high + 1;
    }
}

static unsigned long run(const char *name, void (*sort)(struct record *, unsigned), enum fl_policy policy)
{
    struct fl_counters before, after;
    struct record *array = (struct record *)fl_map(NULL, PAGES * FL_PAGE);
    fl_quota(array, FRAMES, policy);
    uint64_t sum = fill(array);
    fl_own_counters(&before);
    sort(array, COUNT);
    fl_own_counters(&after);
    unsigned disorder = 0;
    for (unsigned i = 0; i < COUNT; i++) {
        disorder += (i > 0 && array[i - 1].key > array[i].key) || array[i].key != array[i].copy[14];
        sum -= array[i].key;
    }
    fl_check(disorder == 0 && sum == 0, "%s: %u records in order, none lost", name, (unsigned)COUNT);
    fl_unmap(array, PAGES * FL_PAGE);
    return fl_page_ins(&after) - fl_page_ins(&before);
}

int main(void)
{
    fl_begin("sort", "an array four times as large as its memory");
    unsigned long quick = run("quick sort", quick_sort, FL_POLICY_SECOND_CHANCE);
    unsigned long heap = run("heap sort", heap_sort, FL_POLICY_SECOND_CHANCE);
    fl_check(quick >= PAGES - FRAMES && heap >= 3 * quick, "heap sort faults at least three times as often");
    return fl_finish();
}
