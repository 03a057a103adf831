/* rtl_test.h - pins of our own RTL that the contract of dut.h has no place for; for tests of the RTL alone. */
#ifndef FAULTLINE_RTL_TEST_H
#define FAULTLINE_RTL_TEST_H

#include "dut.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Withhold the memory port's ready. False: `dut` is not one of fl_rtl_open. */
bool fl_rtl_stall_memory(struct fl_dut *dut, bool stalled);

#ifdef __cplusplus
}
#endif
#endif
