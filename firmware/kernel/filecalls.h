/* filecalls.h - system calls on files, mappings and shared memory; abi.h says what each means. */
#ifndef FAULTLINE_KERNEL_FILECALLS_H
#define FAULTLINE_KERNEL_FILECALLS_H

#include "syscall.h"

syscall_function sys_open, sys_close, sys_lseek, sys_stat, sys_fstat, sys_shm_open, sys_shm_unlink; /* filecalls.c */
syscall_function sys_mmap, sys_mprotect, sys_msync;                                                 /* mmap.c      */

/* The parts of read and write that are not about the console. */
int64_t file_call_read(int64_t fd, uint64_t to, uint64_t size);
int64_t file_call_write(int64_t fd, uint64_t from, uint64_t size);

#endif
