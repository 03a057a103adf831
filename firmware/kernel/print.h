/* print.h - formatted lines on the console: %s %c %d %u %x %lu %lx %%. */
#ifndef FAULTLINE_KERNEL_PRINT_H
#define FAULTLINE_KERNEL_PRINT_H

#include <stddef.h>

void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Text that grows in a buffer; what does not fit is left out, and the text is always terminated. */
struct text {
    char *bytes;
    size_t size, length; /* of the buffer; of the text without its NUL */
};

void print_to(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A broken kernel: one line, then power off with status 99. */
void panic(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
