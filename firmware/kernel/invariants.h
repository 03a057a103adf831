/* invariants.h - the conservation laws of the kernel's tables, checked while it runs when the option check=1 is given.
 *
 * A broken law ends the machine with a line that says which one.
 */
#ifndef FAULTLINE_KERNEL_INVARIANTS_H
#define FAULTLINE_KERNEL_INVARIANTS_H

/* Notes what is in use before the first program. */
void invariants_start(void);

/* After a served fault, and after a process ended: all tables agree. */
void invariants_check(void);

/* After the first process ended: what processes used has come back. */
void invariants_check_end(void);

#endif
