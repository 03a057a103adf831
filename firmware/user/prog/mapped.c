/* mapped - files in memory: mapped, read and written, one page cache for all (docs/scenarios.md, row 28).
 *
 * etc/numbers has 6,144 bytes, a page and a half: 768 lines of eight bytes, 1000000 to 1000767. What this program
 * leaves in it is what tar must find on the disk afterwards.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "process.h"

#define NUMBERS "etc/numbers"
#define SIZE    6144l
#define LINE    8l
#define RW      (FL_MAP_READ | FL_MAP_WRITE)

static void expect(long got, long want, const char *what)
{
    fl_check(got == want, "%s: %ld (expected %ld)", what, got, want);
}

/* Does line `number` of the file, as read() sees it, have this text? */
static bool line_is(long fd, long number, const char *text)
{
    char line[LINE];
    fl_lseek(fd, number * LINE, FL_SEEK_SET);
    return fl_read((int)fd, line, LINE) == LINE && memcmp(line, text, LINE) == 0;
}

static bool tail_is_zero(const char *map)
{
    bool zero = true;
    for (long i = SIZE; i < 8192; i++)
        zero = zero && map[i] == 0;
    return zero;
}

static void check_read(void)
{
    static char all[SIZE + 100];
    struct fl_stat stat;
    long fd = fl_open(NUMBERS, FL_OPEN_READ);
    expect(fl_fstat(fd, &stat), 0, "fstat");
    expect((long)stat.size, SIZE, "the file's size");
    expect(fl_read((int)fd, all, sizeof all), SIZE, "read all of it");
    fl_check(memcmp(all, "1000000\n", LINE) == 0 && memcmp(all + SIZE - LINE, "1000767\n", LINE) == 0,
             "the first and the last line are right");
    expect(fl_read((int)fd, all, 1), 0, "read at the end");
    fl_fstat(fd, &stat);
    expect(stat.resident, 2, "its pages in memory while it is open");
    expect(fl_write((int)fd, "x", 1), -FL_EBADF, "write to a file opened for reading");
    expect(fl_close(fd), 0, "close");
    fl_stat_of(NUMBERS, &stat);
    expect(stat.resident, 0, "its pages in memory when nobody uses it");
}

static void check_end_of_file(long fd)
{
    expect(fl_lseek(fd, -4, FL_SEEK_END), SIZE - 4, "seek to four bytes before the end");
    expect(fl_write((int)fd, "767\nmore", 8), 4, "write eight bytes there: what fits");
    expect(fl_write((int)fd, "more", 4), -FL_EFBIG, "write at the end");
    expect(fl_lseek(fd, -1, FL_SEEK_SET), -FL_EINVAL, "seek to before the start");
}

/* Row 28: the tail of the last page, and who sees a store. */
static void check_tail_and_stores(long fd, char *shared, char *private)
{
    fl_check(tail_is_zero(shared) && tail_is_zero(private),
             "the 2,048 bytes behind the file's end read zero in both mappings");
    memcpy(private + 2 * LINE, "private\n", LINE);
    fl_check(line_is(fd, 2, "1000002\n") && memcmp(shared + 2 * LINE, "1000002\n", LINE) == 0,
             "a private store is seen neither by read nor in the shared mapping");
    memcpy(shared + 600 * LINE, "mapped!\n", LINE);
    fl_check(line_is(fd, 600, "mapped!\n"), "a store to the shared mapping is seen by read");
    fl_lseek(fd, 601 * LINE, FL_SEEK_SET);
    expect(fl_write((int)fd, "written\n", LINE), LINE, "write a line");
    fl_check(memcmp(shared + 601 * LINE, "written\n", LINE) == 0, "what was written is seen in the shared mapping");
    fl_check(memcmp(private + 601 * LINE, "written\n", LINE) == 0, "and in the private one, whose page is untouched");
}

