# mutate.awk - put one bug of bugs.txt into a file: awk -v bug=NAME -f mutate.awk bugs.txt FILE, the result on stdout.
#
# Lines are compared without their leading and trailing blanks; the last one may be the beginning of a line of the file.
# Exit status 1: the text is not in the file exactly once, so the bug's description is out of date.

function trim(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }

FNR == NR {
    if ($1 == "bug") mine = $2 == bug
    else if (mine && /^-/) old[++olds] = trim(substr($0, 2))
    else if (mine && /^\+/) new[++news] = trim(substr($0, 2))
    next
}

{ line[FNR] = $0; lines = FNR }

function matches(at,    i) {
    for (i = 1; i < olds; i++)
        if (trim(line[at + i - 1]) != old[i]) return 0
    return index(trim(line[at + olds - 1]), old[olds]) == 1
}

END {
    for (at = 1; at + olds - 1 <= lines && olds; at++)
        if (matches(at)) { found++; where = at }
    if (found != 1) {
        print bug ": its text is " (found ? found " times" : "not") " in the file" >"/dev/stderr"
        exit 1
    }
    for (at = 1; at <= lines; at++) {
        if (at == where) {
            for (i = 1; i < news; i++) print new[i]
            print new[news] substr(trim(line[at + olds - 1]), length(old[olds]) + 1)
            at += olds - 1
        } else
            print line[at]
    }
}
