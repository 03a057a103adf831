/* main.c - from the first instruction of the kernel to the first process. */
#include "abi.h"
#include "console.h"
#include "csr.h"
#include "exec.h"
#include "fdt.h"
#include "frame.h"
#include "freepool.h"
#include "future.h"
#include "invariants.h"
#include "kmem.h"
#include "options.h"
#include "pagetable.h"
#include "platform.h"
#include "plic.h"
#include "pool.h"
#include "power.h"
#include "print.h"
#include "process.h"
#include "sbi.h"
#include "sched.h"
#include "swap.h"
#include "tar.h"
#include "timer.h"
#include "trap.h"
#include "virtio_blk.h"

#define SECTORS_PER_PAGE (PAGE_SIZE / 512)
#define NO_INIT_STATUS   66
#define NO_DISK_STATUS   65

/* Where RAM ends, as far as the kernel reaches. */
static uint64_t find_ram_end(const void *tree)
{
    size_t size;
    const uint8_t *reg = fdt_property(tree, "memory", "reg", &size);
    if (!reg || size < 16 || fdt_number(reg, 8) != RAM_BASE)
        panic("the device tree names no memory at 0x%lx", (uint64_t)RAM_BASE);
    uint64_t bytes = fdt_number(reg + 8, 8);
    return RAM_BASE + (bytes < RAM_MAX ? page_down(bytes) : RAM_MAX);
}

static void read_options(const void *tree)
{
    size_t size;
    const char *text = fdt_property(tree, "chosen", "bootargs", &size);
    if (text)
        options_parse(text, size);
}

/* The shim owns menvcfg, so hardware updating of A and D is asked for, not written. */
static void set_ad_updating(void)
{
    if (sbi_call(SBI_FWFT, 0, SBI_FWFT_ADUE, options.hardware_ad) != 0)
        options_refuse("ad=svadu", "this hart has no Svadu");
}

/* scenario=NAME: the script etc/NAME.sh, or else the program bin/NAME, whose arguments may follow. */
static void choose_scenario(void)
{
    char script[sizeof(options.scenario) + sizeof("etc/.sh")];
    struct text path = {.bytes = script, .size = sizeof(script)};
    struct text init = {.bytes = options.init, .size = sizeof(options.init)};
    print_to(&path, "etc/%s.sh", options.scenario);
    if (tar_find(script))
        print_to(&init, "bin/sh,%s", script);
    else
        print_to(&init, "bin/%s", options.scenario);
}

/* Takes init= apart at its commas: the program's path, then its arguments. */
static void take_init(struct exec_arguments *arguments)
{
    char *word = options.init;
    for (char *at = word;; at++) {
        bool last = *at == '\0';
        if (*at != ',' && !last)
            continue;
        *at = '\0';
        if (!exec_add_argument(arguments, word))
            options_refuse("init=", "has more than 31 arguments");
        if (last)
            return;
        word = at + 1;
    }
}

/* The first process's first moments, in the kernel: mounts the disk and becomes the program that init= names. */
static void run_init(void)
{
    uint64_t archive_end = tar_mount();
    uint64_t swap_start = (archive_end + SECTORS_PER_PAGE - 1) / SECTORS_PER_PAGE * SECTORS_PER_PAGE;
    swap_init(swap_start, blk_sectors() > swap_start ? blk_sectors() - swap_start : 0);
    future_load();
    if (options.policy == &fl_policy_opt && !future_is_known())
        options_refuse("policy=opt", "needs opt=PATH, or record=1 to make a recording");
    invariants_start();

    if (options.scenario[0])
        choose_scenario();
    struct exec_arguments arguments = {0};
    take_init(&arguments);
    int error = exec_program(options.init, &arguments);
    if (error) {
        print("init=%s: %s\n", options.init,
              error == -FL_ENOENT    ? "no such file in the disk's archive"
              : error == -FL_ENOEXEC ? "not a program for this machine"
                                     : "cannot be loaded");
        power_off(NO_INIT_STATUS);
    }
}

void kernel_main(uint64_t tree_pa, bool have_stimecmp, uint64_t largest_asid)
{
    console_init();
    trap_init();
    const void *tree = physical_to_virtual(tree_pa);
    uint64_t ram_end = find_ram_end(tree);
    read_options(tree); /* the tree's own memory is free from here on */

    pagetable_init(largest_asid >= PROCESSES);
    kmem_init(ram_end);
    frame_init(ram_end);
    if (!pool_init(ram_end, options.frames, options.policy))
        options_refuse("frames=", "more than this machine's memory holds");
    if (!freepool_init(options.buffered_frames, options.zeroed_frames))
        options_refuse("pool= zeroed=", "together they leave fewer than 8 of the frames");
    set_ad_updating();
    timer_init(have_stimecmp);
    plic_init();
    plic_enable(UART_IRQ);
    if (!blk_init()) {
        print("disk: no virtio block device (version 2) found\n");
        power_off(NO_DISK_STATUS);
    }
    process_boot(run_init);
    sched_run();
}
