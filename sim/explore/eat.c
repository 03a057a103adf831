#include "explore/eat.h"

double fl_eat_formula(double p, double ma, double fault_time)
{
    return (1 - p) * ma + p * fault_time;
}

double fl_eat_fault_bound(double target, double ma, double fault_time)
{
    return (target - ma) / (fault_time - ma);
}

struct fl_eat fl_eat_of(const struct fl_ledger *ledger)
{
    struct fl_eat eat = {.accesses = ledger->user_accesses};
    struct fl_account user = fl_ledger_total(ledger, FL_ACTIVITY_USER);
    struct fl_fault_choice minor = fl_fault_log_choose(&ledger->faults, false);
    struct fl_fault_choice major = fl_fault_log_choose(&ledger->faults, true);
    eat.faults = (uint64_t)minor.count + major.count;
    if (eat.accesses == 0) {
        return eat;
    }
    double accesses = (double)eat.accesses, fault_cycles = (double)(minor.total + major.total);
    eat.translation = (double)(user.cycles[FL_KIND_FETCH_WALK] + user.cycles[FL_KIND_DATA_WALK]) / accesses;
    eat.memory = (double)(user.cycles[FL_KIND_FETCH_MEMORY] + user.cycles[FL_KIND_DATA_MEMORY]) / accesses;
    eat.ma = 1 + eat.translation + eat.memory;
    eat.p = (double)eat.faults / accesses;
    eat.fault_time = eat.faults > 0 ? fault_cycles / (double)eat.faults : 0;
    eat.measured = eat.ma + fault_cycles / accesses;
    eat.formula = fl_eat_formula(eat.p, eat.ma, eat.fault_time);
    eat.restart = eat.p * eat.ma;
    return eat;
}
