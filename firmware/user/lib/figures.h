/* figures.h - numbers out of the kernel's texts about itself (fl_proc). */
#ifndef FAULTLINE_FIGURES_H
#define FAULTLINE_FIGURES_H

/* The sum, over all lines of the text that hold `what`, of the number behind the first `word` from there on. Either may
 * be empty. */
unsigned long fl_figure(const char *text, const char *what, const char *word);

#endif
