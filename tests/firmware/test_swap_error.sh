#!/bin/sh
# test_swap_error.sh - a bad sector in the swap area, under faultline. FL_FIRMWARE and FAULTLINE are as for run_scenario.sh.
#
# With a pool of free frames the write fails in the background: the page stays in memory, the program never notices, and
# all its words are right. Without one the process that waits for the frame is ended with status 135.
set -eu
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
swap_sectors=$((16 * 1024 * 2)) # disk.img ends with 16 MiB of swap
bad=$((($(wc -c <"$FL_FIRMWARE/disk.img") / 512) - swap_sectors + 8 * 20 + 3)) # slot 20

# try <kernel options> <exit status> <line of the console>
try() {
    cp --sparse=always "$FL_FIRMWARE/disk.img" "$run/disk.img"
    status=0
    "$FAULTLINE" run --out "$run/out" --wave-from=none -c disk.error_sector=$bad "$FL_FIRMWARE/pager.elf" \
        --disk "$run/disk.img" --append "init=bin/big frames=32 check=1 $1" </dev/null >"$run/console.txt" \
        2>"$run/stderr.txt" || status=$?
    if [ "$status" != "$2" ] || ! grep -q "$3" "$run/console.txt" || ! grep -q 'counter resident 0' "$run/console.txt"; then
        cat "$run/console.txt" "$run/stderr.txt" >&2
        echo "swap error, $1: status $status, expected $2 and \"$3\"" >&2
        exit 1
    fi
}

try pool=4 0 'big: 4 checks passed'
try pool=0 135 'disk error'
