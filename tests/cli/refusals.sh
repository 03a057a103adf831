#!/bin/sh
# Every wrong input of refusals.txt gets its exit status and its one clear line; nothing crashes.
# usage: refusals.sh FAULTLINE TABLE GOOD_ELF
set -u
faultline=$1 table=$2 good=$3
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

cp "$good" "$here/good.elf"
echo 'this is no program' >"$here/text.elf"
: >"$here/empty.elf"
head -c 100 "$good" >"$here/short.elf"
cp /bin/true "$here/host.elf"
printf '[mmu]\nsize = tiny\nsise = tiny\n' >"$here/bad.ini"
printf 'what is this\n' >"$here/noise.ini"
mkdir "$here/damaged" "$here/cut" "$here/waves"
head -c 300 /dev/zero >"$here/damaged/end.state"
: >"$here/waves/waves.fst"
"$faultline" run "$good" --engine model --limit-cycles 100 --out "$here/run" >/dev/null 2>&1
head -c 600 "$here/run/end.state" >"$here/cut/end.state"

failures=0 cases=0
cd "$here"
while IFS='|' read -r status words arguments; do
  case $status in '#'* | '') continue ;; esac
  status=$(echo $status)
  words=$(echo "$words" | sed "s,@T,$here,g; s/^ *//; s/ *\$//")
  arguments=$(echo "$arguments" | sed "s,@T,$here,g")
  cases=$((cases + 1))
  # shellcheck disable=SC2086
  timeout 20 "$faultline" $arguments </dev/null >/dev/null 2>message
  got=$?
  if [ "$got" != "$status" ] || ! grep -q -e "$words" message; then
    echo "faultline$arguments: exit status $got instead of $status, or no line with: $words"
    head -3 message
    failures=$((failures + 1))
  elif [ "$status" = 126 ] && [ "$(wc -l <message)" != 1 ]; then
    echo "faultline$arguments: more than one line"
    cat message
    failures=$((failures + 1))
  fi
done <"$table"
echo "$cases cases, $failures failures"
[ "$cases" -gt 50 ] && [ "$failures" = 0 ]
