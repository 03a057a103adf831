/* exec.h - replaces the running process's program. */
#ifndef FAULTLINE_KERNEL_EXEC_H
#define FAULTLINE_KERNEL_EXEC_H

#include <stdbool.h>
#include <stddef.h>

#define EXEC_MAX_ARGUMENTS 32
#define EXEC_MAX_BYTES     2048

/* Arguments: `count` strings, one behind the other, each with its NUL, `bytes` in all. */
struct exec_arguments {
    int count;
    size_t bytes;
    char text[EXEC_MAX_BYTES];
};

/* Adds one; false if it does not fit. */
bool exec_add_argument(struct exec_arguments *arguments, const char *text);

/* Starts the program at `path` in the running process when that returns to user mode. On failure, a negative FL_E*,
 * the old program is still there. `arguments` must not lie in user memory. */
int exec_program(const char *path, const struct exec_arguments *arguments);

#endif
