/* code - what a process runs is what memory holds now, however it came there: from the disk, by write(), by its own stores
 * before mprotect(), by the copy of a page.
 *
 * A hart may go on running what it once fetched until FENCE.I, and the kernel makes one wherever a page becomes code. So
 * none stands here. On a hart whose fetches follow all stores this proves nothing; tests/firmware/run_stale.sh has one
 * that keeps code for as long as it may.
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

enum {
    PAGES = 64,
    FRAMES = 4,
    WORDS = 2,
    COPIES = 16,
    RW = FL_MAP_READ | FL_MAP_WRITE,
    RX = FL_MAP_READ | FL_MAP_EXEC
};

typedef uint64_t function(uint64_t argument);

/* A function that returns `value`. */
static void assemble(uint32_t code[WORDS], uint32_t value)
{
    code[0] = 0x00000513u | value << 20; /* li a0, value */
    code[1] = 0x00008067u;               /* ret          */
}

static uint64_t run(const void *code)
{
    return ((function *)code)(0);
}

/* Page i of the library begins with a function that adds i; in few frames each takes another one's place. */
static void check_replaced(void)
{
    long fd = fl_open("lib/pages", FL_OPEN_READ);
    char *library = (char *)fl_mmap(NULL, PAGES * FL_PAGE, RX, fd, 0);
    fl_quota(library, FRAMES, FL_POLICY_FIFO);
    uint64_t right = 0;
    for (uint64_t i = 0; i < PAGES; i++)
        right += run(library + i * FL_PAGE) == i;
    fl_check_count(right, PAGES, "functions", "of 64 pages in 4 frames each ran its own");
    fl_unmap(library, PAGES * FL_PAGE);
    fl_close(fd);
}

static void check_written(void)
{
    long fd = fl_open("etc/field", FL_OPEN_WRITE);
    void *code = (void *)fl_mmap(NULL, FL_PAGE, RX | FL_MAP_SHARED, fd, 0);
    for (uint32_t value = 1; value <= 2; value++) {
        uint32_t words[WORDS];
        assemble(words, value);
        fl_lseek(fd, 0, FL_SEEK_SET);
        fl_write((int)fd, words, sizeof words);
        fl_check_count(run(code), value, "returned", "code that write() put into a mapped file");
    }
    fl_unmap(code, FL_PAGE);
    fl_close(fd);
}

static void check_protected(void)
{
    uint32_t *code = (uint32_t *)fl_map(NULL, FL_PAGE);
    for (uint32_t value = 1; value <= 2; value++) {
        fl_mprotect(code, FL_PAGE, RW);
        assemble(code, value);
        fl_mprotect(code, FL_PAGE, RX);
        fl_check_count(run(code), value, "returned", "code that was stored, then protected");
    }
    fl_unmap(code, FL_PAGE);
}

/* The store is to another word of the page, so that all of its code is the kernel's copy. */
static int run_copies(void *pages)
{
    int right = 0;
    for (uint32_t *code = pages; code < (uint32_t *)pages + COPIES * FL_PAGE / 4; code += FL_PAGE / 4) {
        ((volatile uint32_t *)code)[WORDS] = 0;
        right += run(code) == 3;
    }
    return right;
}

static uint32_t *pages_of_code(uint32_t value)
{
    uint32_t *pages = (uint32_t *)fl_mmap(NULL, COPIES * FL_PAGE, RW | FL_MAP_EXEC, -1, 0);
    for (unsigned i = 0; i < COPIES; i++)
        assemble(pages + i * FL_PAGE / 4, value);
    fl_mprotect(pages, COPIES * FL_PAGE, RX);
    for (unsigned i = 0; i < COPIES; i++)
        run(pages + i * FL_PAGE / 4);
    return pages;
}

/* The copies come into frames that have just held other code. */
static void check_copied(void)
{
    uint32_t *pages = pages_of_code(3), *others = pages_of_code(4);
    fl_mprotect(pages, COPIES * FL_PAGE, RW | FL_MAP_EXEC);
    fl_unmap(others, COPIES * FL_PAGE);
    fl_check_count((uint64_t)fl_in_child(run_copies, pages), COPIES, "functions", "in pages that a store has copied");
}

int main(void)
{
    fl_begin("code", "what is run is what memory holds");
    check_replaced();
    check_written();
    check_protected();
    check_copied();
    return fl_finish();
}
