#!/bin/sh
# Requests recorded under the C harness, replayed through the TLM-2.0 module: same answers, same cycles. Then the same list with one
# answer's cycles changed, which must be noticed.
# usage: replay.sh FAULTLINE FAULTLINE-TLM FIRMWARE-FOLDER
set -eu
faultline=$1 tlm=$2 firmware=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

status=0
"$faultline" run "$firmware/pager.elf" --disk "$firmware/disk.img" --append 'init=bin/wild' --size tiny --engine rtl \
  --limit-cycles 1000000 --record "$work/requests.flr" --out "$work/out" >/dev/null 2>&1 || status=$?
[ "$status" = 124 ] || { echo "recording ended with $status, not at its limit (124)"; exit 1; }
SC_COPYRIGHT_MESSAGE=DISABLE "$tlm" "$work/requests.flr" | tee "$work/report"
grep -q 'different answers 0$' "$work/report"

awk '!done && $1 == "a" && $4 != "1" { $4 = "3"; done = 1 } { print }' "$work/requests.flr" >"$work/changed.flr"
status=0
SC_COPYRIGHT_MESSAGE=DISABLE "$tlm" "$work/changed.flr" >/dev/null 2>"$work/errors" || status=$?
[ "$status" = 125 ] || { echo "a changed answer ended with $status, not 125"; exit 1; }

grep -q '^f ' "$work/requests.flr" || { echo "no fence was recorded"; exit 1; }
sed 's/^f \(.*\) [0-9a-f]*$/f \1 ff/' "$work/requests.flr" >"$work/changed.flr"
status=0
SC_COPYRIGHT_MESSAGE=DISABLE "$tlm" "$work/changed.flr" >/dev/null 2>"$work/errors" || status=$?
[ "$status" = 125 ] || { echo "a changed fence ended with $status, not 125"; exit 1; }

status=0
head -c 5000 "$work/requests.flr" >"$work/cut.flr"
SC_COPYRIGHT_MESSAGE=DISABLE "$tlm" "$work/cut.flr" >/dev/null 2>"$work/errors" || status=$?
[ "$status" = 126 ] || { echo "a list cut short ended with $status, not 126"; exit 1; }
cat "$work/errors"
