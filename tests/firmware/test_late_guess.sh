#!/bin/sh
# test_late_guess.sh - prepaging from a slow disk: the pages come when the mapping that they were guessed for has given way to
# another one, and must not turn up there. Under the model alone. FL_FIRMWARE and FAULTLINE are as for run_scenario.sh.
set -eu
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
if "$FAULTLINE" run --engine=model --out "$run/out" --wave-from=none -c disk.preset=hdd "$FL_FIRMWARE/pager.elf" \
    --disk "$FL_FIRMWARE/disk.img" --append 'init=bin/ahead prepage=15 check=1' </dev/null >"$run/console.txt" \
    2>"$run/stderr.txt" && grep -q '^ahead: .* checks passed' "$run/console.txt"; then
    exit 0
fi
cat "$run/console.txt" "$run/stderr.txt" >&2
exit 1
