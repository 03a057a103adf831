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
printf '[mmu]\n%0200d = 1\n' 1 >"$here/long.ini"
printf '; %01000d\n[mmu]\nsise = 1\n' 1 >"$here/later.ini"
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
# What standard output could not take is no success; numbers may have separators, and a long comment is one.
printf '; %0300d seed = 7\n' 1 >comment.ini
for arguments in 'config' 'config dump' 'check --count 2000 --mix hits' 'run good.elf --engine model --limit-cycles 100 --json'; do
  # shellcheck disable=SC2086
  "$faultline" $arguments >/dev/full 2>message
  if [ $? != 126 ] || ! grep -q 'cannot write standard output: No space left' message; then
    echo "faultline $arguments >/dev/full: not refused" && failures=$((failures + 1))
  fi
done
"$faultline" config dump -f comment.ini -c memory.delay=1_0 -c run.limit_cycles=1,000,000 >dump
if ! grep -q '^memory.delay .*= 10 ' dump || ! grep -q '^run.limit_cycles .*= 1000000 ' dump || ! grep -q '^seed .*= 1 .*; default' dump; then
  echo "config dump: separators or a long comment are misread" && failures=$((failures + 1))
fi
# Of a run that could not write everything the rest is told, and last what is lost.
"$faultline" run good.elf --engine model --limit-cycles 1000 --record /dev/full --out recorded >/dev/null 2>message
if [ $? != 126 ] || [ ! -s recorded/run.json ] || ! tail -n 1 message | grep -q 'cannot write /dev/full: No space left'; then
  echo "run --record /dev/full: not refused, or run.json is missing" && failures=$((failures + 1))
fi
# Waves that a full disk cuts off are told, since their writer does not.
(trap '' XFSZ && ulimit -f 200 && exec "$faultline" check --count 3000 --waves cut.fst >/dev/null 2>message)
if [ $? != 126 ] || ! grep -q 'cannot write cut.fst: it is not complete' message; then
  echo "check --waves on a full disk: not refused" && failures=$((failures + 1))
fi
"$faultline" check --count 3000 --waves whole.fst >/dev/null 2>&1 ||
  { echo "check --waves: refused" && failures=$((failures + 1)); }
# A program that is not there leaves the results of the run before alone.
cp -r run kept && "$faultline" run absent.elf --out kept 2>message
diff -r run kept >/dev/null || { echo "run absent.elf: touched old results" && failures=$((failures + 1)); }
echo "$cases cases, $failures failures"
[ "$cases" -gt 50 ] && [ "$failures" = 0 ]
