/* pagetable.c - three levels of 512 entries, and the fences that keep the TLB honest.
 *
 *   root  [38:30]  ->  table  [29:21]  ->  table  [20:12]  ->  page          entries 256 and up of the root: the kernel
 *
 * Every change of an entry is followed by SFENCE.VMA for its page and ASID, whichever way it changed: a hart may
 * remember that an entry was invalid, too (Privileged 4.2.1). A table page is freed only with the whole space, behind
 * a fence of its ASID. The kernel's half is global and never changes after pagetable_init().
 */
#include "pagetable.h"

#include "audit.h"
#include "csr.h"
#include "kmem.h"
#include "layout.h"
#include "string.h"

#define LEVELS       3
#define ENTRIES      512
#define KERNEL_FIRST 256
#define SATP_SV39    (8ull << 60)
#define SATP_PPN     ((1ull << 44) - 1)
#define ONE_TO_ONE   2 /* root entry that first_map.c needed to switch translation on */

static pte_t *kernel_root;
static bool have_asids;
static uint64_t pages;

static void fence_all(void)
{
    __asm__ volatile("sfence.vma x0, x0" ::: "memory");
}

static void fence_space(uint64_t asid)
{
    __asm__ volatile("sfence.vma x0, %0" ::"r"(asid) : "memory");
}

static void fence_page(uint64_t va, uint64_t asid)
{
    __asm__ volatile("sfence.vma %0, %1" ::"r"(va), "r"(asid) : "memory");
}

static unsigned index_of(uint64_t va, int level)
{
    return va >> (PAGE_SHIFT + 9 * level) & (ENTRIES - 1);
}

void pagetable_init(bool enough_asids)
{
    have_asids = enough_asids;
    kernel_root = physical_to_virtual((csr_read(satp) & SATP_PPN) << PAGE_SHIFT);
    kernel_root[ONE_TO_ONE] = 0;
    fence_all();
}

static pte_t *new_table(void)
{
    pte_t *table = kmem_pages(0);
    if (!table)
        return NULL;
    pages++;
    return memset(table, 0, PAGE_SIZE);
}

static void free_table(pte_t *table)
{
    pages--;
    kmem_free_pages(table);
}

bool pagetable_create(struct pagetable *pagetable, uint64_t asid)
{
    pagetable->root = new_table();
    if (!pagetable->root)
        return false;
    memcpy(pagetable->root + KERNEL_FIRST, kernel_root + KERNEL_FIRST, (ENTRIES - KERNEL_FIRST) * sizeof(pte_t));
    pagetable->asid = have_asids ? asid : 0;
    pagetable->leaves = 0;
    fence_space(pagetable->asid); /* an earlier process may have had this number */
    return true;
}

static bool is_table(pte_t pte)
{
    return (pte & (PTE_V | PTE_R | PTE_W | PTE_X)) == PTE_V;
}

static pte_t *table_behind(pte_t pte)
{
    return physical_to_virtual(pte_pa(pte));
}

void pagetable_destroy(struct pagetable *pagetable)
{
    if (!pagetable->root)
        return;
    if ((csr_read(satp) & SATP_PPN) << PAGE_SHIFT == virtual_to_physical(pagetable->root))
        pagetable_activate(NULL);
    fence_space(pagetable->asid);
    for (int i = 0; i < KERNEL_FIRST; i++) {
        if (!is_table(pagetable->root[i]))
            continue;
        pte_t *middle = table_behind(pagetable->root[i]);
        for (int j = 0; j < ENTRIES; j++)
            if (is_table(middle[j]))
                free_table(table_behind(middle[j]));
        free_table(middle);
    }
    free_table(pagetable->root);
    pagetable->root = NULL;
}

void pagetable_activate(const struct pagetable *pagetable)
{
    bool user = pagetable && pagetable->root;
    const pte_t *root = user ? pagetable->root : kernel_root;
    uint64_t asid = user ? pagetable->asid : 0;
    csr_write(satp, SATP_SV39 | asid << 44 | virtual_to_physical(root) >> PAGE_SHIFT);
    if (!have_asids)
        fence_space(0);
}

