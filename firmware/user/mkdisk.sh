#!/bin/sh
# mkdisk.sh - make a disk: a plain ustar archive of programs and files, then zeroes for the swap area.
#
#   mkdisk.sh <image> <swap KiB> <folder of files> <program.elf>...
#
# bench and big must be among the programs: copies of them are made below. lib_*.elf are libraries, whose bare code goes to
# lib/. The same inputs give the same bytes.
# `tar -tvf <image>` lists what is on it, before a run and after.
set -eu
[ $# -ge 4 ] || { echo "usage: mkdisk.sh <image> <swap KiB> <folder of files> <program.elf>..." >&2; exit 64; }
image=$1 swap_kib=$2 files=$3
shift 3

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir "$root/bin" "$root/bad" "$root/lib"
cp -R "$files/." "$root"
for elf; do
    name=$(basename "$elf" .elf)
    case $name in
    lib_*) "${OBJCOPY:-riscv64-unknown-elf-objcopy}" -O binary "$elf" "$root/lib/${name#lib_}" ;;
    *) "${OBJCOPY:-riscv64-unknown-elf-objcopy}" --strip-all "$elf" "$root/bin/$name" ;;
    esac
done
seq 1000000 1000767 >"$root/etc/numbers" # 6,144 bytes: a page and a half
seq -f 'line %g has seven words in it' 1 3500 >"$root/etc/text" # 28 pages
head -c 65536 /dev/zero >"$root/etc/field"
cp "$root/bin/bench" "$root/bin/bench-long" # the program goes by its name

# patch <name> <offset> <bytes, as printf escapes>: a copy of a good program with one field of its headers spoilt.
# Offsets are those of an ELF64 header (64 bytes) with the program headers right behind it.
patch() {
    cp "$root/bin/big" "$root/bad/$1"
    printf "$3" | dd of="$root/bad/$1" bs=1 seek="$2" conv=notrunc status=none
}
head -c 40 "$root/bin/big" >"$root/bad/short"
patch machine 18 '\076\000'                          # e_machine: x86-64
patch phoff 32 '\000\000\000\000\000\000\000\177'    # e_phoff: far past the end
patch filesz 96 '\000\000\000\000\000\001\000\000'   # p_filesz of the first segment
patch vaddr 80 '\000\000\000\200\377\377\377\377'    # p_vaddr of the first segment: the kernel's half

chmod -R u=rwX,go=rX "$root"
tar --format=ustar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$root" -cf "$image.tmp" bad bin etc lib
size=$(wc -c <"$image.tmp")
truncate -s $(((size + 4095) / 4096 * 4096 + swap_kib * 1024)) "$image.tmp"
mv "$image.tmp" "$image"
