/* cases.c - the lists of directed cases, in the order they are played. */
#include "case.h"

#include <stddef.h>

const struct directed_case *const directed_case_lists[] = {
    directed_walk_cases,  directed_permission_cases, directed_update_cases, directed_format_cases,
    directed_fence_cases, directed_split_cases,      directed_pmp_cases,    NULL,
};
