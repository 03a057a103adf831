#include "lockstep/report.h"

#include <string.h>

#include "faultline/walk.h"
#include "lockstep/cause.h"
#include "lockstep/part.h"
#include "lockstep/text.h"

static const char *privilege_name(unsigned privilege)
{
    static const char *const names[] = {"user", "supervisor", "reserved", "machine"};
    return names[privilege & 3];
}

static void write_pc(FILE *out, const struct fl_report_facts *facts, uint64_t pc)
{
    uint64_t offset = 0;
    const char *symbol = facts->symbol ? facts->symbol(facts->self, pc, &offset) : NULL;
    fprintf(out, "pc %s", fl_hex(pc).text);
    if (symbol) {
        fprintf(out, "  %s+0x%llx", symbol, (unsigned long long)offset);
    }
}

void fl_write_place(FILE *out, const struct fl_report_facts *facts, uint64_t pc)
{
    if (pc != 0) {
        fprintf(out, ", ");
        write_pc(out, facts, pc);
    }
}

static void write_headline(FILE *out, const struct fl_divergence *d, const struct fl_report_facts *facts)
{
    static const char *const events[] = {"exception", "interrupt", "MRET", "SRET"};
    fprintf(out, "DIVERGENCE  ");
    if (d->has_request) {
        fprintf(out, "%s %s  asid %u  %s", fl_access_name(d->request.access), fl_hex(d->request.va).text,
                d->context.asid, privilege_name(fl_effective_privilege(&d->context, d->request.access)));
    } else if (d->has_fence) {
        fprintf(out, "fence %s%s", d->fence.va_given ? "va " : "all addresses",
                d->fence.va_given ? fl_hex(d->fence.va).text : "");
        if (d->fence.asid_given) {
            fprintf(out, "  asid %u", d->fence.asid);
        }
    } else if (d->has_trap) {
        fprintf(out, "%s in %s mode", events[d->trap_in.event & 3], privilege_name(d->trap_in.privilege));
    } else {
        fprintf(out, "at rest, after %s requests and fences", fl_decimal(d->since_good).text);
    }
    fprintf(out, "  cycle %s", fl_decimal(d->cycle).text);
    if (facts->pc) {
        fprintf(out, "  ");
        write_pc(out, facts, facts->pc);
    }
    fputc('\n', out);
}

void fl_write_walk(FILE *out, const struct fl_walk_trace *trace)
{
    for (unsigned i = 0; i < trace->count; i++) {
        const struct fl_walk_step *step = &trace->step[i];
        bool pointer = i + 1 < trace->count && !trace->step[i + 1].update && trace->step[i + 1].level < step->level;
        if (pointer && !step->update) {
            fprintf(out, "  L%u ok", step->level);
        } else if (step->error) {
            fprintf(out, "  L%u %s refused by memory", step->level, fl_hex(step->address).text);
        } else if (step->update) {
            fprintf(out, "  L%u %s <- %s%s", step->level, fl_hex(step->address).text, fl_hex(step->desired).text,
                    step->won ? "" : " (lost)");
        } else {
            fprintf(out, "  L%u %s = %s", step->level, fl_hex(step->address).text, fl_hex(step->value).text);
        }
    }
    if (trace->truncated) {
        fprintf(out, "  ...");
    }
}

static void write_path(FILE *out, const struct fl_divergence *d, const struct fl_answer *answer, bool rtl)
{
    const struct fl_response *response = &answer->response;
    if (response->path == FL_PATH_L1) {
        fprintf(out, "  from %s entry %u", fl_tlb_name(d->port), response->entry);
        if (rtl && d->fill.known) {
            fprintf(out, " (filled at %s for asid %u)", fl_decimal(d->fill.cycle).text, d->fill.asid);
        }
    } else if (response->path == FL_PATH_L2) {
        fprintf(out, "  from the second level  into %s entry %u", fl_tlb_name(d->port), response->entry);
    } else if (response->path == FL_PATH_WALK) {
        fprintf(out, "  walk");
        fl_write_walk(out, &answer->trace);
        if (!response->fault) {
            fprintf(out, "  into %s entry %u", fl_tlb_name(d->port), response->entry);
        }
    } else {
        fprintf(out, "  %s", response->path == FL_PATH_BARE ? "bare" : "refused before any lookup");
    }
    fprintf(out, "  %u cycle%s", response->cycles, response->cycles == 1 ? "" : "s");
}

