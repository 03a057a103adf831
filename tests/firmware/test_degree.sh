#!/bin/sh
# test_degree.sh - CPU utilisation against the degree of multiprogramming (docs/scenarios.md, row 30).
#
# The same eight workers twice under the model alone (it counts every cycle, and nothing here is about the RTL): without
# load control utilisation must rise, peak and fall; with it, it must not fall. bin/degree checks, this prints its numbers.
# FL_FIRMWARE and FAULTLINE are as for run_scenario.sh.
set -eu
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
failed=0

# try <what> <demand> <load control>
try() {
    echo "$1"
    cp --sparse=always "$FL_FIRMWARE/disk.img" "$run/disk.img"
    status=0
    "${FAULTLINE:-build/faultline}" run --engine=model --out "$run/out" --wave-from=none "$FL_FIRMWARE/pager.elf" \
        --disk "$run/disk.img" --append "init=bin/degree,$2 frames=128 policy=fifo loadctl=$3" \
        >"$run/console.txt" 2>"$run/stderr.txt" </dev/null || status=$?
    grep -E '^degree [1-8]|utilisation|peak|WRONG|panic' "$run/console.txt" || true
    [ "$status" = 0 ] || { tail -n 3 "$run/console.txt" "$run/stderr.txt"; failed=1; }
}

try "without load control: rises, peaks, falls" shape 0
try "with load control: does not fall" level 1
exit $failed
