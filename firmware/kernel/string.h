/* string.h - the few library functions that a freestanding compiler expects or a parser needs. */
#ifndef FAULTLINE_KERNEL_STRING_H
#define FAULTLINE_KERNEL_STRING_H

#include <stddef.h>

void *memset(void *to, int byte, size_t size);
void *memcpy(void *to, const void *from, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);

/* Copies at most `size` - 1 characters and always ends the copy with NUL. */
void string_copy(char *to, const char *from, size_t size);

#endif
