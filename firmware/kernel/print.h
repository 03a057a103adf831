/* print.h - formatted lines on the console: %s %c %d %u %x %lu %lx %%. */
#ifndef FAULTLINE_KERNEL_PRINT_H
#define FAULTLINE_KERNEL_PRINT_H

void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A broken kernel: one line, then power off with status 99. */
void panic(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
