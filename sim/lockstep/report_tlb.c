/* Both MMUs' TLBs side by side, one line an entry; a mark where they differ. */
#include <string.h>

#include "lockstep/cause.h"
#include "lockstep/report.h"
#include "lockstep/text.h"

static void entry_text(const struct fl_tlb_entry *entry, char *to, size_t size)
{
    if (!entry->valid) {
        snprintf(to, size, "-");
        return;
    }
    snprintf(to, size, "%s L%u%s asid %u%s -> ppn %s %c%c%c%c%c", fl_entry_va(entry).text, entry->level,
             entry->napot ? "N" : "", entry->asid, entry->global ? " global" : "", fl_hex(entry->ppn).text,
             entry->r ? 'r' : '-', entry->w ? 'w' : '-', entry->x ? 'x' : '-', entry->u ? 'u' : '-',
             entry->d ? 'd' : '-');
}

void fl_write_tlbs(FILE *out, const struct fl_mmu_state *model, const struct fl_mmu_state *rtl)
{
    for (unsigned port = 0; port < FL_PORT_COUNT; port++) {
        fprintf(out, "  %s TLB   replacement tree: model %s, rtl %s\n", fl_tlb_name(port),
                fl_hex(model->l1[port].plru).text, fl_hex(rtl->l1[port].plru).text);
        for (unsigned i = 0; i < model->l1[port].entries; i++) {
            char left[112], right[112];
            entry_text(&model->l1[port].entry[i], left, sizeof left);
            entry_text(&rtl->l1[port].entry[i], right, sizeof right);
            bool same = strcmp(left, right) == 0;
            if (same && strcmp(left, "-") == 0) {
                continue;
            }
            fprintf(out, "    %c %2u  %-64s %s\n", same ? ' ' : '!', i, left, same ? "same" : right);
        }
    }
}
