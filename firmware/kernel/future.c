/* future.c - OPT's knowledge, from a recording.
 *
 * A first run with record=1 prints each tracked use as a line "use PAGE POSITION"; the position is the number of
 * user-mode instructions that the process had retired. Those lines, in this order, are the file that opt=PATH names in
 * a second run of the same program. A program that does not look at its own counters or clocks retires the same
 * instructions in both, whatever pages were in memory. It works for one process; the first is meant.
 *
 * Cost: the recording stays in memory, 16 bytes a use. A look ahead is linear in the distance to the next use.
 */
#include "future.h"

#include "fault.h"
#include "frame.h"
#include "kmem.h"
#include "options.h"
#include "policy/policy.h"
#include "print.h"
#include "process.h"
#include "string.h"
#include "tar.h"
#include "virtio_blk.h"

#define SHORTEST_LINE 10 /* "use 0x1 0\n" */

struct use {
    uint64_t page, position;
};

static struct use *uses;
static uint64_t count, next; /* all before `next` are in the past */

/* The text, one sector at a time. */
struct reader {
    uint64_t sector, left;
    unsigned at;
    char *text; /* a page, of which the first 512 bytes count */
    bool failed;
};

/* -1 at the end. */
static int read_character(struct reader *reader)
{
    if (reader->left == 0 || reader->failed)
        return -1;
    if (reader->at % 512 == 0) {
        struct blk_request request = {.sector = reader->sector++, .data = reader->text, .bytes = 512};
        blk_transfer(&request);
        reader->failed = request.error;
        reader->at = 0;
    }
    reader->left--;
    return reader->failed ? -1 : reader->text[reader->at++];
}

/* Reads `word`, then a number in `base`, up to the character `end`. */
static bool read_field(struct reader *reader, const char *word, unsigned base, char end, uint64_t *number)
{
    for (; *word; word++)
        if (read_character(reader) != *word)
            return false;
    *number = 0;
    int c, digits = 0;
    for (; (c = read_character(reader)) != end; digits++) {
        unsigned digit = c >= 'a' ? (unsigned)c - 'a' + 10 : (unsigned)c - '0';
        if (c < '0' || digit >= base || digits == 16)
            return false;
        *number = *number * base + digit;
    }
    return digits > 0;
}

void future_load(void)
{
    if (!options.future[0])
        return;
    const struct file *file = tar_find(options.future);
    if (!file)
        options_refuse("opt=", "no such file in the disk's archive");
    uses = kmem_table((file->object.size / SHORTEST_LINE + 1) * sizeof(struct use));
    struct reader reader = {.sector = file->sector, .left = file->object.size, .text = kmem_pages(0)};
    if (!uses || !reader.text)
        options_refuse("opt=", "the recording does not fit in memory");
    while (reader.left > 0) {
        struct use *use = &uses[count];
        if (!read_field(&reader, "use 0x", 16, ' ', &use->page) || !read_field(&reader, "", 10, '\n', &use->position) ||
            (count > 0 && use->position < use[-1].position))
            options_refuse("opt=", "not lines of the form \"use 0xPAGE POSITION\" in order of position");
        count++;
    }
    kmem_free_pages(reader.text);
}

bool future_is_known(void)
{
    return uses || options.record;
}

void future_record(const struct process *process, uint64_t page)
{
    if (options.record)
        print("use 0x%lx %lu\n", page, process->user_instret);
}

uint64_t future_next_use(void *env, uint32_t number)
{
    (void)env;
    const struct frame *frame = frame_numbered(number);
    if (frame->mappings == 0)
        return FL_NEVER;
    uint64_t now = frame->first.process->user_instret;
    while (next < count && uses[next].position <= now)
        next++;
    for (uint64_t i = next; i < count; i++)
        if (uses[i].page == frame->first.va)
            return uses[i].position;
    return FL_NEVER;
}
