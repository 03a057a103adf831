/* elf.h - turns a program file into regions; no page of it is read before it is touched. */
#ifndef FAULTLINE_KERNEL_ELF_H
#define FAULTLINE_KERNEL_ELF_H

#include "tar.h"

struct process;

/* Adds the program's regions, a heap behind them and a stack to the process, which has none; its entry point in *entry.
 * 0, or -FL_ENOEXEC, -FL_ENOMEM, -FL_EIO. May sleep: the file's first page is read for its headers. */
int elf_load(struct process *process, struct file *file, uint64_t *entry);

#endif
