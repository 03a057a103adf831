#!/bin/sh
# test_file_error.sh - a bad sector in a file, under faultline: bin/fileerror says who notices. FL_FIRMWARE and FAULTLINE are
# as for run_scenario.sh.
set -eu
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
header=$(tar -tRf "$FL_FIRMWARE/disk.img" | sed -n 's/^block \([0-9]*\): etc\/field$/\1/p')
bad=$((header + 1 + 5 * 8 + 3)) # the file begins behind its header; the fourth sector of its page 5
if "$FAULTLINE" run --out "$run/out" --wave-from=none -c disk.error_sector=$bad "$FL_FIRMWARE/pager.elf" \
    --disk "$FL_FIRMWARE/disk.img" --append 'init=bin/fileerror check=1' </dev/null >"$run/console.txt" 2>"$run/stderr.txt" &&
    grep -q 'fileerror: 9 checks passed' "$run/console.txt" &&
    grep -q 'load from 0x1000005000 at pc 0x[0-9a-f]*: disk error' "$run/console.txt"; then
    exit 0
fi
cat "$run/console.txt" "$run/stderr.txt" >&2
exit 1
