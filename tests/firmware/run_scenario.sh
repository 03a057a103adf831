#!/bin/sh
# run_scenario.sh <scenario> <machine>... - run one line of scenarios.txt and check status, console and counters.
#
# A machine is the name of a run_<machine>.sh here. With more than one, all must also agree on the counters that the
# scenario says timing does not decide. after/<scenario>.sh, if there is one, looks at the disk. FL_FIRMWARE is the folder with
# pager.elf and the images; FL_LIMIT the seconds that a run may take (60). With FL_ACCEPT=1 the console is stored as the expected
# one, not compared with it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] && [ -n "${FL_FIRMWARE:-}" ] || {
    echo "usage: FL_FIRMWARE=<dir> run_scenario.sh <scenario> <machine>..." >&2
    exit 64
}
scenario=$1
shift

fail() {
    echo "$scenario: $*" >&2
    exit 1
}

# The fields of the scenario, into disk, options, status, agree, rules.
read_scenario() {
    line=$(grep "^$scenario *|" "$here/scenarios.txt") || fail "no such scenario in scenarios.txt"
    field() { echo "$line" | cut -d'|' -f"$1" | sed 's/^ *//; s/ *$//'; }
    disk=$(field 2) options=$(field 3) status=$(field 4) agree=$(field 5) rules=$(field 6)
    [ "$agree" != most ] || agree='zero_fill file swap_in cow cow_copies illegal'
}

# Run on machine $1, in folder $2; leaves console.txt, stderr.txt and status there.
# The disk is a copy, because a run writes its swap area.
run_on() {
    mkdir "$2"
    cp --sparse=always "$FL_FIRMWARE/$disk.img" "$2/disk.img"
    code=0
    timeout -k 5 "${FL_LIMIT:-60}" sh "$here/run_$1.sh" "$FL_FIRMWARE/pager.elf" "$2/disk.img" "$options" \
        </dev/null >"$2/raw.txt" 2>"$2/stderr.txt" || code=$?
    tr -d '\r' <"$2/raw.txt" >"$2/console.txt"
    echo "$code" >"$2/status"
}

# The console without what may differ between builds and machines: counters; traps for A and D; addresses of the program's own code, data
# and stack; where exactly a greedy process was when memory ran out; whether an atomic access to nowhere (wild.c's 0xa70c0000)
# is a load: QEMU 7.2 does it as a load and a store, and reports the load.
story_of() {
    sed -e '/^counter /d' -e '/^degree [0-9]/d' -e '/^extra traps/d' -e 's/ pc 0x[0-9a-f]*/ pc .../' -e 's/ 0x1[0-9a-f]\{4\} / 0x1.... /' \
        -e 's/ 0x3[ef][0-9a-f]\{8\} / 0x3......... /' -e 's/(\(hog\|reserve\)): .*: out of/(\1): ... out of/' \
        -e 's/load from 0xa70c0000/store to 0xa70c0000/' "$1/console.txt"
}

# The counters' rules that hold on machine $1. Those marked timed: depend on how long the disk takes, and QEMU's disk takes host time.
rules_for() {
    case $1 in
    qemu) printf '%s\n' "$rules" | sed 's/timed:[^ ]*//g' ;;
    *) printf '%s\n' "$rules" | sed 's/timed://g' ;;
    esac
}

# Hold machine $1's run in folder $2 against the table and the expected console.
check_run() {
    got=$(cat "$2/status")
    if [ "$got" != "$status" ]; then
        grep -a -v '^counter ' "$2/console.txt" | tail -n 20 >&2
        tail -n 20 "$2/stderr.txt" >&2
        fail "exit status $got on $1, expected $status"
    fi
    story_of "$2" >"$2/story.txt"
    [ -z "${FL_ACCEPT:-}" ] || cp "$2/story.txt" "$here/expected/$scenario.txt"
    diff -u "$here/expected/$scenario.txt" "$2/story.txt" >&2 || fail "the console on $1 is not the expected one"
    [ ! -e "$here/after/$scenario.sh" ] || sh "$here/after/$scenario.sh" "$2/disk.img" >&2 ||
        fail "the disk that $1 left is not what it must be"
    [ "$agree$rules" = - ] || awk -v rules="$(rules_for "$1")" -f "$here/counters.awk" "$2/console.txt" >&2 ||
        fail "the counters on $1 are not what they must be"
    for name in $agree; do
        [ "$name" = - ] || grep "^counter $name " "$2/console.txt" || fail "no counter $name on $1"
    done >"$2/agreed.txt"
}

read_scenario
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
first=$1
for machine; do
    run_on "$machine" "$run/$machine"
    check_run "$machine" "$run/$machine"
    diff -u --label "$first" --label "$machine" "$run/$first/agreed.txt" "$run/$machine/agreed.txt" >&2 ||
        fail "$first and $machine disagree"
done
