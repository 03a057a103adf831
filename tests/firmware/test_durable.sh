#!/bin/sh
# test_durable.sh <machine> - end the machine by an interrupt after a completed msync; the disk has what was synced.
#
# bin/durable changes line 10 of etc/numbers, completes an msync, says so, and then changes line 20 for ever. `<machine>`
# and FL_FIRMWARE are as for run_scenario.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
cp --sparse=always "$FL_FIRMWARE/disk.img" "$run/disk.img"

# A background job ignores the interrupt unless it is told not to: env hands it on as it would be at a terminal.
env --default-signal=INT sh "$here/run_$1.sh" "$FL_FIRMWARE/pager.elf" "$run/disk.img" "init=bin/durable" \
    </dev/null >"$run/console.txt" 2>"$run/stderr.txt" &
machine=$!
tries=0
until grep -qs 'durable: synced' "$run/console.txt"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || ! kill -0 "$machine" 2>/dev/null; then
        kill "$machine" 2>/dev/null || true
        cat "$run/console.txt" "$run/stderr.txt" >&2
        echo "bin/durable does not say that it is synced" >&2
        exit 1
    fi
    sleep 0.1
done
kill -INT "$machine"
wait "$machine" || true

seq 1000000 1000767 | sed '11s/.*/durable/' >"$run/expected.txt"
tar -xOf "$run/disk.img" etc/numbers | diff -u "$run/expected.txt" -

# And when the machine ends by itself while a child has something stored that nobody synced.
cp --sparse=always "$FL_FIRMWARE/disk.img" "$run/disk.img"
timeout 30 sh "$here/run_$1.sh" "$FL_FIRMWARE/pager.elf" "$run/disk.img" "init=bin/leave" </dev/null >"$run/console.txt" 2>&1 || {
    cat "$run/console.txt" >&2
    exit 1
}
tar -xOf "$run/disk.img" etc/numbers | diff -u "$run/expected.txt" -
