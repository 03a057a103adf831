/* fst_file.h - is a wave file complete? Its writer tells nobody when the disk was full. */
#ifndef FAULTLINE_FST_FILE_H
#define FAULTLINE_FST_FILE_H

#include <stdbool.h>

/* Does the file consist of whole FST blocks, with its hierarchy and geometry among them? */
bool fl_fst_is_whole(const char *path);

#endif
