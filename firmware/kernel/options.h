/* options.h - what the device tree's bootargs ask for. */
#ifndef FAULTLINE_KERNEL_OPTIONS_H
#define FAULTLINE_KERNEL_OPTIONS_H

#include "policy/alloc.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stdint.h>

struct disk_order;

struct options {
    uint64_t frames;                               /* limit of all user pages together; 0: what memory holds */
    const struct fl_policy_ops *policy;            /* of the pages without a quota of their own */
    struct fl_policy_parameters policy_parameters; /* tie= window= seed= */
    bool track_all;                                /* track=exact: every use traps, whatever the policy needs */
    bool fence_on_clear;                           /* order the TLB behind the clearing of a reference bit */
    bool record;                                   /* print every tracked use */
    char future[100];                              /* opt=: path of such a recording, for OPT */
    bool hardware_ad;                              /* ad=svadu: hardware sets A and D */
    uint64_t check;                                /* verify all laws at every Nth quiescent point, 0: none */
    uint64_t slice_ms;                             /* a process's turn on the CPU */
    const struct disk_order *disk_order;           /* diskq=: who waits for the disk is served in this order */
    bool local_scope;                              /* scope=local: a process replaces its own pages only */
    enum fl_alloc_rule alloc_rule;                 /* alloc=: how frames are divided then */
    uint64_t min_frames;                           /* minframes=: nobody gets less */
    uint64_t buffered_frames;                      /* pool=: replaced pages that can be taken back */
    uint64_t zeroed_frames;                        /* zeroed=: frames zeroed in advance */
    uint64_t prepage;                              /* prepage=: pages of a file brought in beyond the one asked for */
    bool load_control;                             /* loadctl=1: suspend processes when memory does not suffice */
    uint64_t pff_low, pff_high;                    /* pff=: page-ins per millisecond of CPU time */
    uint64_t ws_window;                            /* wswindow=: ticks that make a working set */
    char init[100];                                /* first program and its arguments, separated by commas */
    char scenario[80];                             /* the same by the name of a program or script; empty: init counts */
};

extern struct options options;

/* Reads `text` (not NUL-terminated). A bad option prints one line and ends the machine with status 64. */
void options_parse(const char *text, uint64_t size);

/* As options_parse ends: for an option that proves impossible later. */
void options_refuse(const char *option, const char *why) __attribute__((noreturn));

#endif
