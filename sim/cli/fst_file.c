#include "cli/fst_file.h"

#include <stdint.h>
#include <stdio.h>

/* Types of blocks, as GTKWave's manual lists them (appendix F, "FST format"). */
enum { GEOMETRY = 3, HIERARCHY = 4, HIERARCHY_LZ4 = 6, HIERARCHY_LZ4_TWICE = 7 };

/* A block is a type, and a length in 8 bytes, highest first, that counts itself and what follows. */
static bool next_block(FILE *file, long size, int *type)
{
    uint64_t length = 0;
    *type = fgetc(file);
    for (int i = 0; i < 8; i++) {
        length = length << 8 | (uint8_t)fgetc(file);
    }
    long at = ftell(file);
    return !feof(file) && length >= 8 && length - 8 <= (uint64_t)(size - at) &&
           fseek(file, (long)length - 8, SEEK_CUR) == 0;
}

bool fl_fst_is_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        return false;
    }
    bool geometry = false, hierarchy = false, whole = fseek(file, 0, SEEK_END) == 0;
    long size = ftell(file);
    rewind(file);
    while (whole && ftell(file) < size) {
        int type;
        whole = next_block(file, size, &type);
        geometry = geometry || type == GEOMETRY;
        hierarchy = hierarchy || type == HIERARCHY || type == HIERARCHY_LZ4 || type == HIERARCHY_LZ4_TWICE;
    }
    fclose(file);
    return whole && geometry && hierarchy;
}
