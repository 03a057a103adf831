#!/bin/sh
# after/filestorm.sh <disk image> - the disk has what the four processes of bin/filestorm stored last.
set -eu
expected=$(mktemp)
trap 'rm -f "$expected"' EXIT
seq 2000000 2008191 >"$expected"
tar -xOf "$1" etc/field | cmp "$expected" -