static void check_sync(char *shared)
{
    struct fl_counters before, middle, after;
    fl_own_counters(&before);
    expect(fl_msync(shared, 8192), 0, "msync");
    fl_own_counters(&middle);
    expect(fl_msync(shared, 8192), 0, "msync again");
    fl_own_counters(&after);
    fl_check_count(middle.file_writes - before.file_writes, 1, "pages", "of the two, the dirty one is written");
    fl_check_count(after.file_writes - middle.file_writes, 0, "pages", "nothing is left to write");
    shared[1] = '0';
    shared[8000] = 'x'; /* behind the end of the file */
    fl_own_counters(&before);
    expect(fl_evict(shared, 8192), 2, "push both pages out");
    fl_own_counters(&middle);
    fl_check(shared[1] == '0' && shared[8000] == 0, "they come back, and behind the end is zero again");
    fl_own_counters(&after);
    fl_check_count(after.file - middle.file, 2, "faults", "read from the file");
    fl_check_count(middle.file_writes - before.file_writes, 2, "pages", "written to the file");
    fl_check_count(middle.page_writes - before.page_writes, 0, "pages", "written to swap");
}

static int store_and_leave(void *unused)
{
    (void)unused;
    long fd = fl_open(NUMBERS, FL_OPEN_WRITE);
    char *map = (char *)fl_mmap(NULL, SIZE, RW | FL_MAP_SHARED, fd, 0);
    memcpy(map + 10 * LINE, "at exit\n", LINE);
    return fl_close(fd) == 0 && map[0] == '1' ? 0 : 1;
}

static void check_exit(void)
{
    struct fl_counters before, after;
    fl_read_counters(&before, 0);
    expect(fl_in_child(store_and_leave, NULL), 0, "a child stores to a shared mapping and ends without msync");
    fl_read_counters(&after, 0);
    fl_check_count(after.file_writes - before.file_writes, 1, "pages", "written at its end");
    long fd = fl_open(NUMBERS, FL_OPEN_READ);
    fl_check(line_is(fd, 10, "at exit\n"), "the file has what it stored");
    fl_close(fd);
}

/* Frames that were full of something else before they hold the file's last page. */
static void spoil_free_frames(void)
{
    char *spoiled = (char *)fl_mmap(NULL, 16 * FL_PAGE, RW, -1, 0);
    memset(spoiled, 0xff, 16 * FL_PAGE);
    fl_unmap(spoiled, 16 * FL_PAGE);
}

/* Nobody but one private mapping has the pages: they are the file's all the same. */
static void check_private_alone(void)
{
    struct fl_stat stat;
    struct fl_counters before, after;
    spoil_free_frames();
    long fd = fl_open(NUMBERS, FL_OPEN_WRITE);
    char *private = (char *)fl_mmap(NULL, SIZE, RW, fd, 0);
    fl_check(tail_is_zero(private) && private[0] == '1', "the tail is zero in a frame that a fault has filled");
    fl_fstat(fd, &stat);
    expect(stat.resident, 2, "pages that the private mapping shares with the file");
    private[0] = 'p';
    fl_check(line_is(fd, 0, "1000000\n"), "its only mapping stores to a page, and the file does not change");
    expect(fl_mprotect(private, SIZE, FL_MAP_READ), 0, "mprotect: read-only");
    expect(fl_mprotect(private, SIZE, RW), 0, "mprotect: writable again");
    private[7000] = private[4096] = 'q';
    fl_check(private[0] == 'p' && line_is(fd, 512, "1000512\n"), "what it stores then does not reach the file either");
    fl_unmap(private, SIZE);
    fl_close(fd);

    spoil_free_frames();
    fd = fl_open(NUMBERS, FL_OPEN_WRITE);
    line_is(fd, 767, "");
    char *second = (char *)fl_mmap(NULL, 2048, RW | FL_MAP_SHARED, fd, FL_PAGE);
    fl_check(tail_is_zero(second - FL_PAGE), "the tail is zero in a frame that read has filled");
    second[0] = '1';
    fl_own_counters(&before);
    expect(fl_msync(second, FL_PAGE), 0, "msync of a mapping of the second page");
    fl_own_counters(&after);
    fl_check_count(after.file_writes - before.file_writes, 1, "pages", "written: the one that it maps");
    fl_unmap(second, 2048);
    fl_close(fd);
}

