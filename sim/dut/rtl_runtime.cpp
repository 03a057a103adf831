/* rtl_runtime.cpp - Verilator's callbacks: $stop, $fatal and what an assertion prints.
 *
 * Verilator calls plain functions that know no model, so the listener of the moment is kept per thread: the one variable here
 * that is not part of a simulation, set only while a model is evaluated.
 */
#include "rtl_runtime.h"

#include <cstdarg>
#include <cstdio>

#include "verilated.h"

static thread_local std::string *listener;

RtlListener::RtlListener(std::string *text) : previous_(listener)
{
    listener = text;
}

RtlListener::~RtlListener()
{
    listener = previous_;
}

/* What the message says, without Verilator's time and mark before it and the end of its line. */
static std::string essence(const std::string &line)
{
    const std::string mark = "%Error: ";
    size_t begin = line.find(mark), end = line.find('\n');
    begin = begin == std::string::npos ? 0 : begin + mark.size();
    return line.substr(begin, end == std::string::npos ? end : end - begin);
}

void fl_rtl_print(const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (!listener) {
        std::fputs(line, stderr);
    } else if (listener->empty()) {
        *listener = essence(line);
    }
}

void vl_stop(const char *file, int line, const char *)
{
    fl_rtl_print("stopped at %s:%d\n", file, line);
}

void vl_fatal(const char *file, int line, const char *, const char *message)
{
    fl_rtl_print("%s at %s:%d\n", message, file, line);
}
