#include "lockstep/legal_finding.h"

#include <stdarg.h>

#include "faultline/walk.h"
#include "lockstep/level.h"
#include "lockstep/text.h"

void fl_accuse(struct fl_legal_finding *finding, enum fl_legal_fault fault, const char *format, ...)
{
    va_list arguments;
    if (finding->fault != FL_LEGAL_SO_FAR) {
        return;
    }
    va_start(arguments, format);
    /* clang-tidy 14 misses va_start in a variadic function that the file calls on some paths alone. */
    vsnprintf(finding->text, sizeof finding->text, format, arguments); // NOLINT(clang-analyzer-valist.Uninitialized)
    va_end(arguments);
    finding->fault = fault;
}

void fl_accuse_trap(struct fl_legal_finding *finding, const struct fl_difference *what)
{
    fl_accuse(finding, FL_WRONG_TRAP, "of its trap unit: %s is 0x%llx; the manual has 0x%llx", what->field,
              (unsigned long long)what->rtl, (unsigned long long)what->model);
}

void fl_legal_finding_settle(struct fl_legal_finding *finding)
{
    finding->request.context = &finding->context;
    finding->context.pmp = &finding->pmp;
}

static const char *privilege_name(enum fl_privilege privilege)
{
    return privilege == FL_USER ? "user" : privilege == FL_SUPERVISOR ? "supervisor" : "machine";
}

static const char *scheme_name(const struct fl_context *context)
{
    const struct fl_scheme *scheme = fl_scheme_of(context->xlen, context->mode);
    return scheme ? scheme->name : "Bare";
}

static void write_request(FILE *out, const struct fl_legal_finding *found)
{
    const struct fl_context *context = &found->context;
    fprintf(out, "ILLEGAL  %s %s  asid %u  %s  %s%s%s%s  cycle %s, asked at %s\n",
            fl_access_name(found->request.access), fl_hex(found->request.va).text, context->asid,
            privilege_name(fl_effective_privilege(context, found->request.access)), scheme_name(context),
            context->sum ? " SUM" : "", context->mxr ? " MXR" : "", context->adue ? " ADUE" : "",
            fl_decimal(found->cycle).text, fl_decimal(found->accepted).text);
}

static void write_manual(FILE *out, const struct fl_translation *fresh)
{
    fprintf(out, "  manual  ");
    if (fresh->reason != FL_OK) {
        fprintf(out, "%s: %s (%s)", fl_cause_name(fresh->cause), fl_reason_text(fresh->reason),
                fl_reason_manual(fresh->reason));
    } else {
        fprintf(out, "pa %s", fl_hex(fresh->pa).text);
    }
    fprintf(out, "  current memory:");
    if (fresh->trace.count == 0) {
        fprintf(out, " not walked");
    }
    fl_write_walk(out, &fresh->trace);
    fputc('\n', out);
}

static void write_answer(FILE *out, const struct fl_response *response)
{
    static const char *const attributes[] = {"", "  NC", "  IO", "  attribute 3"};
    fprintf(out, "  device  ");
    if (response->fault) {
        fprintf(out, "%s  tval %s", fl_cause_name(response->cause), fl_hex(response->tval).text);
    } else {
        fprintf(out, "pa %s%s", fl_hex(response->pa).text, attributes[response->attribute % 4]);
    }
    fprintf(out, "  %s cycle%s\n", fl_decimal(response->cycles).text, response->cycles == 1 ? "" : "s");
}

/* How the answer and the manual's differ, where neither past nor another ASID explains it. */
static void write_difference(FILE *out, const struct fl_legal_finding *found)
{
    const struct fl_translation *fresh = &found->verdict.fresh;
    const struct fl_response *response = &found->response;
    if (response->fault && fresh->reason == FL_OK) {
        fprintf(out, "nothing refuses this access, and nothing has since the fences that cover it");
    } else if (response->fault && response->cause != fresh->cause) {
        fprintf(out, "it is refused, but by another rule: %s", fl_reason_text(fresh->reason));
    } else if (response->fault) {
        fprintf(out, "tval is the address of the access: %s", fl_hex(fresh->tval).text);
    } else if (fresh->reason != FL_OK) {
        fprintf(out, "the access must be refused: %s (%s)", fl_reason_text(fresh->reason),
                fl_reason_manual(fresh->reason));
    } else if (response->pa == fresh->pa && response->attribute == fresh->attribute) {
        fprintf(out, "A, and D for a write, must be set in the PTE at %s before the answer (Privileged 4.3.1)",
                fl_hex(fresh->pte_address).text);
    } else if (response->pa == fresh->pa) {
        fprintf(out, "the page's memory type is %u, not %u (Privileged, Svpbmt)", fresh->attribute,
                response->attribute);
    } else {
        fprintf(out, "the leaf of level %u%s at %s gives another address (Privileged 4.3.2 step 10)", fresh->level,
                fresh->napot ? ", NAPOT," : "", fl_hex(fresh->pte_address).text);
    }
}

