/* file.c - a file's pages in memory: one frame for each, whether it is mapped, read or written (a unified page cache).
 *
 * A file keeps its size and its place in the archive, so a page's place on the disk is known from its offset, and what is
 * written there is what `tar` finds afterwards: the archive's checksums are of headers only.
 * Invariant: a page of a file that is dirty is in the page cache, and its file is in use; when the last user has gone the
 * disk holds everything.
 */
#include "file.h"

#include "abi.h"
#include "invariants.h"
#include "layout.h"
#include "pagecache.h"
#include "pagetable.h"
#include "pool.h"
#include "print.h"
#include "reclaim.h"
#include "sched.h"
#include "string.h"
#include "usercopy.h"
#include "virtio_blk.h"
#include "writeback.h"

static struct page_source file_source(const struct object *object, uint64_t offset)
{
    const struct file *file = (const struct file *)object;
    if (offset >= object->size)
        return page_source_zero;
    uint64_t left = object->size - offset;
    return page_source_disk(file->sector + offset / 512, left < PAGE_SIZE ? left : PAGE_SIZE);
}

/* The cached frame of the page, once no transfer is under way; NULL: it is not in memory. May sleep. */
static struct frame *settled_page(const struct page_source *source)
{
    struct frame *frame;
    while ((frame = pagecache_find(source->sector, source->bytes)) && frame->busy)
        sched_sleep(frame);
    return frame;
}

/* Reads the page into an empty frame, which others find and wait for meanwhile. */
static bool fill(struct frame *frame, const struct page_source *source)
{
    struct blk_request request = {
        .sector = source->sector, .data = frame_page(frame), .bytes = (source->bytes + 511) / 512 * 512};
    pagecache_insert(frame, source->sector, source->bytes);
    frame->busy = true;
    blk_transfer(&request);
    frame->busy = false;
    sched_wake(frame);
    if (request.error) {
        pagecache_remove(frame);
        return false;
    }
    memset((char *)frame_page(frame) + source->bytes, 0, PAGE_SIZE - source->bytes);
    invariants_note_clean(frame);
    frame_set_evictable(frame, true);
    return true;
}

/* The frame that holds the page, brought in if need be; it stays until the caller sleeps. */
static enum outcome bring_in(const struct page_source *source, struct frame **frame)
{
    struct frame *fresh = NULL;
    enum outcome outcome = DONE;
    while (!(*frame = settled_page(source)) && !fresh && outcome == DONE)
        outcome = reclaim_take(&common_pool, &fresh);
    if (!*frame && outcome == DONE && fill(fresh, source)) {
        *frame = fresh;
        fresh = NULL;
    }
    if (fresh)
        frame_free(fresh);
    if (!*frame)
        return outcome == DONE ? IO_ERROR : outcome;
    (*frame)->kept = true;
    return DONE;
}

static int64_t error_of(enum outcome outcome)
{
    return outcome == IO_ERROR ? -FL_EIO : -FL_ENOMEM;
}

/* One piece that does not cross a page, through a buffer: user memory may fault, and the frame may not stay so long. */
static int64_t transfer(struct file *file, uint64_t offset, uint64_t user, uint64_t size, bool write)
{
    char buffer[512];
    struct frame *frame;
    struct page_source source = file_source(&file->object, page_down(offset));
    if (write && !copy_from_user(buffer, user, size))
        return -FL_EFAULT;
    enum outcome outcome = bring_in(&source, &frame);
    if (outcome != DONE)
        return error_of(outcome);
    char *place = (char *)frame_page(frame) + (offset & PAGE_MASK);
    memcpy(write ? place : buffer, write ? buffer : place, size);
    if (write) {
        frame->dirty = true;
        pagetable_order_code(); /* somebody may have mapped it as code */
    }
    return write || copy_to_user(user, buffer, size) ? 0 : -FL_EFAULT;
}

static int64_t transfer_all(struct file *file, uint64_t offset, uint64_t user, uint64_t size, bool write)
{
    uint64_t left = offset < file->object.size ? file->object.size - offset : 0, done = 0;
    if (size > left)
        size = left;
    while (done < size) {
        uint64_t piece = 512 - (offset + done) % 512; /* pieces end where sectors end, so pages are not crossed */
        if (piece > size - done)
            piece = size - done;
        int64_t error = transfer(file, offset + done, user + done, piece, write);
        if (error)
            return done ? (int64_t)done : error;
        done += piece;
    }
    return (int64_t)done;
}

int64_t file_read(struct file *file, uint64_t offset, uint64_t to, uint64_t size)
{
    return transfer_all(file, offset, to, size, false);
}

int64_t file_write(struct file *file, uint64_t offset, uint64_t from, uint64_t size)
{
    return size > 0 && offset >= file->object.size ? -FL_EFBIG : transfer_all(file, offset, from, size, true);
}

static enum outcome sync_range(struct object *object, uint64_t start, uint64_t end)
{
    enum outcome outcome = DONE;
    for (uint64_t offset = page_down(start); object->users > 0 && offset < end && offset < object->size;
         offset += PAGE_SIZE) {
        struct page_source source = file_source(object, offset);
        struct frame *frame = settled_page(&source);
        if (!frame || !writeback_is_dirty(frame))
            continue;
        frame->kept = true; /* the file is in use */
        if (!writeback_clean(frame))
            outcome = IO_ERROR;
    }
    return outcome;
}

enum outcome file_sync(struct file *file)
{
    return sync_range(&file->object, 0, file->object.size);
}

enum outcome files_sync_all(void)
{
    enum outcome outcome = DONE;
    struct file *file;
    for (int i = 0; (file = tar_file(i)); i++)
        if (file_sync(file) != DONE)
            outcome = IO_ERROR;
    return outcome;
}

uint64_t files_users(void)
{
    uint64_t users = 0;
    const struct file *file;
    for (int i = 0; (file = tar_file(i)); i++)
        users += file->object.users;
    return users;
}

/* Nobody needs the pages in memory any more, unless the file is opened again meanwhile: then the rest stays. */
static enum outcome last_user_gone(struct object *object)
{
    struct file *file = (struct file *)object;
    uint64_t lost = 0;
    for (uint64_t offset = 0; object->users == 0 && offset < object->size; offset += PAGE_SIZE) {
        struct page_source source = file_source(object, offset);
        struct frame *frame = settled_page(&source);
        if (!frame || !frame->kept)
            continue;
        if (!writeback_clean(frame)) {
            lost++;
            frame->dirty = false;
        }
        if (object->users > 0)
            break;
        frame->kept = false;
        reclaim_drop_unmapped(frame);
    }
    if (lost > 0)
        print("%s: disk error: %lu pages could not be written\n", file->name, lost);
    return lost > 0 ? IO_ERROR : DONE;
}

const struct object_kind object_file = {file_source, NULL, sync_range, last_user_gone};
