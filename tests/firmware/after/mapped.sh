#!/bin/sh
# after/mapped.sh <disk image> - what bin/mapped stored, wrote and left to its end is in the archive, and nothing else is.
set -eu
expected=$(mktemp)
trap 'rm -f "$expected"' EXIT
seq 1000000 1000767 | sed -e '11s/.*/at exit/' -e '21s/.*/a child/' -e '601s/.*/mapped!/' -e '602s/.*/written/' >"$expected"
tar -xOf "$1" etc/numbers | diff -u "$expected" -
