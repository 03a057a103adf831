#!/bin/sh
# run_stale.sh <pager.elf> <disk image> <kernel options> - the firmware on a hart that goes on running what it once fetched until
# FENCE.I, as long as the architecture allows (docs/hart.md). The model alone translates.
FAULTLINE_ENGINE=model exec sh "$(dirname "$0")/run_faultline.sh" "$@" -c cpu.stale_code=on