static void write_answer(FILE *out, const struct fl_divergence *d, const struct fl_answer *answer, bool rtl)
{
    const struct fl_response *response = &answer->response;
    fprintf(out, "  %-8s", rtl ? "rtl" : "model");
    if (response->fault) {
        fprintf(out, "%s %u", fl_cause_name(response->cause), response->cause);
        if (d->spec.reason != FL_OK && d->spec.cause == response->cause) {
            fprintf(out, ": %s (%s)", fl_reason_text(d->spec.reason), fl_reason_manual(d->spec.reason));
        }
    } else {
        fprintf(out, "pa %s", fl_hex(response->pa).text);
    }
    write_path(out, d, answer, rtl);
    fputc('\n', out);
}

static void write_trap(FILE *out, const char *name, const struct fl_trap_out *trap)
{
    if (!trap->taken) {
        fprintf(out, "  %-8snothing taken\n", name);
        return;
    }
    fprintf(out, "  %-8sto %s mode, pc %s, cause %s, epc %s, tval %s, mstatus %s\n", name,
            privilege_name(trap->privilege), fl_hex(trap->pc).text, fl_hex(trap->cause).text, fl_hex(trap->epc).text,
            fl_hex(trap->tval).text, fl_hex(trap->mstatus).text);
}

/* Of a complaint both sides are shown where both have answered. */
static void write_sides(FILE *out, const struct fl_divergence *d)
{
    if (d->what.depth == FL_DEPTH_COMPLAINT && (d->unanswered || !d->has_request)) {
        return;
    }
    if (d->has_trap) {
        write_trap(out, "model", &d->trap_model);
        write_trap(out, "rtl", &d->trap_rtl);
    } else if (d->has_request) {
        write_answer(out, d, &d->model, false);
        write_answer(out, d, &d->rtl, true);
    } else {
        fprintf(out, "  model   %s (index %u) is %s\n", d->what.field, d->what.index, fl_hex(d->what.model).text);
        fprintf(out, "  rtl     %s (index %u) is %s\n", d->what.field, d->what.index, fl_hex(d->what.rtl).text);
    }
}

/* Which compare found it, and the first field that differed. */
static void write_depth(FILE *out, const struct fl_divergence *d)
{
    static const char *const names[] = {"response", "walk",  "path",   "latency", "state",
                                        "trap",     "fence", "events", "spec",    "complaint"};
    fprintf(out, "  depth   %s", names[d->what.depth]);
    if (d->what.depth == FL_DEPTH_SPEC) {
        fprintf(out, ": %s is %s on both sides, the manual says %s", d->what.field, fl_hex(d->what.model).text,
                fl_hex(d->what.rtl).text);
    } else if (d->what.depth != FL_DEPTH_COMPLAINT) {
        fprintf(out, ": %s", d->what.field);
        if (d->what.depth == FL_DEPTH_WALK) {
            fprintf(out, " of access %u", d->what.index);
        } else if (d->what.depth == FL_DEPTH_STATE) {
            bool tree = strcmp(d->what.field, "tree") == 0;
            fprintf(out, " of %s",
                    tree ? fl_part_tree_name(&d->what).text : fl_part_entry_name(&d->what, &d->model_state).text);
        }
        fprintf(out, ": model %s, rtl %s", fl_hex(d->what.model).text, fl_hex(d->what.rtl).text);
    }
    fputc('\n', out);
}

