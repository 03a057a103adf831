/* matrix - the order of two loops decides how often a program faults (docs/scenarios.md, row 13).
 *
 * 128 x 128 ints, one row a page, 64 frames: row by row each page is needed once, 128 faults; column by column each
 * element lies in another page than the one before, 16,384 faults.
 */
#include "check.h"
#include "process.h"

enum { N = 128, FRAMES = 64 };

typedef volatile int row[FL_PAGE / sizeof(int)];

static void by_rows(row *matrix)
{
    for (unsigned i = 0; i < N; i++)
        for (unsigned j = 0; j < N; j++)
            matrix[i][j] = (int)(i * N + j);
}

static void by_columns(row *matrix)
{
    for (unsigned j = 0; j < N; j++)
        for (unsigned i = 0; i < N; i++)
            matrix[i][j] = (int)(i * N + j);
}

static unsigned wrong_elements(row *matrix)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < N; i++)
        for (unsigned j = 0; j < N; j++)
            wrong += matrix[i][j] != (int)(i * N + j);
    return wrong;
}

static void run(const char *order, void (*walk)(row *), unsigned faults)
{
    struct fl_counters before, after;
    row *matrix = (row *)fl_map(NULL, N * FL_PAGE);
    if (fl_quota((void *)matrix, FRAMES, FL_POLICY_FIFO) < 0) {
        fl_check(false, "%s: %u frames of its own", order, (unsigned)FRAMES);
        return;
    }
    fl_own_counters(&before);
    walk(matrix);
    fl_own_counters(&after);
    fl_check_count(fl_page_ins(&after) - fl_page_ins(&before), faults, "faults", "%s", order);
    fl_check_count(wrong_elements(matrix), 0, "wrong elements", "%s", order);
    fl_unmap((void *)matrix, N * FL_PAGE);
}

int main(void)
{
    fl_begin("matrix", "128 x 128 ints, a row a page, 64 frames");
    run("row by row", by_rows, N);
    run("column by column", by_columns, N * N);
    return fl_finish();
}
