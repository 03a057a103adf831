#!/bin/sh
# compare.sh <machine> <machine> <scenario> - the same scenario on two machines: same status, same console, and the
# same counters where scenarios.txt says that timing does not decide.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# = 3 ] && [ -n "${FL_FIRMWARE:-}" ] || {
    echo "usage: FL_FIRMWARE=<dir> compare.sh <machine> <machine> <scenario>" >&2
    exit 64
}
one=$1 two=$2 scenario=$3
. "$here/common.sh"

read_scenario "$scenario"
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
counters_of() {
    for name in $agree; do
        grep "^counter $name " "$1/console.txt" || [ "$name" = - ] || echo "counter $name is missing in $1"
    done
}
for side in a:"$one" b:"$two"; do
    folder=$run/${side%%:*}
    run_on "${side#*:}" "$folder"
    { story_of "$folder"; counters_of "$folder"; echo "exit status $(cat "$folder/status")"; } >"$folder/all.txt"
done
diff -u --label "$one" --label "$two" "$run/a/all.txt" "$run/b/all.txt" >&2 || fail "$one and $two differ"
