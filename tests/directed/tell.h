/* tell.h - one line per case played, for tests/directed/all: "case 41 rtl passed". */
#ifndef DIRECTED_TELL_H
#define DIRECTED_TELL_H

#include <stdbool.h>

/* `layer` is spec, uarch, rtl, hart or lockstep, a word of cases.txt; NULL: nobody listens. */
void directed_tell(const char *layer, const char *number, bool passed);

#endif
