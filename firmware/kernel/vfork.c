/* vfork.c - a child that borrows its parent's address space until it starts a program or ends (textbook: virtual fork).
 *
 * Nothing is copied, not even a page table: the child runs on the parent's, so what it stores is the parent's from then
 * on. The parent is suspended meanwhile; two threads on one stack would destroy each other. The pages that the child
 * brings in are the parent's; the faults are counted for the child.
 */
#include "vfork.h"

#include "fork.h"
#include "process.h"
#include "sched.h"

int vfork_running(void)
{
    struct process *parent = process_running();
    struct process *child = process_create_borrowing(parent->name, process_space());
    if (!child)
        return -FL_EAGAIN;
    fork_start(parent, child);
    while (child->lender)
        sched_sleep(child);
    return child->pid; /* still there: only its parent could have waited for it */
}
