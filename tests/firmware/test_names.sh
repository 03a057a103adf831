#!/bin/sh
# test_names.sh - under faultline, every process of the demo and of the vfork scenario has its program's name and its pid: in the
# summary, and in every fault of stats.json. FL_FIRMWARE and FAULTLINE are as for run_scenario.sh.
set -eu
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
fail() {
    echo "test_names: $*" >&2
    cat "$run/processes" >&2
    exit 1
}

# Leaves the names of the table "Every process" in $run/processes and those of the faults in $run/faults.
run_program() {
    "$FAULTLINE" run --engine=model --out "$run/out" --wave-from=none "$FL_FIRMWARE/pager.elf" \
        --disk "$FL_FIRMWARE/disk.img" --append "$1" </dev/null >"$run/console.txt" 2>"$run/stderr.txt" ||
        { cat "$run/stderr.txt" >&2; exit 1; }
    awk '/^Every process/ { on = 1; next } on && !NF { exit } on { sub(/ +[0-9,]+ +[0-9,]+ +[0-9,]+$/, ""); print $0 }' \
        "$run/stderr.txt" | sed 's/^ *//' >"$run/processes"
    sed -n '/"faults": \[/,$ s/^ *"process": "\(.*\)",*$/\1/p' "$run/out/stats.json" | sort -u >"$run/faults"
    [ "$(head -n 1 "$run/processes")" = 'no process' ] || fail "$1: the first line is not that of ASID 0"
    ! sed 1d "$run/processes" | grep -qv '^[a-z]*\[[0-9]*\]$' || fail "$1: a process without a name"
    ! grep -v '^[a-z]*\[[0-9]*\]$' "$run/faults" >&2 || fail "$1: a fault of nobody"
    [ -z "$(sed 's/.*\[//' "$run/processes" | sort | uniq -d)" ] || fail "$1: two processes with one pid"
}

run_program ''
for name in 'demo\[1\]' 'big\[2\]' 'wild\[6\]'; do
    grep -qx "$name" "$run/processes" && grep -qx "$name" "$run/faults" || fail "the demo has no $name"
done
# The kernel says itself who had the bad pointer.
said=$(tr -d '\r' <"$run/console.txt" | sed -n 's/^ *pid \([0-9]*\) (\([a-z]*\)): .*/\2[\1]/p')
[ "$said" = 'wild[6]' ] || fail "the kernel ends '$said', not wild[6]"

run_program 'init=bin/vfork'
grep -qx 'vfork\[1\]' "$run/processes" || fail "the vfork scenario has no vfork[1]"
