/* frame.h - the frame table: for each physical page that holds a user page, who maps it and what it is a copy of. */
#ifndef FAULTLINE_KERNEL_FRAME_H
#define FAULTLINE_KERNEL_FRAME_H

#include "layout.h"
#include "pool.h"

#include <stdbool.h>
#include <stdint.h>

struct process;

/* One valid page-table leaf that points at the frame. */
struct mapping {
    struct process *process;
    uint64_t va;
    struct mapping *next;
};

/* Lists of the pool of free frames (freepool.h). */
enum buffer_list { NOT_BUFFERED, BUFFERED_CLEAN, BUFFERED_MODIFIED, BUFFERED_ZERO, BUFFER_LISTS };

struct frame {
    struct pool *pool;    /* that pays for it; NULL: not a user frame                          */
    struct mapping first; /* the reverse map; more than one entry only for shared pages        */
    uint32_t mappings;    /* how many valid leaves point here                                  */
    uint32_t slot;        /* swap slot with the same content unless dirty, or SWAP_NONE        */
    uint64_t file_sector; /* in the page cache under (file_sector, file_bytes) if bytes > 0    */
    uint32_t file_bytes;
    uint32_t cache_next; /* chain of the page cache, frame number                             */
    bool dirty;          /* differs from slot or file; D bits of leaves not counted in yet    */
    bool busy;           /* under I/O: neither evicted nor mapped anew; waiters sleep on it   */
    bool touched;        /* used since replacement last asked; only where uses are tracked    */
    bool evictable;      /* known to the pool's policy                                        */
    bool shared;         /* the content is a file's or a shared object's, not a process's     */
    bool kept;           /* stays in memory when nobody maps it: its file or object is in use */
    bool unwritten;      /* its content is nowhere else: writing it to its place failed       */
    bool sampled;        /* used, by an A bit that the working set's tick has cleared         */
    uint8_t history;     /* A bits of the last ticks, the newest lowest                       */
    enum buffer_list buffered;
    struct frame *buffer_next;
    uint64_t digest; /* with check=: of the content when it last equalled the disk's      */
};

/* Prepares the table for RAM up to `ram_end`. */
void frame_init(uint64_t ram_end);

/* A fresh frame charged to `pool`, content undefined; NULL if memory is exhausted. The limit is the
 * caller's business. */
struct frame *frame_new(struct pool *pool);

/* Gives the frame back. Nothing may map it or know it. */
void frame_free(struct frame *frame);

struct frame *frame_at(uint64_t pa);
struct frame *frame_numbered(uint32_t number);
uint32_t frame_number(const struct frame *frame);
uint64_t frame_pa(const struct frame *frame);
void *frame_page(const struct frame *frame);

/* Records, or forgets, that process maps the frame at va. Recording needs memory only for the second mapping on. */
bool frame_map(struct frame *frame, struct process *process, uint64_t va);
void frame_unmap(struct frame *frame, const struct process *process, uint64_t va);

/* Lets the pool's policy choose the frame from now on, or no longer. */
void frame_set_evictable(struct frame *frame, bool evictable);

/* Charges an evictable frame to another pool, where it is the newest page. */
void frame_move(struct frame *frame, struct pool *pool);

/* User frames in use. */
uint64_t frame_used(void);

/* For checks: the frames ever used have numbers in [*begin, *end). */
void frame_table_range(uint32_t *begin, uint32_t *end);

#endif