/* The lowest-level entry for va, or NULL if no table leads to it and `create` is not wanted or fails. */
static pte_t *find_entry(const struct pagetable *pagetable, uint64_t va, bool create)
{
    pte_t *table = pagetable->root;
    for (int level = LEVELS - 1; level > 0; level--) {
        pte_t *entry = &table[index_of(va, level)];
        if (!is_table(*entry)) {
            pte_t *next = create ? new_table() : NULL;
            if (!next)
                return NULL;
            *entry = pte_leaf(virtual_to_physical(next), 0);
        }
        table = table_behind(*entry);
    }
    return &table[index_of(va, 0)];
}

/* What a hidden leaf stands for; any other entry is itself. */
static pte_t meaning_of(pte_t raw)
{
    return raw & PTE_HIDDEN ? (raw & ~PTE_HIDDEN) | PTE_V : raw;
}

pte_t pagetable_get(const struct pagetable *pagetable, uint64_t va)
{
    const pte_t *entry = find_entry(pagetable, va, false);
    return entry ? meaning_of(*entry) : 0;
}

bool pagetable_reserve(struct pagetable *pagetable, uint64_t va)
{
    return find_entry(pagetable, va, true) != NULL;
}

/* Code that came by DMA or by a copy of the kernel's is data until now: the hart may have fetched what lay there before
 * (Zifencei: FENCE.I orders this hart's stores, and those it has seen, before its fetches). */
static void order_code(pte_t before, pte_t pte)
{
    bool was_code = (before & (PTE_V | PTE_X)) == (PTE_V | PTE_X) && pte_pa(before) == pte_pa(pte);
    if ((pte & (PTE_V | PTE_X)) == (PTE_V | PTE_X) && !was_code)
        pagetable_order_code();
}

void pagetable_order_code(void)
{
    __asm__ volatile("fence.i" ::: "memory");
}

void pagetable_put(struct pagetable *pagetable, uint64_t va, pte_t pte)
{
    pte_t *entry = find_entry(pagetable, va, false);
    bool was_valid = *entry & PTE_V;
    pte_t before = meaning_of(*entry);
    order_code(before, pte);
    pagetable->leaves += (pte & PTE_V) - (before & PTE_V);
    audit_note_entry(pagetable, va, before, pte);
    if ((*entry & PTE_HIDDEN) && (pte & PTE_V))
        pte = (pte & ~PTE_V) | PTE_HIDDEN;
    *(volatile pte_t *)entry = pte;
    if (was_valid || (pte & PTE_V))
        fence_page(va, pagetable->asid);
}

void pagetable_clear_accessed(struct pagetable *pagetable, uint64_t va, bool fence)
{
    *(volatile pte_t *)find_entry(pagetable, va, false) &= ~PTE_A;
    if (fence)
        fence_page(va, pagetable->asid);
}

void pagetable_hide(struct pagetable *pagetable, uint64_t va)
{
    volatile pte_t *entry = find_entry(pagetable, va, false);
    if (!entry || !(*entry & PTE_V))
        return;
    *entry = (*entry & ~PTE_V) | PTE_HIDDEN;
    fence_page(va, pagetable->asid);
}

void pagetable_show(struct pagetable *pagetable, uint64_t va)
{
    volatile pte_t *entry = find_entry(pagetable, va, false);
    *entry = meaning_of(*entry);
    fence_page(va, pagetable->asid);
}

bool pagetable_is_hidden(const struct pagetable *pagetable, uint64_t va)
{
    const pte_t *entry = find_entry(pagetable, va, false);
    return entry && (*entry & PTE_HIDDEN);
}

void pagetable_fence(const struct pagetable *pagetable, uint64_t va)
{
    fence_page(va, pagetable->asid);
}

/* Entries that are 0 are passed over inside the table that holds them, at every level: most of a table is empty. */
bool pagetable_next(const struct pagetable *pagetable, uint64_t *va, uint64_t end, pte_t *pte)
{
    for (uint64_t at = *va; at < end;) {
        const pte_t *table = pagetable->root;
        int level = LEVELS - 1;
        while (level > 0 && is_table(table[index_of(at, level)]))
            table = table_behind(table[index_of(at, level--)]);
        unsigned first = index_of(at, level), used = first;
        while (used < ENTRIES && table[used] == 0)
            used++;
        if (used == first) {
            *va = at;
            *pte = meaning_of(table[used]);
            return true;
        }
        uint64_t span = PAGE_SIZE << 9 * level; /* of an entry */
        at = (at & ~(span - 1)) + (used - first) * span;
    }
    return false;
}

uint64_t pagetable_pages(void)
{
    return pages;
}