static int read_and_close(void *fd)
{
    char line[LINE];
    return fl_read((int)*(long *)fd, line, LINE) == LINE && fl_close(*(long *)fd) == 0 ? 0 : 1;
}

/* A child inherits a descriptor with its position; it closes its own only. And exec sees what was written just now. */
static void check_inheritance(void)
{
    char line[LINE];
    long fd = fl_open(NUMBERS, FL_OPEN_READ);
    expect(fl_in_child(read_and_close, &fd), 0, "a child reads a line from an inherited descriptor and closes it");
    expect(fl_read((int)fd, line, LINE), LINE, "the parent reads on");
    fl_check(memcmp(line, "1000001\n", LINE) == 0, "from where the child was");
    fl_close(fd);
    fd = fl_open("bin/durable", FL_OPEN_WRITE);
    fl_write((int)fd, "X", 1);
    expect(fl_exec("bin/durable", (const char *const[]){"durable", NULL}), -FL_ENOEXEC,
           "exec of a program just spoilt");
    fl_lseek(fd, 0, FL_SEEK_SET);
    fl_write((int)fd, "\x7f", 1);
    expect(fl_close(fd), 0, "close");
}

static int store_both(void *maps)
{
    char **map = maps;
    memcpy(map[0] + 20 * LINE, "a child\n", LINE);
    memcpy(map[1] + 21 * LINE, "a child\n", LINE);
    return 0;
}

static void check_fork(char *shared, char *private)
{
    char *maps[] = {shared, private};
    private[21 * LINE] = '1';
    fl_in_child(store_both, maps);
    fl_check(memcmp(shared + 20 * LINE, "a child\n", LINE) == 0, "a child's store to the shared mapping is seen");
    fl_check(memcmp(private + 21 * LINE, "1000021\n", LINE) == 0, "its store to the private one is not");
}

static int store_to(void *at)
{
    *(volatile char *)at = 'x';
    return 0;
}

static int load_from(void *at)
{
    return *(volatile char *)at == 0;
}

static void check_protect(long fd, char *shared, char *private)
{
    expect(fl_mprotect(shared, FL_PAGE, FL_MAP_READ), 0, "mprotect: the first page read-only");
    expect(fl_in_child(store_to, shared), FL_KILLED_ILLEGAL_ACCESS, "a store to it ends the process");
    expect(fl_in_child(store_to, shared + 7000), 0, "a store to the second page does not");
    expect(fl_mprotect(shared, FL_PAGE, RW), 0, "mprotect: writable again");
    expect(fl_in_child(store_to, shared), 0, "a store to it is allowed");
    fl_check(shared[0] == 'x' && private[0] == '1', "and shared, but not with the private page");
    shared[0] = '1';
    long reading = fl_open(NUMBERS, FL_OPEN_READ);
    expect(fl_mmap(NULL, SIZE, RW | FL_MAP_SHARED, reading, 0), -FL_EACCES, "shared and writable, opened for reading");
    char *map = (char *)fl_mmap(NULL, SIZE, FL_MAP_READ | FL_MAP_SHARED, reading, 0);
    expect(fl_mprotect(map, FL_PAGE, RW), -FL_EACCES, "mprotect that to writable");
    expect(fl_mprotect(map, FL_PAGE, FL_MAP_WRITE), -FL_EINVAL, "mprotect to writable but not readable");
    expect(fl_mprotect(map + FL_PAGE, 2 * FL_PAGE, FL_MAP_READ), -FL_EINVAL, "mprotect past the end of the region");
    expect(fl_unmap(map, SIZE), 0, "unmap");
    expect(fl_close(reading), 0, "close");
    expect(fl_mmap(NULL, SIZE, FL_MAP_READ, reading, 0), -FL_EBADF, "map a closed file");
    expect(fl_mmap(NULL, 8193, FL_MAP_READ, fd, 0), -FL_EINVAL, "map a page that the file does not have");
    expect(fl_mmap(NULL, 1, FL_MAP_READ, fd, 100), -FL_EINVAL, "map from an odd offset");
    expect(fl_mmap(NULL, 1, FL_MAP_WRITE, fd, 0), -FL_EINVAL, "map for writing only");
    expect(fl_mmap(NULL, 1, 1024 | FL_MAP_READ, fd, 0), -FL_EINVAL, "map with an unknown flag");
}

