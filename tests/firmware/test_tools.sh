#!/bin/sh
# test_tools.sh <folder with user/*.elf> - the scenario tests' own tools: do they see what is wrong?
set -eu
here=$(cd "$(dirname "$0")" && pwd)
firmware=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# says <what> <pattern> <rules>: counters.awk refuses $work/console.txt, and its output names the pattern.
says() {
    if out=$(awk -v rules="$3" -f "$here/counters.awk" "$work/console.txt"); then
        echo "counters.awk accepts $1" >&2
        failed=1
    elif ! echo "$out" | grep -q -e "$2"; then
        echo "counters.awk, given $1, does not say \"$2\": $out" >&2
        failed=1
    fi
}

good_console() {
    n=0
    for name in zero_fill file swap_in cow access_dirty pool_rescue cache_hit spurious illegal; do
        n=$((n + 1))
        echo "counter $name $n"
    done
    echo "counter faults 45"
    for name in evictions page_writes cow_copies frames_free frames_total context_switches switches_during_io; do
        echo "counter $name 2"
    done
    echo "counter resident 0"
    echo "counter swap_slots_used 0"
}

good_console >"$work/console.txt"
awk -v rules='cow==4 cow>=cow_copies file>1 spurious<=8' -f "$here/counters.awk" "$work/console.txt" || failed=1
says 'a rule that does not hold' 'cow==5 does not hold' 'cow==5'
says 'a rule about two counters' 'file = 2, cow = 4' 'file>cow'
says 'a rule about an unknown counter' 'names colour' 'colour>0'
says 'a rule without a comparison' 'not a rule: cow' 'cow'
sed -i 's/^counter faults 45/counter faults 44/' "$work/console.txt"
says 'kinds that do not sum' 'sum to 45, faults = 44' ''
good_console | grep -v swap_in >"$work/console.txt"
says 'a missing counter' 'swap_in is missing' ''
{ good_console; echo "counter cow 4"; } >"$work/console.txt"
says 'a counter printed twice' 'cow is printed twice' ''
good_console | sed 's/cow_copies 2/cow_copies 5/' >"$work/console.txt"
says 'more copies than faults' 'cow>=cow_copies does not hold' ''

good_console | sed 's/swap_slots_used 0/swap_slots_used 1/' >"$work/console.txt"
says 'a swap slot that leaked' 'swap_slots_used==0 does not hold' ''
good_console | sed 's/frames_free 2/frames_free 1/' >"$work/console.txt"
says 'a frame that leaked' 'frames_free==frames_total does not hold' ''

# Two invented machines run an invented scenario: whatever is wrong with one of them, run_scenario.sh must say.
mkdir -p "$work/lab/expected"
cp "$here/run_scenario.sh" "$here/counters.awk" "$work/lab"
echo 'toy | toy | init=toy | 3 | cow | file==2' >"$work/lab/scenarios.txt"
echo 'hello' >"$work/lab/expected/toy.txt"
touch "$work/toy.img" "$work/pager.elf"
machine() { { echo "cat <<'END'"; cat; echo END; echo "exit $2"; } >"$work/lab/run_$1.sh"; }
run_toy() { FL_FIRMWARE=$work sh "$work/lab/run_scenario.sh" toy right other >"$work/said" 2>&1; }
refuses() {
    if run_toy; then
        echo "run_scenario.sh accepts $1" >&2
        failed=1
    elif ! grep -q -e "$2" "$work/said"; then
        echo "run_scenario.sh, given $1, does not say \"$2\":" >&2
        cat "$work/said" >&2
        failed=1
    fi
}
toy() { echo hello; good_console; }
toy | machine right 3
toy | machine other 3
run_toy || { cat "$work/said" >&2; failed=1; }
toy | machine other 0
refuses 'a wrong status' 'exit status 0 on other, expected 3'
toy | sed 's/hello/hullo/' | machine other 3
refuses 'a wrong console' 'the console on other is not'
toy | sed 's/cow 4/cow 6/; s/illegal 9/illegal 7/' | machine other 3
refuses 'machines that disagree' 'right and other disagree'
toy | sed 's/file 2/file 1/; s/illegal 9/illegal 10/' | machine other 3
refuses 'a rule that does not hold' 'the counters on other are not'
echo 'sleep 5' >"$work/lab/run_other.sh"
FL_LIMIT=1 refuses 'a run without end' 'exit status 124 on other'

# The disk: the same bytes twice, an archive that tar reads, a swap area of the size asked for, all of it zero.
make="sh $here/../../firmware/user/mkdisk.sh"
files=$here/../../firmware/user/files
$make "$work/a.img" 64 "$files" "$firmware/user/big.elf" "$firmware/user/bench.elf"
(umask 077 && $make "$work/b.img" 64 "$files" "$firmware/user/big.elf" "$firmware/user/bench.elf")
cmp "$work/a.img" "$work/b.img" || failed=1
tar -tf "$work/a.img" | grep -qx bin/bench || { echo "mkdisk.sh: bin/bench is not in the archive" >&2; failed=1; }
[ "$(tail -c 65536 "$work/a.img" | tr -d '\0' | wc -c)" = 0 ] || { echo "mkdisk.sh: swap is not zero" >&2; failed=1; }
[ $(($(wc -c <"$work/a.img") % 4096)) = 0 ] || { echo "mkdisk.sh: the disk is no whole number of pages" >&2; failed=1; }
if $make "$work/c.img" 2>"$work/usage"; then
    echo "mkdisk.sh accepts too few arguments" >&2
    failed=1
fi
grep -q '^usage:' "$work/usage" || failed=1
exit $failed
