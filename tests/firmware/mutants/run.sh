#!/bin/sh
# run.sh [bug...] - put each bug of bugs.txt into a copy of the firmware, and see its scenario fail.
#
# FL_FIRMWARE is the folder with the disks, FAULTLINE the command,
# FL_JOBS the copies that work at once (2). First the firmware without any bug must pass all the scenarios used.
# Exit status 1: a bug lives, or its text is not in the kernel any more, or the firmware itself fails.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
[ -n "${FL_FIRMWARE:-}" ] || { echo "usage: FL_FIRMWARE=<dir> [FAULTLINE=<command>] run.sh [bug...]" >&2; exit 64; }
jobs=${FL_JOBS:-2}
export FL_LIMIT="${FL_LIMIT:-30}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# bug file scenario machine, one a line
awk '$1 == "bug" { name = $2 } $1 == "in" { file = $2 } $1 == "dies" { print name, file, $3, $5 }' "$here/bugs.txt" \
    >"$work/all"
if [ $# -gt 0 ]; then
    for bug; do
        grep "^$bug " "$work/all" >>"$work/list" || { echo "no such bug: $bug" >&2; exit 64; }
    done
else
    cp "$work/all" "$work/list"
fi

# A worker's own copy of the firmware, configured and built, with the disks beside the kernel.
prepare() {
    mkdir -p "$1/tests"
    cp -R "$root/firmware" "$root/cmake" "$1"
    cp -R "$root/tests/firmware" "$1/tests"
    sed -i 's/ -Werror//' "$1/firmware/CMakeLists.txt" # a bug may leave a variable unused
    cmake -S "$1/firmware" -B "$1/build" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$1/cmake/toolchain-riscv64.cmake" >"$1/log"
    build "$1"
    for disk in "$FL_FIRMWARE"/*.img; do
        ln -sf "$(realpath "$disk")" "$1/build"
    done
}

build() { ninja -C "$1/build" -j1 pager.elf >"$1/log" 2>&1; }

# What a scenario says on a machine, in $1/said.
run() {
    case $3 in
    qemu | stale) machine=$3 engine= ;;
    *) machine=faultline engine=$3 ;;
    esac
    FL_FIRMWARE=$1/build FAULTLINE_ENGINE=$engine \
        sh "$1/tests/firmware/run_scenario.sh" "$2" "$machine" >"$1/said" 2>&1
}

# What the bug's scenario must have said; nothing if any failure will do.
words_of() {
    awk -v bug="$1" '$1 == "bug" { mine = $2 == bug } mine && sub(/^says /, "")' "$here/bugs.txt"
}

try_bug() {
    dir=$1 bug=$2 file=$1/firmware/kernel/$3
    cp "$file" "$dir/good"
    awk -v bug="$bug" -f "$here/mutate.awk" "$here/bugs.txt" "$dir/good" >"$file" 2>"$dir/said" || {
        cp "$dir/good" "$file"
        echo "STALE    $(cat "$dir/said")"
        return
    }
    if ! build "$dir"; then
        echo "BROKEN   $bug does not compile: $(grep -m1 error "$dir/log")"
    elif run "$dir" "$4" "$5"; then
        echo "SURVIVED $bug: $4 on $5 did not notice"
    elif words=$(words_of "$bug") && ! grep -a -q -F -e "$words" "$dir/said"; then
        echo "MISSED   $bug: $4 on $5 fails, but not with \"$words\": $(grep -a -m1 -e panic: -e 'exit status' "$dir/said")"
    else
        echo "killed   $bug by $4 on $5: $(grep -a -m1 -F -e "${words:-panic:}" "$dir/said" ||
            grep -a -m1 -e '^+.*WRONG' -e 'exit status' -e 'does not hold' -e "$4:" "$dir/said")"
    fi
    cp "$dir/good" "$file"
}

# One worker: every jobs-th line of the list, beginning with line $2.
work_on() {
    prepare "$1" || { echo "BROKEN   the firmware does not build: $(tail -n 3 "$1/log")"; return; }
    cut -d' ' -f3,4 "$work/list" | sort -u | awk "NR % $jobs == $2 % $jobs" | while read -r scenario machine; do
        run "$1" "$scenario" "$machine" || echo "BROKEN   $scenario fails on $machine without any bug: $(cat "$1/said")"
    done
    awk "NR % $jobs == $2 % $jobs" "$work/list" | while read -r bug file scenario machine; do
        try_bug "$1" "$bug" "$file" "$scenario" "$machine"
    done
}

worker=0
while [ $worker -lt "$jobs" ]; do
    work_on "$work/$worker" $worker >"$work/report.$worker" &
    worker=$((worker + 1))
done
wait
sort "$work"/report.*
bugs=$(wc -l <"$work/list")
killed=$(cat "$work"/report.* | grep -c '^killed' || :)
echo "$killed of $bugs bugs killed"
[ "$killed" -eq "$bugs" ] && ! cat "$work"/report.* | grep -qv '^killed'
