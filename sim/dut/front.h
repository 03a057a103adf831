/* front.h - a device that stands in front of another one: what it does not do itself, the one behind does. */
#ifndef FAULTLINE_DUT_FRONT_H
#define FAULTLINE_DUT_FRONT_H

#include "dut.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A table whose calls all go to `*behind`; a call that `*behind` leaves out is left out here. `behind` becomes its self, and must live as
 * long: let it be the first member of the struct of a device that replaces some of the calls. Nothing is owned: replace destroy. */
struct fl_dut fl_dut_front(struct fl_dut *behind);

#ifdef __cplusplus
}
#endif
#endif
