/* shm - memory shared by name: a producer and a consumer that know nothing of each other but the name.
 *
 * The textbook's file mapping: the producer creates the object and maps a view of it, the consumer opens and maps it; both
 * use it, unmap it and close it. 4,000 numbers pass through a ring of 256; the object also has pages enough to be swapped.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "process.h"

#define NAME    "ring"
#define NUMBERS 4000u
#define SLOTS   256u
#define PAGES   40
#define RW      (FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED)

struct ring {
    volatile uint32_t put, taken; /* so far */
    volatile uint32_t slot[SLOTS];
};

/* The page that the consumer fills and the producer has never touched. */
#define ANSWER 30

/* Three times as many pages need more slots than the small disk has. */
#define MANY 100u

static int produce(void)
{
    long fd = fl_shm_open(NAME, PAGES * FL_PAGE);
    struct ring *ring = (struct ring *)fl_mmap(NULL, PAGES * FL_PAGE, RW, fd, 0);
    for (uint32_t i = 0; i < NUMBERS; i++) {
        while (ring->put - ring->taken == SLOTS)
            fl_yield();
        ring->slot[i % SLOTS] = i * i;
        ring->put = i + 1;
    }
    while (ring->taken < NUMBERS)
        fl_yield();
    return fl_unmap(ring, PAGES * FL_PAGE) == 0 && fl_close(fd) == 0 ? 0 : 1;
}

static int consume(void)
{
    long fd;
    while ((fd = fl_shm_open(NAME, 0)) == -FL_ENOENT)
        fl_yield();
    struct ring *ring = (struct ring *)fl_mmap(NULL, PAGES * FL_PAGE, RW, fd, 0);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < NUMBERS; i++) {
        while (ring->put == i)
            fl_yield();
        wrong += ring->slot[i % SLOTS] != i * i;
        ring->taken = i + 1;
    }
    strcpy((char *)ring + ANSWER * FL_PAGE, wrong ? "wrong" : "all right");
    return fl_unmap(ring, PAGES * FL_PAGE) == 0 && fl_close(fd) == 0 && wrong == 0 ? 0 : 1;
}

static void check_pair(void)
{
    long producer = fl_spawn((const char *const[]){"bin/shm", "produce", NULL});
    long consumer = fl_spawn((const char *const[]){"bin/shm", "consume", NULL});
    int first, second;
    long one = fl_wait(&first), other = fl_wait(&second);
    fl_check(one + other == producer + consumer && first == 0 && second == 0,
             "%u numbers went from a producer to a consumer", NUMBERS);
}

/* Nobody maps the object now, but it has its name. */
static void check_persists(void)
{
    struct fl_stat stat;
    long fd = fl_shm_open(NAME, 0);
    fl_check(fd >= 0 && fl_fstat(fd, &stat) == 0, "the object is still there");
    fl_check_count(stat.size, PAGES * FL_PAGE, "bytes", "its size");
    fl_check_count(stat.users, 1, "user", "who use it");
    const char *page = (char *)fl_mmap(NULL, FL_PAGE, FL_MAP_READ | FL_MAP_SHARED, fd, ANSWER * FL_PAGE);
    fl_check(strcmp(page, "all right") == 0, "and holds the consumer's answer");
    fl_close(fd);
    fl_unmap((void *)page, FL_PAGE);
}

