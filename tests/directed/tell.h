/* tell.h - one line per case played or left out, for tests/directed/all: "case 41 rtl passed a title". */
#ifndef DIRECTED_TELL_H
#define DIRECTED_TELL_H

/* `layer` is spec, uarch, rtl, hart or lockstep, a word of cases.txt; NULL: nobody listens. `verdict` is passed, failed or left_out. */
void directed_tell(const char *layer, const char *number, const char *verdict, const char *title);

#endif