/* lib/pages: page i begins with the instruction li a1, i, whose upper 12 bits are i. */
static void check_unmap(void)
{
    long fd = fl_open("lib/pages", FL_OPEN_READ);
    char *map = (char *)fl_mmap(NULL, 4 * FL_PAGE, FL_MAP_READ, fd, 8 * FL_PAGE);
    expect(fl_close(fd), 0, "close a mapped file");
    expect(fl_unmap(map + FL_PAGE, FL_PAGE), 0, "unmap the second of four pages");
    fl_check(*(int *)map >> 20 == 8 && *(int *)(map + 2 * FL_PAGE) >> 20 == 10 &&
                 *(int *)(map + 3 * FL_PAGE) >> 20 == 11,
             "the others are still the file's pages 8, 10 and 11");
    expect(fl_in_child(load_from, map + FL_PAGE), FL_KILLED_ILLEGAL_ACCESS, "a load from the hole ends the process");
    char *second = (char *)fl_mmap(map + FL_PAGE, FL_PAGE, RW, -1, 0);
    fl_check(second == map + FL_PAGE && *second == 0, "an anonymous page fits into the hole");
    expect(fl_unmap(map, 4 * FL_PAGE), 0, "unmap them all at once");
}

static void check_errors(void)
{
    long fds[20], opened = 0;
    while (opened < 20 && (fds[opened] = fl_open(NUMBERS, FL_OPEN_READ)) >= 0)
        opened++;
    expect(opened, 15, "files that can be opened beside the one that is");
    expect(fl_open(NUMBERS, FL_OPEN_READ), -FL_EMFILE, "one more");
    for (long i = 0; i < opened; i++)
        fl_close(fds[i]);
    expect(fl_open("etc/none", FL_OPEN_READ), -FL_ENOENT, "open a file that is not there");
    expect(fl_open(NUMBERS, 2), -FL_EINVAL, "open with an unknown flag");
    expect(fl_open((const char *)0xdead0000, 0), -FL_EFAULT, "open a path from nowhere");
    expect(fl_close(3 + 16), -FL_EBADF, "close a number that cannot be");
    expect(fl_close(1), -FL_EBADF, "close the console");
    expect(fl_msync((void *)0x10, FL_PAGE), -FL_EINVAL, "msync at an odd address");
    expect(fl_msync((void *)0xdead0000, FL_PAGE), -FL_EINVAL, "msync of nothing");
}

int main(void)
{
    fl_begin("mapped", "files in memory: mapped, read and written");
    check_read();
    long fd = fl_open(NUMBERS, FL_OPEN_WRITE);
    check_end_of_file(fd);
    expect(fl_close(fd), 0, "close");
    fd = fl_open(NUMBERS, FL_OPEN_WRITE);
    char *shared = (char *)fl_mmap(NULL, SIZE, RW | FL_MAP_SHARED, fd, 0);
    char *private = (char *)fl_mmap(NULL, SIZE, RW, fd, 0);
    check_tail_and_stores(fd, shared, private);
    check_sync(shared);
    check_fork(shared, private);
    check_protect(fd, shared, private);
    check_errors();
    fl_unmap(shared, SIZE);
    fl_unmap(private, SIZE);
    expect(fl_close(fd), 0, "close");
    check_private_alone();
    check_inheritance();
    check_exit();
    check_unmap();
    return fl_finish();
}
