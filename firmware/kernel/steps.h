/* steps.h - the twelve steps of a page fault, and who a process is, marked for whoever watches the machine.
 *
 * A mark is the instruction `slti x0, rs1, n`: it writes x0, so no RISC-V machine notices it, and a simulator that
 * looks for it learns that step n of the fault with token rs1 is reached. Tokens count faults from 1 and are never
 * reused; faults overlap, so each mark carries its own.
 *
 *    1  trap to the kernel: the first instructions of the entry, with the token that this trap will have if it turns
 *       out to be a page fault
 *    2  registers are saved
 *    3  the cause says: a page fault. Only now is the token taken; any other trap is
 *   13  no page fault: what was marked 1 and 2 under this token belongs to no fault, and the token is offered again
 *    4  the reference is legal, and the page's place is known (an illegal reference ends with 4 and then 12 or nothing)
 *    5  a disk request for this fault is about to be queued
 *    6  the CPU is given to another process, or idles
 *    7  an interrupt arrives while this fault is first in line for the disk
 *    8  the interrupted process's registers are saved
 *    9  it was the disk, and this fault's request is done
 *   10  page table and other tables are right
 *   11  the process may run again and waits for the CPU
 *   12  registers are restored, the interrupted instruction resumes
 *
 * A fault without disk traffic has 1 2 3 4 10 12. One that must first write its victim to swap goes through 5 to 9 and
 * 11 once for the write and again for its own page; a page that another fault is already reading is waited for with 6
 * and 11 alone. Marks 7 and 8 are made for every interrupt while the disk works, and count only when 9 follows. Token
 * 0 is nobody's.
 *
 * Two marks more carry no token. They come as a pair, 15 right behind 14, and tell who has an ASID from now on
 * (naming.c):
 *
 *   14  the first eight characters of the program's name, the first in the lowest byte, padded with NUL
 *   15  its pid << 16 | its ASID
 *
 * They are made by fork for the child and by exec, in each case before the space is first used.
 */
#ifndef FAULTLINE_KERNEL_STEPS_H
#define FAULTLINE_KERNEL_STEPS_H

#ifdef __ASSEMBLER__
#define fault_step(token, n) slti x0, token, n
#else
#define fault_step(token, n) __asm__ volatile("slti x0, %0, " #n ::"r"((uint64_t)(token)) : "memory")
#endif

#endif
