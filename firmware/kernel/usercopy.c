/* usercopy.c - checks on addresses around the one loop that touches user memory (usercopy_asm.S). */
#include "usercopy.h"

#include "layout.h"

/* 0, or -1 after a reference that the fault handler found illegal. */
int usercopy_bytes(void *to, const void *from, size_t size);

extern char usercopy_begin[], usercopy_end[], usercopy_failed[];

static bool inside_user(uint64_t start, size_t size)
{
    return start < USER_TOP && size <= USER_TOP - start;
}

bool copy_from_user(void *to, uint64_t from, size_t size)
{
    return inside_user(from, size) && usercopy_bytes(to, (const void *)from, size) == 0;
}

bool copy_to_user(uint64_t to, const void *from, size_t size)
{
    return inside_user(to, size) && usercopy_bytes((void *)to, from, size) == 0;
}

int copy_string_from_user(char *to, uint64_t from, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (!copy_from_user(&to[i], from + i, 1))
            return -1;
        if (to[i] == '\0')
            return (int)i;
    }
    return -2;
}

bool usercopy_fail(uint64_t *pc)
{
    if (*pc < (uint64_t)usercopy_begin || *pc >= (uint64_t)usercopy_end)
        return false;
    *pc = (uint64_t)usercopy_failed;
    return true;
}