/* Pages go to swap and come back, also for a mapping that never had them. */
static void check_swapped(void)
{
    struct fl_counters before, after;
    long fd = fl_shm_open(NAME, 0);
    uint64_t *one = (uint64_t *)fl_mmap(NULL, PAGES * FL_PAGE, RW, fd, 0);
    uint64_t *other = (uint64_t *)fl_mmap(NULL, PAGES * FL_PAGE, RW, fd, 0);
    for (uint64_t i = 0; i < PAGES; i++)
        one[i * 512 + 100] = i;
    fl_check(fl_evict(one, PAGES * FL_PAGE) == PAGES, "%d pages pushed out", PAGES);
    fl_own_counters(&before);
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < PAGES; i++)
        wrong += other[i * 512 + 100] != i;
    fl_own_counters(&after);
    fl_check_count(after.swap_in - before.swap_in, PAGES, "swap-ins", "read through another mapping");
    fl_check_count(wrong, 0, "wrong words", "what was stored is what is read");
    for (uint64_t i = 0; i < PAGES; i++)
        wrong += one[i * 512 + 100] != i;
    fl_check_count(wrong, 0, "wrong words", "and again, where it was stored");
    fl_own_counters(&before);
    fl_check_count(before.cache_hit - after.cache_hit, PAGES, "cache hits", "for which all pages were there");
    fl_close(fd);
}

/* A page that was never stored to is zero, also when it was pushed out, whatever its slot held before. */
static void check_zero(void)
{
    for (int round = 0; round < 3; round++) {
        char *memory = (char *)fl_mmap(NULL, MANY * FL_PAGE, RW, -1, 0);
        uint32_t wrong = 0;
        for (uint32_t i = 0; i < MANY; i++)
            wrong += memory[i * FL_PAGE] != 0;
        fl_evict(memory, MANY * FL_PAGE);
        for (uint32_t i = 0; i < MANY; i++) {
            wrong += memory[i * FL_PAGE] != 0;
            memory[i * FL_PAGE] = 'x';
        }
        fl_evict(memory, MANY * FL_PAGE);
        fl_unmap(memory, MANY * FL_PAGE);
        fl_check_count(wrong, 0, "pages", "that are not zero at first");
    }
}

static int add_to(void *word)
{
    for (int i = 0; i < 100; i++)
        __atomic_fetch_add((uint64_t *)word, 1, __ATOMIC_RELAXED);
    return 0;
}

static void check_inherited(void)
{
    uint64_t *word = (uint64_t *)fl_mmap(NULL, FL_PAGE, RW, -1, 0);
    for (int i = 0; i < 5; i++)
        fl_in_child(add_to, word);
    fl_check_count(*word, 500, "counted", "five children in an anonymous shared page");
    fl_unmap(word, FL_PAGE);
}

static void check_errors(void)
{
    const struct {
        const char *what;
        long result, expected;
    } cases[] = {
        {"create a name that is taken", fl_shm_open(NAME, FL_PAGE), -FL_EEXIST},
        {"open a name that nobody has", fl_shm_open("none", 0), -FL_ENOENT},
        {"create 5 MiB", fl_shm_open("large", 5 << 20), -FL_EINVAL},
        {"create without a name", fl_shm_open("", FL_PAGE), -FL_ENOENT},
        {"a name of 40 characters", fl_shm_open("0123456789012345678901234567890123456789", 0), -FL_ENOENT},
        {"unlink a name that nobody has", fl_shm_unlink("none"), -FL_ENOENT},
        {"unlink", fl_shm_unlink(NAME), 0},
        {"open it afterwards", fl_shm_open(NAME, 0), -FL_ENOENT},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++)
        fl_check(cases[i].result == cases[i].expected, "%s: %ld (expected %ld)", cases[i].what, cases[i].result,
                 cases[i].expected);
    long fd = fl_shm_open("other", FL_PAGE);
    char *left = (char *)fl_mmap(NULL, FL_PAGE, RW, fd, 0);
    *left = 'x'; /* the object keeps its name, and this page, until the machine ends */
    fl_check(fl_mmap(NULL, FL_PAGE, FL_MAP_READ, fd, 0) == -FL_EINVAL, "a private mapping of it is refused");
    char byte;
    fl_check(fl_read((int)fd, &byte, 1) == -FL_EBADF, "read is for files");
}

int main(int argc, char **argv)
{
    if (argc == 2)
        return strcmp(argv[1], "produce") == 0 ? produce() : consume();
    fl_begin("shm", "memory shared by name between processes that are not related");
    check_pair();
    check_persists();
    check_swapped();
    check_zero();
    check_inherited();
    check_errors();
    return fl_finish();
}
