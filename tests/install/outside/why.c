/* why.c - a stranger's program: asks the installed model why one load faults. */
#include <faultline/walk.h>
#include <stdio.h>

static unsigned read_pte(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    *value = 0; /* an empty page table */
    *error = self != NULL || address == 0 || size == 0;
    return 1;
}

int main(void)
{
    struct fl_context context = {.xlen = 64, .privilege = FL_SUPERVISOR, .mode = FL_SV39, .root = 0x80000};
    struct fl_request request = {.va = 0x40001010, .access = FL_LOAD, .size = 8, .context = &context};
    struct fl_pte_mem memory = {.read = read_pte};
    struct fl_translation out;
    enum fl_reason why = fl_walk(&request, &memory, false, &out);
    printf("0x%llx: %s: %s (%s)\n", (unsigned long long)out.tval, fl_cause_name(out.cause), fl_reason_text(why),
           fl_reason_manual(why));
    return why != FL_PTE_INVALID;
}
