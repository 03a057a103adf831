/* rtl_points.cpp - the counts of the bound cover files, and where Verilator's own counts are written. */
#include "rtl_points.hpp"

#include <cstdio>

#include "svdpi.h"
#include "verilated.h"
#include "verilated_cov.h"

/* The bound files call a plain function that knows no model, so the counter of the moment is kept per thread. */
static thread_local RtlPoints *counter;

RtlPoints::Counting::Counting(RtlPoints *points) : previous_(counter)
{
    counter = points;
}

RtlPoints::Counting::~Counting()
{
    counter = previous_;
}

extern "C" void fl_cover_point(int group, int a, int b, int c, int d, int e)
{
    const unsigned value[FL_COVER_VALUES] = {(unsigned)a, (unsigned)b, (unsigned)c, (unsigned)d, (unsigned)e};
    if (counter) {
        counter->met((unsigned)group, value);
    }
}

void RtlPoints::met(unsigned group, const unsigned value[FL_COVER_VALUES])
{
    uint64_t key = group;
    for (unsigned i = 0; i < FL_COVER_VALUES; i++) {
        key = key << 8 | (value[i] & 0xff);
    }
    count_[key]++;
}

/* One line a point: its group, its values, its count. Lines of Verilator, where it counts any, go to a file beside it. */
bool RtlPoints::write(VerilatedContext &context, const char *path) const
{
    std::FILE *file = std::fopen(path, "w");
    if (!file) {
        return false;
    }
    for (const auto &point : count_) {
        std::fprintf(file, "%u", (unsigned)(point.first >> 8 * FL_COVER_VALUES));
        for (unsigned i = FL_COVER_VALUES; i-- > 0;) {
            std::fprintf(file, " %u", (unsigned)(point.first >> 8 * i & 0xff));
        }
        std::fprintf(file, " %llu\n", (unsigned long long)point.second);
    }
#ifdef FL_COVER_LINES
    context.coveragep()->write((std::string(path) + ".lines").c_str());
#else
    (void)context;
#endif
    bool failed = std::ferror(file) != 0;
    return std::fclose(file) == 0 && !failed;
}
