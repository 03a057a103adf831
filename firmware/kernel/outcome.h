/* outcome.h - how asking for a frame, serving a fault or moving a page's content ended. */
#ifndef FAULTLINE_KERNEL_OUTCOME_H
#define FAULTLINE_KERNEL_OUTCOME_H

enum outcome { DONE, ILLEGAL, NO_MEMORY, NO_SWAP, IO_ERROR };

#endif
