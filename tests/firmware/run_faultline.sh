#!/bin/sh
# run_faultline.sh <pager.elf> <disk image> <kernel options> - the firmware under faultline; console on stdout, the
# guest's status. FAULTLINE names the command, FAULTLINE_ENGINE the engine.
exec "${FAULTLINE:-build/faultline}" run --engine="${FAULTLINE_ENGINE:-lockstep}" --out "$(dirname "$2")/out" \
    --wave-from=none -c disk.writable=on "$1" --disk "$2" --append "$3"
