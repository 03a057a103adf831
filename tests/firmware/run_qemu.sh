#!/bin/sh
# run_qemu.sh <pager.elf> <disk image> <kernel options> - the firmware on QEMU; console on stdout, the guest's status.
# Here the kernel verifies its conservation laws, unless the options say otherwise.
exec qemu-system-riscv64 -M virt -m 128M -bios none -icount shift=0 -kernel "$1" -append "check=50 $3" -nographic \
    -no-reboot -global virtio-mmio.force-legacy=false \
    -drive "file=$2,format=raw,if=none,id=disk" -device virtio-blk-device,drive=disk
