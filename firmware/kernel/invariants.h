/* invariants.h - the conservation laws of the kernel's tables, checked while it runs when the option check= is given.
 *
 * A broken law ends the machine with a line that says which one.
 */
#ifndef FAULTLINE_KERNEL_INVARIANTS_H
#define FAULTLINE_KERNEL_INVARIANTS_H

struct frame;

/* Notes what is in use before the first program. */
void invariants_start(void);

/* After a served fault, and after a process ended: the laws hold for what has changed since the last time; at every Nth
 * time (check=N), for all there is. */
void invariants_check(void);

/* The frame's content equals its place on the disk; and, when it is dropped without a write, does it still?  A store that
 * the dirty bits have lost shows here. */
void invariants_note_clean(struct frame *frame);
void invariants_check_clean(const struct frame *frame);

/* After the first process ended: what processes used has come back. */
void invariants_check_end(void);

#endif
