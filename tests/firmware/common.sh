# common.sh - what run_scenario.sh and compare.sh share: reading the table, running one scenario, reading its console.
# Needs $here (this folder) and FL_FIRMWARE (the folder with pager.elf and the images).

fail() {
    echo "$scenario: $*" >&2
    exit 1
}

# The fields of scenario $1, into disk, options, status, agree, rules.
read_scenario() {
    line=$(grep "^$1 *|" "$here/scenarios.txt") || fail "no such scenario in scenarios.txt"
    field() { echo "$line" | cut -d'|' -f"$1" | sed 's/^ *//; s/ *$//'; }
    disk=$(field 2) options=$(field 3) status=$(field 4) agree=$(field 5) rules=$(field 6)
    [ "$agree" != most ] || agree='zero_fill file swap_in cow cow_copies illegal'
}

# Run the scenario that was read on machine $1, in folder $2; leaves console.txt, stderr.txt and status there.
# The disk is a copy, because a run writes its swap area.
run_on() {
    mkdir -p "$2"
    cp --sparse=always "$FL_FIRMWARE/$disk.img" "$2/disk.img"
    code=0
    timeout -k 5 "${FL_LIMIT:-60}" sh "$here/run_$1.sh" "$FL_FIRMWARE/pager.elf" "$2/disk.img" "$options" \
        </dev/null >"$2/raw.txt" 2>"$2/stderr.txt" || code=$?
    tr -d '\r' <"$2/raw.txt" >"$2/console.txt"
    echo "$code" >"$2/status"
}

# The console without what may differ between builds and machines: counters; addresses of the program's own code, data and
# stack; where exactly the hog was when memory ran out; and whether an atomic access to nowhere (wild.c's 0xa70c0000) is a
# load: QEMU 7.2 does it as a load and a store, and reports the load.
story_of() {
    sed -e '/^counter /d' -e 's/ pc 0x[0-9a-f]*/ pc .../' -e 's/ 0x1[0-9a-f]\{4\} / 0x1.... /' \
        -e 's/ 0x3[ef][0-9a-f]\{8\} / 0x3......... /' -e 's/(hog): .*: out of/(hog): ... out of/' \
        -e 's/load from 0xa70c0000/store to 0xa70c0000/' "$1/console.txt"
}
