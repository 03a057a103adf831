/* fileerror - a file with a page that the disk cannot read: who needs the page is told, everything else works.
 *
 * Run with the disk's bad sector in page 5 of etc/field (test_file_error.sh).
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

#define BAD 5l

static void expect(long got, long want, const char *what)
{
    fl_check(got == want, "%s: %ld (expected %ld)", what, got, want);
}

static int load_from(void *at)
{
    return *(volatile char *)at;
}

int main(void)
{
    char byte = 'x';
    struct fl_stat stat;
    fl_begin("fileerror", "a file with a page that cannot be read");
    long fd = fl_open("etc/field", FL_OPEN_WRITE);
    fl_lseek(fd, BAD * 4096 - 1, FL_SEEK_SET);
    expect(fl_read((int)fd, &byte, 1), 1, "read the byte before the page");
    expect(fl_read((int)fd, &byte, 1), -FL_EIO, "read its first byte");
    expect(fl_write((int)fd, "y", 1), -FL_EIO, "write it");
    expect(fl_lseek(fd, 0, FL_SEEK_CURRENT), BAD * 4096, "the position has not moved");
    char *map = (char *)fl_mmap(NULL, 16 * FL_PAGE, FL_MAP_READ | FL_MAP_WRITE | FL_MAP_SHARED, fd, 0);
    expect(fl_in_child(load_from, map + BAD * FL_PAGE), FL_KILLED_IO_ERROR, "a load from it ends the process");
    map[(BAD + 1) * FL_PAGE] = 'y';
    expect(fl_msync(map, 16 * FL_PAGE), 0, "msync of the pages beside it");
    fl_fstat(fd, &stat);
    expect(stat.resident, 2, "pages in memory");
    expect(fl_unmap(map, 16 * FL_PAGE), 0, "unmap");
    expect(fl_close(fd), 0, "close");
    return fl_finish();
}
