#!/bin/sh
# One program under every engine and with the simulator's caches off: the same cycles, the same accounts, the same console.
# usage: engines.sh FAULTLINE ELF DISK
set -eu
faultline=$1 elf=$2 disk=$3
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

run() { # NAME OPTION...
  name=$1
  shift
  "$faultline" run "$elf" --disk "$disk" --append 'init=bin/cow' --wave-from none --out "$here/$name" "$@" \
    >/dev/null 2>"$here/$name.err" || { cat "$here/$name.err"; exit 1; }
}
run lockstep
run again
run rtl --engine rtl
run model --engine model
run slow --engine model --fast off
for other in again rtl model slow; do
  cmp "$here/lockstep/stats.json" "$here/$other/stats.json"
  cmp "$here/lockstep/console.txt" "$here/$other/console.txt"
done
grep -q '"residual": 0' "$here/lockstep/run.json"
for compared in translations walks states fences traps manual_checks; do
  grep -q "\"$compared\": [1-9]" "$here/lockstep/run.json" || { echo "no $compared were compared"; exit 1; }
done
grep -q '"divergences": 0' "$here/lockstep/run.json"

# Another engine size is another machine: the check above would have seen it.
run tiny --size tiny
if cmp -s "$here/lockstep/stats.json" "$here/tiny/stats.json"; then
  echo 'two TLB sizes gave the same cycles: these stats prove nothing'
  exit 1
fi

# Without its second level an MMU walks more.
run bare --engine model -c mmu.l2.sets=0 -c mmu.super.entries=0 -c mmu.pwc.entries=0
walking() { sed -n 's/.*"data_walk": \([0-9]*\).*/\1/p' "$here/$1/run.json"; }
if [ "$(walking bare)" -le "$(walking model)" ]; then
  echo "waiting for walks: $(walking bare) cycles without a second level, $(walking model) with one"
  exit 1
fi

# The end state explains a translation, and a refusal by the attributes of the address; what config dump prints can be read back.
"$faultline" walk --state "$here/lockstep" --va 0xffffffc080000000 --privilege s | grep -q 'physical address 0x8000_0000'
# PMP and pointer masking as they stood at the end count: with its first entry off, or PMM = 3 for S-mode, the same walk goes elsewhere.
mkdir "$here/denied" "$here/masked"
LC_ALL=C sed '1s/"cfg":\[[0-9]*/"cfg":[0/' "$here/lockstep/end.state" >"$here/denied/end.state"
LC_ALL=C sed '1s/"pmm":\[0,0,0\]/"pmm":[0,3,0]/' "$here/lockstep/end.state" >"$here/masked/end.state"
"$faultline" walk --state "$here/denied" --va 0xffffffc080000000 --privilege s | grep -q 'no PMP entry matches, which denies it to S-mode'
# The byte at 0x8000_0000 is in entry 0 (NA4), but not all of eight.
LC_ALL=C sed '1s/"cfg":\[[0-9]*,0/"cfg":[23,31/; 1s/"addr":\[[0-9]*,0/"addr":[536870912,18014398509481983/' "$here/lockstep/end.state" >"$here/denied/end.state"
"$faultline" walk --state "$here/denied" --va 0xffffffc080000000 --privilege s | grep -q 'physical address 0x8000_0000'
"$faultline" walk --state "$here/denied" --va 0xffffffc080000000 --privilege s --bytes 8 | grep -q 'PMP entry 0 holds only a part of these bytes'
"$faultline" walk --state "$here/lockstep" --va 0x1234ffc080000000 --privilege s | grep -q 'load page fault'
"$faultline" walk --state "$here/masked" --va 0x1234ffc080000000 --privilege s | grep -q 'pointer masking leaves 0xffff_ffc0_8000_0000'
"$faultline" walk --state "$here/masked" --va 0x1234ffc080000000 --privilege s | grep -q 'physical address 0x8000_0000'
"$faultline" walk --state "$here/lockstep" --satp 0 --va 0x10000000 --access fetch |
  grep -q 'attributes of 0x1000_0000: range 1, pages 0x0 to 0x7_ffff, allows RW---'
"$faultline" walk --state "$here/lockstep" --satp 0 --va 0x10000000 --access fetch --pma 0 | grep -q 'physical address 0x1000_0000'
"$faultline" config dump -c mmu.size=tiny | sed 's/;.*//' >"$here/dumped.ini"
"$faultline" config dump -f "$here/dumped.ini" | grep -q "mmu.size  *= tiny  *; $here/dumped.ini:1"
