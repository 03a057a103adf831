/* filestorm - four processes change one file at once, in every way there is, with fewer frames than the file has pages.
 *
 * Line i of etc/field belongs to process i mod 4, which knows what it stored there last and looks again through other
 * ways than it stored: write and read, a shared mapping, a private mapping made for the look. Between those it syncs,
 * pushes pages out, maps anew and opens anew. In the end line i says 2000000 + i, and so must the disk.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "process.h"

#define LINES   8192u
#define LINE    8l
#define SIZE    (LINES * (size_t)LINE)
#define WRITERS 4u
#define STEPS   400
#define SHARED  (FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED)

static struct {
    long fd;
    char *map;
    uint32_t seed, self;
    uint32_t value[LINES / WRITERS]; /* what own lines say; 0: never stored */
    uint32_t wrong;
} me;

static uint32_t random_below(uint32_t limit)
{
    me.seed = me.seed * 1664525 + 1013904223;
    return (me.seed >> 8) % limit;
}

static void open_and_map(void)
{
    me.fd = fl_open("etc/field", FL_OPEN_WRITE);
    me.map = (char *)fl_mmap(NULL, SIZE, SHARED, me.fd, 0);
}

static void close_and_unmap(void)
{
    me.wrong += fl_unmap(me.map, SIZE) != 0;
    me.wrong += fl_close(me.fd) != 0;
}

static void put_text(char *text, uint32_t value)
{
    for (int i = 6; i >= 0; i--, value /= 10)
        text[i] = (char)('0' + value % 10);
    text[7] = '\n';
}

static void store(uint32_t line, uint32_t value, bool through_map)
{
    char text[LINE];
    put_text(text, value);
    if (through_map) {
        memcpy(me.map + line * LINE, text, LINE);
    } else {
        fl_lseek(me.fd, line * LINE, FL_SEEK_SET);
        me.wrong += fl_write((int)me.fd, text, LINE) != LINE;
    }
    me.value[line / WRITERS] = value;
}

static void look(uint32_t line)
{
    char wanted[LINE], got[LINE];
    size_t page = line * LINE / FL_PAGE * FL_PAGE;
    if (me.value[line / WRITERS] == 0)
        return;
    put_text(wanted, me.value[line / WRITERS]);
    fl_lseek(me.fd, line * LINE, FL_SEEK_SET);
    me.wrong += fl_read((int)me.fd, got, LINE) != LINE || memcmp(got, wanted, LINE) != 0;
    me.wrong += memcmp(me.map + line * LINE, wanted, LINE) != 0;
    char *private = (char *)fl_mmap(NULL, FL_PAGE, FL_MAP_READ | FL_MAP_WRITE, me.fd, page);
    private[line * LINE - page + 7] = 'x';
    me.wrong += memcmp(private + (line * LINE - page), wanted, LINE - 1) != 0;
    fl_unmap(private, FL_PAGE);
}

static void disturb(uint32_t kind)
{
    char *at = me.map + random_below(SIZE / FL_PAGE) * FL_PAGE;
    if (kind == 0)
        me.wrong += fl_msync(at, FL_PAGE) != 0;
    else if (kind == 1)
        fl_evict(at, FL_PAGE);
    else if (kind == 2)
        fl_unmap(at, FL_PAGE), fl_unmap(me.map, SIZE), fl_close(me.fd), open_and_map();
    else
        fl_yield();
}

static int writer(void *number)
{
    me.self = *(uint32_t *)number;
    me.seed = me.self + 1;
    open_and_map();
    for (int step = 0; step < STEPS; step++) {
        store(random_below(LINES / WRITERS) * WRITERS + me.self, 1 + random_below(999999), step % 2);
        look(random_below(LINES / WRITERS) * WRITERS + me.self);
        disturb(random_below(12));
    }
    for (uint32_t line = me.self; line < LINES; line += WRITERS) {
        look(line);
        store(line, 2000000 + line, line & 64);
    }
    close_and_unmap();
    return me.wrong ? 1 : 0;
}

int main(void)
{
    fl_begin("filestorm", "four processes change one file at once");
    fflush(stdout);
    for (uint32_t i = 0; i < WRITERS; i++)
        if (fl_fork() == 0)
            fl_exit(writer(&i));
    int status, failed = 0;
    while (fl_wait(&status) > 0)
        failed += status != 0;
    fl_check_count(failed, 0, "processes", "that saw something else than they stored");
    open_and_map();
    for (uint32_t line = 0; line < LINES; line++) {
        char wanted[LINE];
        put_text(wanted, 2000000 + line);
        me.wrong += memcmp(me.map + line * LINE, wanted, LINE) != 0;
    }
    close_and_unmap();
    fl_check_count(me.wrong, 0, "lines", "that are wrong in the end");
    struct fl_stat stat;
    fl_stat_of("etc/field", &stat);
    fl_check_count(stat.users + stat.resident, 0, "left", "users and pages in memory");
    return fl_finish();
}
