/* wild - every kind of illegal access, each in a process of its own that must not survive it.
 *
 * `wild KIND` does it at once; `wild` alone forks a child for each kind and checks that the kernel ended it with the
 * status for illegal accesses, and that the parent lives on.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "process.h"

static const uint64_t constant = 1;
static uint64_t variable = 0x00008067; /* the encoding of ret: an instruction, but in a page without X */

static void store(uintptr_t addr)
{
    *(volatile uint32_t *)addr = 1;
}

static void load(uintptr_t addr)
{
    (void)*(volatile uint32_t *)addr;
}

static void jump(uintptr_t addr)
{
    ((void (*)(void))addr)();
}

static void atomic(uintptr_t addr)
{
    __atomic_fetch_add((uint32_t *)addr, 1, __ATOMIC_RELAXED);
}

static const struct kind {
    const char *name;
    void (*access)(uintptr_t addr);
    uintptr_t addr;
} kinds[] = {
    {"store", store, 0xdead0000},
    {"load", load, 0xdead0000},
    {"jump", jump, 0xdead0000},
    {"atomic", atomic, 0xa70c0000},
    {"null", load, 0},
    {"kernel-load", load, 0xffffffff80000000},
    {"kernel-store", store, 0xffffffc000000000},
    {"kernel-jump", jump, 0xffffffff80000000},
    {"physical-ram", store, 0x80000000},
    {"not-canonical", load, 0x0000800000000000},
    {"last-byte", load, UINTPTR_MAX - 1}, /* a misaligned load that would wrap around address 0 */
    {"write-text", store, (uintptr_t)store},
    {"write-constant", store, (uintptr_t)&constant},
    {"execute-data", jump, (uintptr_t)&variable},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static int do_wild(void *arg)
{
    const struct kind *kind = arg;
    kind->access(kind->addr);
    return 0; /* reached only when the access was let through */
}

static int all_kinds(void)
{
    fl_begin("wild", "illegal accesses end the process that made them, and no other");
    for (unsigned i = 0; i < KINDS; i++)
        fl_check_count((uint64_t)fl_in_child(do_wild, (void *)&kinds[i]), FL_KILLED_ILLEGAL_ACCESS, "is the status",
                       "%s", kinds[i].name);
    fl_check(constant == 1 && variable == 0x00008067, "the parent's memory is untouched");
    return fl_finish();
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return all_kinds();
    for (unsigned i = 0; i < KINDS; i++)
        if (strcmp(argv[1], kinds[i].name) == 0)
            return do_wild((void *)&kinds[i]);
    printf("wild: no kind of access is called %s\n", argv[1]);
    return 1;
}
