#!/bin/sh
# run_faultline.sh <pager.elf> <disk image> <kernel options> [option...] - the firmware under faultline; console on stdout, the
# guest's status. FAULTLINE names the command, FAULTLINE_ENGINE the engine; what follows is for the command.
elf=$1 disk=$2 options=$3
shift 3
exec "${FAULTLINE:-build/faultline}" run --engine="${FAULTLINE_ENGINE:-lockstep}" --out "$(dirname "$disk")/out" \
    --wave-from=none -c disk.writable=on "$@" "$elf" --disk "$disk" --append "$options"
