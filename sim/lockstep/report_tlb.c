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

/* One line; nothing when both sides hold nothing there, or, with `only_differences`, the same. */
static void write_entry(FILE *out, const struct fl_tlb_entry *model, const struct fl_tlb_entry *rtl, const char *name,
                        bool only_differences)
{
    char left[112], right[112];
    entry_text(model, left, sizeof left);
    entry_text(rtl, right, sizeof right);
    bool same = strcmp(left, right) == 0;
    if (same && (only_differences || strcmp(left, "-") == 0)) {
        return;
    }
    fprintf(out, "    %c %s  %-64s %s\n", same ? ' ' : '!', name, left, same ? "same" : right);
}

static void write_array(FILE *out, const char *title, const struct fl_tlb_entry *model, const struct fl_tlb_entry *rtl,
                        unsigned entries, uint64_t model_tree, uint64_t rtl_tree)
{
    if (entries == 0) {
        return;
    }
    fprintf(out, "  %s   replacement tree: model %s, rtl %s\n", title, fl_hex(model_tree).text, fl_hex(rtl_tree).text);
    for (unsigned i = 0; i < entries; i++) {
        char name[12];
        snprintf(name, sizeof name, "%2u", i);
        write_entry(out, &model[i], &rtl[i], name, false);
    }
}

#define WRITE_ARRAY(title, a, b) write_array(out, title, (a).entry, (b).entry, (a).entries, (a).plru, (b).plru)

/* The L2 has too many entries to show them all. */
static void write_l2(FILE *out, const struct fl_mmu_state *model, const struct fl_mmu_state *rtl)
{
    if (model->l2.sets == 0) {
        return;
    }
    fprintf(out, "  L2 TLB   where the two differ, by set.way\n");
    for (unsigned set = 0; set < model->l2.sets; set++) {
        if (model->l2.plru[set] != rtl->l2.plru[set]) {
            fprintf(out, "    ! %u  replacement tree: model %s, rtl %s\n", set, fl_hex(model->l2.plru[set]).text,
                    fl_hex(rtl->l2.plru[set]).text);
        }
        for (unsigned way = 0; way < model->l2.ways; way++) {
            char name[24];
            unsigned i = set * model->l2.ways + way;
            snprintf(name, sizeof name, "%u.%u", set, way);
            write_entry(out, &model->l2.entry[i], &rtl->l2.entry[i], name, true);
        }
    }
}

void fl_write_tlbs(FILE *out, const struct fl_mmu_state *model, const struct fl_mmu_state *rtl)
{
    WRITE_ARRAY("L1 I TLB", model->l1[FL_PORT_FETCH], rtl->l1[FL_PORT_FETCH]);
    WRITE_ARRAY("L1 D TLB", model->l1[FL_PORT_DATA], rtl->l1[FL_PORT_DATA]);
    WRITE_ARRAY("superpage TLB", model->super, rtl->super);
    for (unsigned level = 1; level < FL_MAX_LEVELS; level++) {
        char title[32];
        snprintf(title, sizeof title, "walk cache of level %u", level);
        WRITE_ARRAY(title, model->pwc[level - 1], rtl->pwc[level - 1]);
    }
    write_l2(out, model, rtl);
}
