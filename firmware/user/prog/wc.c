/* wc - lines, words and bytes of a file, through a mapping and through read(): `wc [FILE]`.
 *
 * The file is three times as big as the frames that the mapping may use. Its pages come in order, each once; none is ever
 * written, so that each leaves without a write.
 */
#include <stdio.h>

#include "check.h"
#include "process.h"

enum { FRAMES = 9, BUFFER = 512 };

struct counts {
    uint64_t lines, words, bytes;
    bool inside; /* a word */
};

static void count(struct counts *counts, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bool blank = text[i] == ' ' || text[i] == '\n';
        counts->lines += text[i] == '\n';
        counts->words += !blank && !counts->inside;
        counts->inside = !blank;
    }
    counts->bytes += size;
}

static struct counts count_mapped(long fd, size_t size)
{
    struct counts counts = {0};
    const char *text = (const char *)fl_mmap(NULL, size, FL_MAP_READ, fd, 0);
    fl_quota((void *)text, FRAMES, FL_POLICY_FIFO);
    count(&counts, text, size);
    fl_unmap((void *)text, size);
    return counts;
}

static struct counts count_read(long fd)
{
    struct counts counts = {0};
    char buffer[BUFFER];
    long got;
    while ((got = fl_read((int)fd, buffer, sizeof buffer)) > 0)
        count(&counts, buffer, (size_t)got);
    return counts;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "etc/text";
    struct fl_counters before, after;
    struct fl_stat stat;
    fl_begin("wc", "words of a file, mapped and read");
    long fd = fl_open(name, FL_OPEN_READ);
    if (fd < 0 || fl_fstat(fd, &stat) < 0)
        return fl_check(false, "%s cannot be opened: %ld", name, fd);
    fl_own_counters(&before);
    struct counts mapped = count_mapped(fd, stat.size);
    fl_own_counters(&after);
    struct counts read = count_read(fd);
    printf("%lu lines, %lu words, %lu bytes in %s\n", mapped.lines, mapped.words, mapped.bytes, name);
    fl_check_count(mapped.bytes, stat.size, "bytes", "the mapping");
    fl_check(read.lines == mapped.lines && read.words == mapped.words && read.bytes == mapped.bytes,
             "read() finds the same lines, words and bytes");
    fl_check_count(after.file - before.file, (stat.size + FL_PAGE - 1) / FL_PAGE, "pages",
                   "came from the disk, each once");
    fl_check_count(after.file_writes - before.file_writes, 0, "pages", "were written back");
    return fl_finish();
}
