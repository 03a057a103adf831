#!/bin/sh
# uboot.sh <engine> - Debian's OpenSBI hands over to Debian's U-Boot here and on QEMU: the same dialogue on both.
#
# Nobody here wrote a line of these two. OpenSBI probes CSRs by trapping, counts PMP entries by writing them, and fences
# itself off with them; U-Boot finds its devices in the device tree, calls the SBI, reads the disk through its own
# driver, and is then made to read OpenSBI's memory, which PMP must refuse. Its handler resets, which ends the run.
# FAULTLINE names the command (default build/faultline); FL_OPTIONS (may be absent) are further options for it.
set -eu
engine=$1
opensbi=/usr/lib/riscv64-linux-gnu/opensbi/generic
uboot=/usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin
limit=40000000 # cycles; the dialogue takes 26 million
for file in "$opensbi/fw_dynamic.elf" "$opensbi/fw_dynamic.bin" "$uboot"; do
    [ -r "$file" ] || { echo "$file is missing: ./bootstrap installs opensbi and u-boot-qemu" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The UART's FIFO is cleared a few times on the way up, so what is typed begins with many ^U: at the prompt they do
# nothing, and the first to arrive during the countdown stops it. `md` looks for a ^C, and takes what it finds.
printf '\025%.0s' $(seq 96) >"$work/typed"
printf '%s\n' version sbi 'virtio info' 'virtio read 81000000 0 1' 'md.b 81000000 10' >>"$work/typed"
printf '\025\025\025md.l 80000000 1\n' >>"$work/typed"
printf 'sixteen letters.%496s' '' >"$work/disk"

# Lines that differ by design: names, the count of counters and devices, the address of a device tree of another length,
# and bit 0 of medeleg (a misaligned fetch cannot happen with C). The countdown depends on when the key arrives.
same_by_design() {
    tr -d '\r' | grep -v -e '^Platform Name' -e '^Boot HART MHPM Count' -e '^Boot HART MEDELEG' -e '^CPU:' \
        -e '^Model:' -e '^Core:' -e '^Flash:' -e '^Working FDT' -e '^Hit any key' \
        -e '^  Architecture ID' -e '^  Implementation ID'
}

status=0
"${FAULTLINE:-build/faultline}" run "$opensbi/fw_dynamic.elf" --kernel "$uboot" --engine "$engine" --disk "$work/disk" \
    --input "$work/typed" -c cpu.mhz=10 --limit-cycles $limit --wave-from none --out "$work/out" ${FL_OPTIONS-} \
    >"$work/console" 2>"$work/summary" || status=$?
timeout 60 qemu-system-riscv64 -M virt -m 128M -cpu rv64,f=off,d=off,h=off -display none -monitor none -serial stdio \
    -no-reboot -bios "$opensbi/fw_dynamic.bin" -kernel "$uboot" -global virtio-mmio.force-legacy=false \
    -drive "file=$work/disk,format=raw,if=none,id=disk" -device virtio-blk-device,drive=disk \
    <"$work/typed" >"$work/qemu"

failed=0
fail() {
    echo "uboot.sh, engine $engine: $1" >&2
    failed=1
}
[ $status = 0 ] || fail "exit status $status"
same_by_design <"$work/console" >"$work/console.same"
same_by_design <"$work/qemu" >"$work/qemu.same"
diff "$work/qemu.same" "$work/console.same" >&2 || fail 'the dialogue is not the one on QEMU (<)'
while IFS= read -r line; do
    tr -d '\r' <"$work/console" | grep -q -x -F -e "$line" || fail "the console lacks: $line"
done <<'END'
OpenSBI v1.1
Domain0 Region00          : 0x0000000002000000-0x000000000200ffff (I)
Domain0 Region01          : 0x0000000080000000-0x000000008007ffff ()
Domain0 Region02          : 0x0000000000000000-0xffffffffffffffff (R,W,X)
Domain0 Next Address      : 0x0000000080200000
Boot HART ISA Extensions  : time,sstc
Boot HART PMP Count       : 16
Boot HART MEDELEG         : 0x000000000000b108
=> version
  Hart State Management Extension
81000000: 73 69 78 74 65 65 6e 20 6c 65 74 74 65 72 73 2e  sixteen letters.
Unhandled exception: Load access fault
resetting ...
END
if [ "$engine" = lockstep ]; then
    grep -q -x ' *translations compared  *[1-9][0-9,]\{7,\}' "$work/summary" || fail 'hardly anything was compared'
    grep -q -x ' *divergences  *0' "$work/summary" || fail 'the engines diverged'
fi
[ $failed = 0 ] || cat "$work/summary" >&2
exit $failed
