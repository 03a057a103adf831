/* pagetable.h - Sv39 page tables of the user's half; the one place that writes PTEs and issues fences.
 *
 * An entry is valid (PTE_V), or a note of the kernel's: 0 for a page never brought in or dropped (its region says what
 * it holds), or pte_swapped() for one in a swap slot. Privileged 4.3 and 4.4.
 */
#ifndef FAULTLINE_KERNEL_PAGETABLE_H
#define FAULTLINE_KERNEL_PAGETABLE_H

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t pte_t;

#define PTE_V   0x001ull
#define PTE_R   0x002ull
#define PTE_W   0x004ull
#define PTE_X   0x008ull
#define PTE_U   0x010ull
#define PTE_A   0x040ull
#define PTE_D   0x080ull
#define PTE_COW 0x100ull /* software: shared, copied by the first store */

#define PTE_HIDDEN 0x200ull /* in memory only: a leaf whose V is off so that its next use traps */

#define PTE_SWAPPED 0x002ull /* with V = 0: the PPN field is a swap slot */

static inline pte_t pte_leaf(uint64_t pa, uint64_t flags)
{
    return pa >> 12 << 10 | flags | PTE_V;
}

static inline uint64_t pte_pa(pte_t pte)
{
    return pte << 10 >> 20 << 12;
}

static inline pte_t pte_swapped(uint32_t slot)
{
    return (pte_t)slot << 10 | PTE_SWAPPED;
}

static inline bool pte_is_swapped(pte_t pte)
{
    return (pte & (PTE_V | PTE_SWAPPED)) == PTE_SWAPPED;
}

static inline uint32_t pte_slot(pte_t pte)
{
    return (uint32_t)(pte >> 10);
}

struct pagetable {
    pte_t *root; /* NULL: there is none */
    uint64_t asid;
    uint64_t leaves; /* valid ones, hidden or not */
};

/* Takes over the tables that boot/first_map.c made, as found in satp. Without enough ASIDs for all processes
 * every space has number 0, and switching fences. */
void pagetable_init(bool enough_asids);

/* An empty table with the kernel's half in it, under address-space number `asid` (1 and up). False: no memory. */
bool pagetable_create(struct pagetable *pagetable, uint64_t asid);

/* Frees the tables; leaves must be gone. The table may be the active one: the kernel's own is activated then. */
void pagetable_destroy(struct pagetable *pagetable);

/* Translates through this table from now on; NULL, or one that is destroyed (of a process that writes back files at its
 * end): the kernel's half only. */
void pagetable_activate(const struct pagetable *pagetable);

/* The entry for the page at va; 0 where no table leads. A hidden leaf is shown as the valid one it stands for. */
pte_t pagetable_get(const struct pagetable *pagetable, uint64_t va);

/* Makes sure that pagetable_put(va) has a place to write to. False: no memory. */
bool pagetable_reserve(struct pagetable *pagetable, uint64_t va);

/* Replaces the entry, and orders the TLB behind it if either value is valid. A hidden leaf stays hidden. */
void pagetable_put(struct pagetable *pagetable, uint64_t va, pte_t pte);

/* What is in memory now is what will be fetched. pagetable_put() sees to it for a page that becomes executable. */
void pagetable_order_code(void);

/* Clears A in the leaf at va, and orders the TLB behind that only if `fence`. */
void pagetable_clear_accessed(struct pagetable *pagetable, uint64_t va, bool fence);

/* Hides the leaf at va, if there is one: the hart finds it invalid, everybody else finds it as it was. And the reverse. */
void pagetable_hide(struct pagetable *pagetable, uint64_t va);
void pagetable_show(struct pagetable *pagetable, uint64_t va);
bool pagetable_is_hidden(const struct pagetable *pagetable, uint64_t va);

/* Orders the TLB behind the entry as it stands. */
void pagetable_fence(const struct pagetable *pagetable, uint64_t va);

/* Finds the first entry that is not 0 in [*va, end): its place in *va, its value in *pte. False: there is none. */
bool pagetable_next(const struct pagetable *pagetable, uint64_t *va, uint64_t end, pte_t *pte);

/* Pages that all page tables occupy. */
uint64_t pagetable_pages(void);

#endif
