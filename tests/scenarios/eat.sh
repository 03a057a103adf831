#!/bin/sh
# eat.sh tlb80|tlb98|fault - the effective access time of one of bin/eat's loops, measured (docs/scenarios.md, rows 14 and 16).
#
# Two runs, of TURNS and of 2 x TURNS, differ in the loop alone: their times divided by their accesses, both from
# stats.json. FL_FIRMWARE, FAULTLINE and FAULTLINE_ENGINE are as for `run`. In the tables of the textbook a cycle is 1 ns;
# an access takes its cycle and the memory's stall. A miss of the TLB costs 4 cycles of the walker (docs/microarchitecture.md,
# 5) and one read of a page-table entry, as the walk cache knows the way to it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case ${1:-} in
tlb80 | tlb98) turns=10000 stall=119 walk=96 ;; # hit: 20 + 100 ns; miss: 100 ns more
fault) turns=300 stall=199 walk=199 ;;
*)
    echo "usage: eat.sh tlb80|tlb98|fault" >&2
    exit 64
    ;;
esac

# The run's accesses, faults, ma, measured EAT, page fault time, and EAT by the report's formula.
run_turns() {
    "$FAULTLINE" run --engine="${FAULTLINE_ENGINE:-lockstep}" --out "$work/out" --wave-from=none \
        -c memory.data_delay=$stall -c memory.fetch_delay=$stall -c memory.delay=$walk -c disk.preset=textbook \
        "$FL_FIRMWARE/pager.elf" --disk "$FL_FIRMWARE/disk.img" --append "slice=1000 init=bin/eat,$1,$2" \
        </dev/null >"$work/console" 2>"$work/stderr" || { cat "$work/console" "$work/stderr" >&2; exit 1; }
    for field in accesses faults ma measured fault_time formula; do
        sed -n '/"eat": {/,/}/s/.*"'$field'": \([0-9.e+-]*\).*/\1/p' "$work/out/stats.json"
    done | tr '\n' ' '
}

# The loop alone, from the difference; and over all of the longer run, what the formula leaves unexplained: an access that
# faults is made again, which costs p x ma more.
first=$(run_turns "$1" $turns)
second=$(run_turns "$1" $((2 * turns)))
echo "$first $second" | awk -v kind="$1" '{
    accesses = $7 - $1
    faults = $8 - $2
    measured = ($10 * $7 - $4 * $1) / accesses
    printf "EAT %s, ns: %.6g\n", kind, measured
    if (faults == 0) exit
    time = ($11 * $8 - $5 * $2) / faults
    unexplained = $10 - $12 - $8 / $7 * $9
    printf "EAT %s, faults per access: %.6g\n", kind, faults / accesses
    printf "EAT %s, page fault time beyond the 8 ms of the disk, percent: %.1f\n", kind, 100 * (time / 8e6 - 1)
    printf "EAT %s, unexplained, ns: %.3f\n", kind, unexplained < 0 ? -unexplained : unexplained
}'
