#!/bin/sh
# test_shell.sh - the shell at the console, with its errors, and every script of the disk: all as a user would start them.
# FL_FIRMWARE is the folder with pager.elf and disk.img, FAULTLINE the command. The model alone translates.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export FAULTLINE_ENGINE=model
cp --sparse=always "$FL_FIRMWARE/disk.img" "$work/disk.img"

# The firmware with these kernel options, and more for the command; its console in $work/console.
boot() {
    status=0
    sh "$here/run_faultline.sh" "$FL_FIRMWARE/pager.elf" "$work/disk.img" "$@" </dev/null >"$work/console" 2>"$work/stderr" || status=$?
}

fail() {
    echo "$1" >&2
    cat "$work/console" >&2
    exit 1
}

cat >"$work/typed" <<'END'
nothing
expect 3
expect 1 cow
string fifo 3 12341
string best 3 1
nothing &
&
exit
END
cat >"$work/dialogue" <<'END'
$ sh: nothing: no such program; help tells more
$ sh: expect wants a status and a program
$ cow: fork shares every page until somebody writes
sh: cow ended with status 0, expected 1
$ string: fifo, 3 frames
  page   1 2 3 4 1
  fault  * * * * * 
  5 faults
$ string: no such policy
sh: string ended with status 64, expected 0
$ $ $ sh: a program in the background: no such program; help tells more
END
boot "init=bin/sh" --input "$work/typed"
[ $status -eq 1 ] || fail "a shell in which something failed ends with 1, not $status"
grep -v -e '^counter ' -e '^  ok' -e '^usage' -e '^policies' -e ' checks passed$' "$work/console" >"$work/said"
diff "$work/dialogue" "$work/said" >&2 || fail "the dialogue is not the expected one (<)"

for script in "$here"/../../firmware/user/files/etc/*.sh; do
    name=$(basename "$script" .sh)
    boot "scenario=$name"
    [ $status -eq 0 ] || fail "scenario=$name ends with $status"
done

# What a bad option says: one line, and status 64; a scenario that is not there: one line, and 66.
while read -r wanted option; do
    boot "$option" -c ram.mib=16
    [ $status -eq "$wanted" ] && [ "$(wc -l <"$work/console")" -eq 1 ] || fail "$option: status $status"
done <<'END'
66 scenario=nothing
64 scenario=
64 init=
64 frames=7
64 frames=99999999
64 policy=
64 tie=first
64 window=0
64 seed=-1
64 track=some
64 record=2
64 opt=
64 opt=etc/none
64 fence_on_clear=yes
64 ad=hardware
64 slice=0
64 prepage=65
64 pool=x
64 zeroed=x
64 pool=99999999
64 diskq=lifo
64 scope=both
64 alloc=fair
64 minframes=3
64 loadctl=2
64 pff=1
64 pff=2,1
64 pff=1,2,3
64 wswindow=9
64 check=x
64 frames=
64 =
END
