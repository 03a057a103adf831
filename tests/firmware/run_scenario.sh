#!/bin/sh
# run_scenario.sh <machine> <scenario> - run one line of scenarios.txt and check status, console and counters.
#
# The machine is the name of a run_<machine>.sh here. FL_FIRMWARE is the folder with pager.elf and the images.
# With FL_ACCEPT=1 the console is stored as the expected one instead of being compared with it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# = 2 ] && [ -n "${FL_FIRMWARE:-}" ] || {
    echo "usage: FL_FIRMWARE=<dir> run_scenario.sh <machine> <scenario>" >&2
    exit 64
}
machine=$1 scenario=$2
. "$here/common.sh"

read_scenario "$scenario"
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
run_on "$machine" "$run"
story_of "$run" >"$run/story.txt"

[ -z "${FL_ACCEPT:-}" ] || cp "$run/story.txt" "$here/expected/$scenario.txt"
got=$(cat "$run/status")
if [ "$got" != "$status" ]; then
    tail -n 20 "$run/console.txt" >&2
    tail -n 20 "$run/stderr.txt" >&2
    fail "exit status $got on $machine, expected $status"
fi
diff -u "$here/expected/$scenario.txt" "$run/story.txt" >&2 || fail "the console on $machine is not the expected one"
[ "$agree$rules" = "-" ] || awk -v rules="$rules" -f "$here/counters.awk" "$run/console.txt" >&2 ||
    fail "the counters on $machine are not what they must be"
