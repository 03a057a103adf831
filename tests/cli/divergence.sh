#!/bin/sh
# A seeded bug stops the run with status 125; the report, on stderr and in a file, names the cause in its first five lines, tells
# the last store to the PTEs involved, and comes with waves. A bug on both sides is found by the manual. The same, twice.
# usage: divergence.sh FAULTLINE_SEEDED ELF DISK
set -u
faultline=$1 elf=$2 disk=$3
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
failures=0

expect() { # NAME WORDS OPTION...
  name=$1 words=$2
  shift 2
  "$faultline" run "$elf" --disk "$disk" --append 'init=bin/cow' --out "$here/$name" "$@" >/dev/null 2>"$here/$name.err"
  status=$?
  if [ "$status" != 125 ] || ! head -5 "$here/$name/divergence.txt" | grep -q "$words" ||
    ! head -5 "$here/$name.err" | grep -q "$words" || ! [ -s "$here/$name/waves.fst" ]; then
    echo "$name: exit status $status, or no report or waves with: $words"
    head -5 "$here/$name.err"
    failures=$((failures + 1))
  fi
}
expect asid 'L1 . TLB entry .* the ASID compare did not reject it' --bug rtl:1
expect asid_again 'the ASID compare did not reject it' --bug rtl:1
expect late 'the latency is .* cycles; with 2 PTE reads' --bug rtl:18
expect model 'the latency is' --bug model:10
expect both 'model and RTL agree, the architecture does not: L2 TLB set .* the ASID compare did not reject it' --bug rtl:28 --bug model:15
grep -q 'store   PTE at .* last written at cycle .* pagetable' "$here/asid/divergence.txt" || {
  echo 'the report does not know the last store to a PTE'
  failures=$((failures + 1))
}
sed 's/asid_again/asid/g' "$here/asid_again/divergence.txt" | cmp - "$here/asid/divergence.txt" || failures=$((failures + 1))
[ "$failures" = 0 ]
