#!/bin/sh
# test_slow_fault.sh - memory so slow that serving a page fault takes longer than load control's tick, which takes A bits away:
# every instruction must still get all its pages. Under the model alone. FL_FIRMWARE and FAULTLINE are as for run_scenario.sh.
set -eu
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
if "$FAULTLINE" run --engine=model --out "$run/out" --wave-from=none -c memory.fetch_delay=1000 \
    -c run.limit_cycles=4000000000 "$FL_FIRMWARE/pager.elf" --disk "$FL_FIRMWARE/disk.img" \
    --append 'init=bin/forks loadctl=1' </dev/null >"$run/console.txt" 2>"$run/stderr.txt" &&
    grep -q '^forks: .* checks passed' "$run/console.txt"; then
    exit 0
fi
cat "$run/console.txt" "$run/stderr.txt" >&2
exit 1
