#!/bin/sh
# test_laws.sh - every conservation law of the kernel has a deliberate bug that it must catch: the text of each law() in
# firmware/kernel is what some bug of mutants/bugs.txt says before it dies.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
laws=$(mktemp)
trap 'rm -f "$laws"' EXIT
cat "$here"/../../firmware/kernel/*.c | tr '\n' ' ' | grep -o 'law([^;]*;' | sed -n 's/.*"\([^"]*\)"[^"]*$/\1/p' | grep -v 'invariant broken' |
    sort -u >"$laws"
count=$(wc -l <"$laws")
[ "$count" -ge 30 ] || { echo "found only $count laws"; exit 1; }
missing=0
while read -r text; do
    grep -q -F -x "says $text" "$here/mutants/bugs.txt" && continue
    echo "no bug breaks the law \"$text\""
    missing=1
done <"$laws"
echo "$count laws"
exit $missing
