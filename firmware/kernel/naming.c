/* naming.c - whose an address-space number is: the two marks that name a process.
 *
 * An ASID is reused as soon as its process is gone, so a watcher that sees satp alone cannot tell processes apart.
 * Invariant: no ASID other than 0 is in satp in user mode before it was told whose it is.
 */
#include "naming.h"

#include "process.h"
#include "steps.h"

void naming_tell(const struct process *process)
{
    uint64_t characters = 0;
    for (int i = 0; i < 8 && process->name[i]; i++)
        characters |= (uint64_t)(unsigned char)process->name[i] << 8 * i;
    fault_step(characters, 14);
    fault_step((uint64_t)process->pid << 16 | process->pagetable.asid, 15);
}