static void write_last_good(FILE *out, const struct fl_divergence *d)
{
    fprintf(out, "  state   last found equal at cycle %s, ", fl_decimal(d->last_good).text);
    if (d->since_good == 0) {
        fprintf(out, "after the latest request\n");
    } else if (d->since_good == 1) {
        fprintf(out, "just before this %s\n", d->has_fence ? "fence" : "request");
    } else {
        fprintf(out, "%s requests and fences before\n", fl_decimal(d->since_good).text);
    }
}

static void write_spec(FILE *out, const struct fl_divergence *d)
{
    fprintf(out, "  manual  ");
    if (d->spec.reason != FL_OK) {
        fprintf(out, "%s %u: %s (%s)", fl_cause_name(d->spec.cause), d->spec.cause, fl_reason_text(d->spec.reason),
                fl_reason_manual(d->spec.reason));
    } else {
        fprintf(out, "pa %s", fl_hex(d->spec.pa).text);
    }
    fprintf(out, "  current memory:");
    fl_write_walk(out, &d->spec.trace);
    fputc('\n', out);
}

static void write_last_store(FILE *out, const struct fl_report_facts *facts, uint64_t address)
{
    static const char *const writers[] = {"", "", " by the walker's A/D update", " by the disk's DMA"};
    struct fl_past_store store = fl_history_last_store(facts->history, address);
    if (store.writer == FL_WRITER_NONE) {
        fprintf(out, "  store   PTE at %s: never written in this run\n", fl_hex(address).text);
        return;
    }
    fprintf(out, "  store   PTE at %s: last written%s at cycle %s", fl_hex(address).text, writers[store.writer],
            fl_decimal(store.cycle).text);
    fl_write_place(out, facts, store.pc);
    fputc('\n', out);
}

/* The PTEs of both walks and of current memory, each once. */
static void write_stores(FILE *out, const struct fl_divergence *d, const struct fl_report_facts *facts)
{
    const struct fl_walk_trace *traces[] = {&d->spec.trace, &d->model.trace, &d->rtl.trace};
    uint64_t told[3 * FL_MAX_STEPS];
    unsigned count = 0;
    for (unsigned t = 0; t < 3; t++) {
        for (unsigned i = 0; i < traces[t]->count; i++) {
            uint64_t address = traces[t]->step[i].address;
            bool known = false;
            for (unsigned k = 0; k < count; k++) {
                known |= told[k] == address;
            }
            if (!known) {
                told[count++] = address;
                write_last_store(out, facts, address);
            }
        }
    }
}

static void write_last_fence(FILE *out, const struct fl_divergence *d, const struct fl_report_facts *facts)
{
    const struct fl_past_fence *fence = fl_history_last_fence(facts->history, d->request.va, d->context.asid);
    if (!fence) {
        fprintf(out, "  fence   none has covered this address\n");
        return;
    }
    fprintf(out, "  fence   last one covering this address: cycle %s", fl_decimal(fence->cycle).text);
    fl_write_place(out, facts, fence->pc);
    fputc('\n', out);
}

void fl_write_report(FILE *out, const struct fl_divergence *d, const struct fl_report_facts *facts)
{
    write_headline(out, d, facts);
    write_sides(out, d);
    fprintf(out, "  cause   ");
    fl_write_cause(out, d);
    fputc('\n', out);
    write_depth(out, d);
    if (facts->again) {
        fprintf(out, "  again   %s%s%s\n", facts->again, facts->waves ? "      waves  " : "",
                facts->waves ? facts->waves : "");
    }
    if (d->has_request) {
        write_spec(out, d);
    }
    if (d->has_request && facts->history) {
        write_stores(out, d, facts);
        write_last_fence(out, d, facts);
    }
    write_last_good(out, d);
    if (!d->complaint) {
        fl_write_tlbs(out, &d->model_state, &d->rtl_state);
    }
}
