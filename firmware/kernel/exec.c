/* exec.c - a new program in an old process: new regions, an empty page table, arguments on the new stack.
 *
 * The new space is built beside the old one, and takes its place only when nothing can fail any more.
 */
#include "exec.h"

#include "csr.h"
#include "elf.h"
#include "layout.h"
#include "naming.h"
#include "prepage.h"
#include "process.h"
#include "string.h"
#include "trap.h"
#include "usercopy.h"

bool exec_add_argument(struct exec_arguments *arguments, const char *text)
{
    size_t size = strlen(text) + 1;
    if (arguments->count == EXEC_MAX_ARGUMENTS || size > EXEC_MAX_BYTES - arguments->bytes)
        return false;
    memcpy(arguments->text + arguments->bytes, text, size);
    arguments->bytes += size;
    arguments->count++;
    return true;
}

/* Strings at the top of the stack, argv below them; the address of argv, which is also the stack pointer. The stores
 * are the new program's first page faults. */
static uint64_t push_arguments(const struct exec_arguments *arguments)
{
    uint64_t argv[EXEC_MAX_ARGUMENTS + 1];
    uint64_t strings = (STACK_TOP - arguments->bytes) & ~15ull;
    size_t offset = 0;
    for (int i = 0; i < arguments->count; i++) {
        argv[i] = strings + offset;
        offset += strlen(arguments->text + offset) + 1;
    }
    argv[arguments->count] = 0;
    size_t size = (size_t)(arguments->count + 1) * sizeof(uint64_t);
    uint64_t at = (strings - size) & ~15ull;
    copy_to_user(strings, arguments->text,
                 arguments->bytes); /* the stack is there: only running out of memory, which */
    copy_to_user(at, argv, size);   /* ends the process, could stop these                    */
    return at;
}

static const char *base_name(const char *path)
{
    const char *name = path;
    for (; *path; path++)
        if (*path == '/')
            name = path + 1;
    return name;
}

/* Loads the file into an address space of its own, and swaps it in; the process has the program's name from then on. */
static int replace_space(struct process *process, struct file *file, const char *name, uint64_t *entry)
{
    struct process incoming = {.pid = process->pid, .pool = process->pool}; /* only its address space matters */
    if (!pagetable_create(&incoming.pagetable, process->pagetable.asid))
        return -FL_ENOMEM;
    int error = elf_load(&incoming, file, entry);
    if (error) {
        process_drop_space(&incoming);
        return error;
    }
    process_drop_space(process);
    process->pagetable = incoming.pagetable;
    process->regions = incoming.regions;
    process->brk = incoming.brk;
    string_copy(process->name, name, sizeof(process->name));
    naming_tell(process);
    pagetable_activate(&process->pagetable);
    return 0;
}

int exec_program(const char *path, const struct exec_arguments *arguments)
{
    struct process *process = process_running();
    struct file *file = tar_find(path);
    if (!file)
        return -FL_ENOENT;
    uint64_t entry;
    int error = replace_space(process, file, base_name(path), &entry);
    if (error)
        return error;
    const struct region *code = region_find(process, entry);
    if (code)
        prepage_from(process, code, page_down(entry));
    uint64_t sp = push_arguments(arguments);
    struct trap_frame *frame = process_user_frame(process);
    memset(frame, 0, sizeof(*frame));
    frame->pc = entry;
    frame->status = SSTATUS_SPIE; /* to user mode, interrupts on */
    frame->x[REG_SP] = sp;
    frame->x[REG_A0] = (uint64_t)arguments->count;
    frame->x[REG_A1] = sp;
    return 0;
}
