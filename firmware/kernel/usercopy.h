/* usercopy.h - the kernel reads and writes a process's memory as the process would: through its page table.
 *
 * A page that is not present faults and is brought in, a copy-on-write page is copied, exactly as if the process had
 * made the access itself (the textbook's system call with a string that is not in memory).
 */
#ifndef FAULTLINE_KERNEL_USERCOPY_H
#define FAULTLINE_KERNEL_USERCOPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of the running process. False if some byte is not the process's to read or write. */
bool copy_from_user(void *to, uint64_t from, size_t size);
bool copy_to_user(uint64_t to, const void *from, size_t size);

/* Copies a string with its NUL. Its length, or -1 if it is not readable, or -2 if it does not fit. */
int copy_string_from_user(char *to, uint64_t from, size_t size);

/* For the trap handler: if the kernel's code at *pc may fault on user memory, makes it fail instead of go on. */
bool usercopy_fail(uint64_t *pc);

#endif
