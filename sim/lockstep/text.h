/* text.h - numbers as people read them: 0x8077_7010 and 18,422. Each call returns its text by value: fl_hex(v).text. */
#ifndef FAULTLINE_TEXT_H
#define FAULTLINE_TEXT_H

#include <stdint.h>

struct fl_number {
    char text[28];
};

struct fl_number fl_hex(uint64_t value);     /* groups of four digits */
struct fl_number fl_decimal(uint64_t value); /* groups of three digits */

#endif
