/* bare_clock.c - how fast the Verilated MMU itself is clocked (check/bare_clock.h).
 *
 * usage: bare_clock SIZE CYCLES      prints "clock <cycles per CPU second>"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/bare_clock.h"

int main(int argc, char **argv)
{
    struct fl_dut dut;
    struct fl_uarch_config config;
    if (argc != 3 || !fl_rtl_config(argv[1], &config) || !fl_rtl_open(argv[1], 0, &dut)) {
        fprintf(stderr, "usage: bare_clock tiny|default|large|rv32 CYCLES\n");
        return 64;
    }
    unsigned xlen = strcmp(argv[1], "rv32") == 0 ? 32 : 64;
    double speed = fl_bare_clock(&dut, &config, xlen, strtoull(argv[2], NULL, 10));
    dut.destroy(dut.self);
    if (speed == 0) {
        fprintf(stderr, "bare_clock: not every cycle answered a hit\n");
        return 1;
    }
    printf("clock %.0f\n", speed);
    return 0;
}