static void write_cause(FILE *out, const struct fl_legal_finding *found)
{
    const struct fl_verdict *verdict = &found->verdict;
    fprintf(out, "  cause   ");
    if (verdict->why == FL_FENCED && verdict->by_context) {
        fprintf(
            out,
            "the answer is as under the root, mode, ADUE, PBMTE or PMP in use until cycle %s: a fence has covered it "
            "since (Privileged 4.2.1)",
            fl_decimal(verdict->changed_at).text);
    } else if (verdict->why == FL_FENCED) {
        fprintf(
            out,
            "the answer is as when the PTE at %s held %s, until the store at cycle %s: a fence has covered it since "
            "(Privileged 4.2.1)",
            fl_hex(verdict->pte).text, fl_hex(verdict->old).text, fl_decimal(verdict->changed_at).text);
    } else if (verdict->why == FL_OTHER_ASID) {
        fprintf(out, "the answer is that of asid %u, and not of a global page (Privileged 4.2.1)", verdict->asid);
    } else {
        write_difference(out, found);
    }
    fputc('\n', out);
}

static void write_store(FILE *out, const struct fl_report_facts *facts, uint64_t address)
{
    static const char *const writers[] = {"", " by software", " by the device's walker", " by the disk's DMA"};
    struct fl_past_store store = fl_history_last_store(facts->history, address);
    fprintf(out, "  store   PTE at %s: ", fl_hex(address).text);
    if (store.writer == FL_WRITER_NONE) {
        fprintf(out, "not written since its page was first known as a table\n");
        return;
    }
    fprintf(out, "last written%s at cycle %s", writers[store.writer], fl_decimal(store.cycle).text);
    fl_write_place(out, facts, store.pc);
    fputc('\n', out);
}

static void write_fence(FILE *out, const struct fl_legal_finding *found, const struct fl_report_facts *facts)
{
    const struct fl_verdict *verdict = &found->verdict;
    const struct fl_translation *fresh = &verdict->fresh;
    const struct fl_context *context = &found->context;
    unsigned shift = fresh->napot ? FL_NAPOT_SHIFT : fl_page_shift(context->xlen, fresh->level);
    if (verdict->why == FL_FENCED) { /* what was remembered may be of another size than the page of today */
        shift = verdict->shift;
    }
    const struct fl_past_fence *past = fl_history_last_fence_over(facts->history, fresh->tval, context->asid, shift);
    if (!past) {
        fprintf(out, "  fence   none has covered this address\n");
        return;
    }
    fprintf(out, "  fence   last one covering this address: ");
    fl_write_fence(out, &past->fence);
    fprintf(out, ", done at cycle %s", fl_decimal(past->cycle).text);
    fl_write_place(out, facts, past->pc);
    fputc('\n', out);
}

static void write_wrong_answer(FILE *out, const struct fl_legal_finding *found, const struct fl_report_facts *facts)
{
    const struct fl_walk_trace *trace = &found->verdict.fresh.trace;
    write_request(out, found);
    write_manual(out, &found->verdict.fresh);
    write_answer(out, &found->response);
    write_cause(out, found);
    for (unsigned i = 0; facts->history && i < trace->count; i++) {
        write_store(out, facts, trace->step[i].address);
    }
    if (facts->history) {
        write_fence(out, found, facts);
    }
}

/* For whom might the walker have been at work? */
static void write_under_way(FILE *out, const struct fl_legal_finding *found)
{
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        const struct fl_under_way *asked = &found->under_way[port];
        if (asked->busy) {
            fprintf(out, "  asked   %s %s  asid %u  %s  %s%s, at cycle %s\n", fl_access_name(asked->request.access),
                    fl_hex(asked->request.va).text, asked->context.asid,
                    privilege_name(fl_effective_privilege(&asked->context, asked->request.access)),
                    scheme_name(&asked->context), asked->context.adue ? " ADUE" : "", fl_decimal(asked->since).text);
        }
    }
}

static void write_wrong_access(FILE *out, const struct fl_legal_finding *found, const struct fl_report_facts *facts)
{
    const struct fl_dut_mem_request *access = &found->access;
    fprintf(out, "ILLEGAL  %s of the walker at %s  cycle %s\n", access->compare_and_swap ? "update" : "read",
            fl_hex(access->address).text, fl_decimal(found->cycle).text);
    if (access->compare_and_swap) {
        fprintf(out, "  device  %s becomes %s\n", fl_hex(access->expected).text, fl_hex(access->desired).text);
    }
    fprintf(out, "  cause   %s\n", found->text);
    write_under_way(out, found);
    if (facts->history) {
        write_store(out, facts, access->address);
    }
}

void fl_write_finding(FILE *out, const struct fl_legal_finding *found, const struct fl_report_facts *facts)
{
    if (found->fault == FL_WRONG_ANSWER) {
        write_wrong_answer(out, found, facts);
    } else if (found->fault == FL_WRONG_READ || found->fault == FL_WRONG_UPDATE) {
        write_wrong_access(out, found, facts);
    } else {
        fprintf(out, "ILLEGAL  %s  cycle %s\n", found->text, fl_decimal(found->cycle).text);
    }
    fprintf(out, "  again   %s\n", facts->again);
    if (facts->waves) {
        fprintf(out, "  waves   %s\n", facts->waves);
    }
}
