#!/bin/sh
# test_write_error.sh - sectors that cannot be written, in swap and in a file, under faultline: bin/writeerror says what must hold;
# and sectors of swap that cannot be read again.
# FL_FIRMWARE and FAULTLINE are as for run_scenario.sh. Under the model alone where the kernel verifies its laws all the time
# (where uses are tracked there are so many faults that everything is verified every 50th time), under lockstep once.
set -eu
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
swap=$((($(wc -c <"$FL_FIRMWARE/disk.img") / 512) - 16 * 1024 * 2)) # disk.img ends with 16 MiB of swap
header=$(tar -tRf "$FL_FIRMWARE/disk.img" | sed -n 's/^block \([0-9]*\): etc\/field$/\1/p')

# try <first bad sector> <bad sectors> <exit status> <line of the console> <kernel options>
try() {
    cp --sparse=always "$FL_FIRMWARE/disk.img" "$run/disk.img"
    status=0
    timeout 60 "$FAULTLINE" run --engine=$engine --out "$run/out" --wave-from=none \
        -c disk.error_sector="$1" -c disk.error_sectors="$2" -c disk.error_on=$on "$FL_FIRMWARE/pager.elf" \
        --disk "$run/disk.img" --append "$5" </dev/null >"$run/console.txt" 2>"$run/stderr.txt" || status=$?
    if [ "$status" != "$3" ] || ! grep -q "$4" "$run/console.txt" || ! grep -q 'counter resident 0' "$run/console.txt" ||
        ! grep -q 'counter swap_slots_used 0' "$run/console.txt" || grep -q -e WRONG -e panic "$run/console.txt"; then
        cat "$run/console.txt" "$run/stderr.txt" >&2
        echo "write error, $5: status $status, expected $3 and \"$4\"" >&2
        exit 1
    fi
}

engine=model on=writes
# Slots 3 to 10 of swap, for pages that parent and child share; then all of it.
for options in check=1 'policy=lru check=50'; do
    try $((swap + 3 * 8)) 64 0 'writeerror: 3 checks passed' "init=bin/writeerror,stores $options"
    try $((swap + 3 * 8)) 64 0 'writeerror: 5 checks passed' "init=bin/writeerror,looks $options"
    try $((swap + 3 * 8)) 64 0 'writeerror: 3 checks passed' "init=bin/writeerror,ends $options"
done
try "$swap" 32768 0 'writeerror: 5 checks passed' "init=bin/writeerror,looks check=1"
# Page 5 of a file.
try $((header + 1 + 5 * 8 + 3)) 1 0 'writeerror: 8 checks passed' 'init=bin/writeerror,file check=1'
# One bad slot costs nobody anything, as long as there are other victims; none can be written: the process ends.
for pool in 0 4; do # a failing page goes back to memory from the pool, too
    try $((swap + 20 * 8)) 8 0 'big: 4 checks passed' "init=bin/big frames=32 check=1 pool=$pool"
    try "$swap" 32768 135 'disk error' "init=bin/big frames=32 check=1 pool=$pool"
done
# A page that does not come back ends who needs it, and nobody else; what it had is free.
on=reads
for pool in 0 4; do
    try "$swap" 32768 135 'disk error' "init=bin/big frames=32 check=1 pool=$pool"
    try "$swap" 32768 1 'ended with status 135' "scenario=tour check=1 pool=$pool"
done
engine=lockstep on=writes
try $((swap + 3 * 8)) 64 0 'writeerror: 5 checks passed' 'init=bin/writeerror,looks'
