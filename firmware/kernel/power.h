/* power.h - switching the machine off. */
#ifndef FAULTLINE_KERNEL_POWER_H
#define FAULTLINE_KERNEL_POWER_H

/* Ends the run with this exit status, 0 to 255. */
void power_off(int status) __attribute__((noreturn));

#endif
