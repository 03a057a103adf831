# mutate.awk - make a copy of the RTL that carries every deliberate fault of a table, each behind its number.
#
# usage: awk -f mutate.awk -v source=DIR -v target=DIR TABLE...
#
# Bugs are numbered without a gap, from 1 or what `first` says; a second table works on the copy that the first one made.
# Every `from` text must stand exactly once in its file, or nothing is made: a table that no longer fits the RTL fails the build.

function fail(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text > "/dev/stderr"
    failed = 1
    exit 1
}

function rest() {
    return substr($0, index($0, " ") + 1)
}

function load(file,    line, path, got) {
    path = source "/" file
    while ((got = (getline line < path)) > 0)
        text[file] = text[file] line "\n"
    if (got < 0)
        fail("cannot read " path)
    close(path)
}

# Carry out the replacement collected so far.
function replace(    at, tail) {
    if (from == "")
        return
    at = index(text[file], from)
    if (!at)
        fail("bug " bug ": `" from "` is not in " file)
    tail = substr(text[file], at + length(from))
    if (index(tail, from))
        fail("bug " bug ": `" from "` stands more than once in " file)
    gsub(/@BUG@/, "(mutant_pkg::sel == 8'd" bug ")", to)
    text[file] = substr(text[file], 1, at - 1) to tail
    from = to = ""
}

/^#/ || /^$/ { next }
$1 == "first" { replace(); bugs = $2 - 1; next }
$1 == "bug" {
    replace()
    bug = $2
    if (bug != ++bugs)
        fail("bug " bug " stands where number " bugs " is due")
    next
}
$1 == "structure" || $1 == "rule" || $1 == "equivalent" { next }
$1 == "file" { replace(); file = $2; if (!(file in text)) load(file); next }
$1 == "from" { replace(); from = rest(); next }
$1 == "to" { to = to (to == "" ? "" : "\n") rest(); next }
{ fail("unknown word " $1) }

END {
    if (!failed)
        replace()
    if (failed)
        exit 1
    for (name in text) {
        printf "%s", text[name] > (target "/" name)
        close(target "/" name)
    }
}
