/* number.h - numbers as people write them. */
#ifndef FAULTLINE_NUMBER_H
#define FAULTLINE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* A number in any C notation, with "_" and "," between digits allowed: "0x8000_0000", "1,000,000". False: it is none. */
bool fl_parse_number(const char *text, uint64_t *number);

#endif
