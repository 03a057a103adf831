#!/bin/sh
# run_qemu.sh <pager.elf> <disk image> <kernel options> - the firmware on QEMU; console on stdout, the guest's status.
# QEMU is fast, so here the kernel verifies its conservation laws unless the options say check=0.
exec qemu-system-riscv64 -M virt -m 128M -bios none -icount shift=0 -kernel "$1" -append "check=1 $3" -nographic \
    -no-reboot -global virtio-mmio.force-legacy=false \
    -drive "file=$2,format=raw,if=none,id=disk" -device virtio-blk-device,drive=disk
