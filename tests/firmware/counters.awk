# counters.awk - hold a run's counters against rules: awk -v rules='a>0 b==c' -f counters.awk console.txt
#
# Always: every counter is there once, the nine kinds of fault sum to `faults`, no more COW faults copied than happened,
# and now that all processes have ended no page, frame or swap slot is still in use.

BEGIN {
    nine = split("zero_fill file swap_in cow access_dirty pool_rescue cache_hit spurious illegal", kind)
    split("evictions page_writes cow_copies resident frames_free frames_total swap_slots_used context_switches " \
          "switches_during_io faults", other)
}

function wrong(text) { print "counters: " text; bad = 1 }

function value_of(word) {
    if (word ~ /^[0-9]+$/) return word + 0
    if (!(word in value)) wrong("a rule names " word ", which the run did not print")
    return value[word] + 0
}

function holds(left, op, right) {
    if (op == "==") return left == right
    if (op == ">=") return left >= right
    if (op == "<=") return left <= right
    if (op == ">") return left > right
    wrong("unknown comparison " op)
}

function check_rule(rule,    at, left, op, right) {
    if (!match(rule, /[=<>]+/)) { wrong("not a rule: " rule); return }
    left = substr(rule, 1, RSTART - 1); op = substr(rule, RSTART, RLENGTH); right = substr(rule, RSTART + RLENGTH)
    if (!holds(value_of(left), op, value_of(right)))
        wrong(rule " does not hold: " left " = " value_of(left) (right in value ? ", " right " = " value[right] : ""))
}

$1 == "counter" && NF == 3 { if ($2 in value) wrong($2 " is printed twice"); value[$2] = $3 }

END {
    for (i in kind) { if (!(kind[i] in value)) wrong(kind[i] " is missing"); sum += value[kind[i]] }
    for (i in other) if (!(other[i] in value)) wrong(other[i] " is missing")
    if (sum != value["faults"]) wrong("the nine kinds sum to " sum ", faults = " value["faults"])
    count = split("cow>=cow_copies resident==0 swap_slots_used==0 frames_free==frames_total " rules, rule, " ")
    for (i = 1; i <= count; i++) check_rule(rule[i])
    exit bad
}
