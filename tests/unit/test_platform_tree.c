/* test_platform_tree.c - the device tree as its readers read it: libfdt and dtc. */
#include "platform_rig.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/device_tree.h"

static struct fl_device_tree tree;

static void build(const struct fl_platform_config *config, uint64_t initrd_start, uint64_t initrd_end)
{
    assert_true(fl_device_tree_build(config, initrd_start, initrd_end, &tree));
    assert_int_equal(fdt_check_full(tree.bytes, tree.size), 0);
}

static const void *property(const char *path, const char *name, int *size)
{
    int node = fdt_path_offset(tree.bytes, path);
    if (node < 0)
        fail_msg("no node %s", path);
    const void *value = fdt_getprop(tree.bytes, node, name, size);
    return value;
}

static const char *text(const char *path, const char *name)
{
    const char *value = property(path, name, NULL);
    assert_non_null(value);
    return value;
}

static uint64_t cell(const char *path, const char *name, unsigned index)
{
    int size;
    const fdt32_t *value = property(path, name, &size);
    assert_non_null(value);
    assert_true(4 * (int)index < size);
    return fdt32_to_cpu(value[index]);
}

static void test_tree_describes_the_machine(void **state)
{
    (void)state;
    struct fl_platform_config config = rig_config();
    config.bootargs = "frames=32 policy=clock";
    build(&config, 0, 0);
    assert_string_equal(text("/chosen", "bootargs"), "frames=32 policy=clock");
    assert_string_equal(text("/chosen", "stdout-path"), "/soc/serial@10000000");
    assert_null(property("/chosen", "linux,initrd-start", NULL));
    assert_int_equal(cell("/memory@80000000", "reg", 1), RAM_BASE);
    assert_int_equal(cell("/memory@80000000", "reg", 3), RIG_RAM);
    assert_int_equal(cell("/cpus", "timebase-frequency", 0), 10000000);
    assert_int_equal(cell("/soc/clint@2000000", "interrupts-extended", 3), 7);
    assert_int_equal(cell("/soc/plic@c000000", "interrupts-extended", 3), 9);
    assert_int_equal(cell("/soc/plic@c000000", "riscv,ndev", 0), 95);
    assert_int_equal(cell("/soc/serial@10000000", "interrupts", 0), 10);
    assert_int_equal(cell("/poweroff", "value", 0), 0x5555);
    for (unsigned slot = 0; slot < 8; slot++) {
        char path[64];
        snprintf(path, sizeof path, "/soc/virtio_mmio@1000%x000", slot + 1);
        assert_string_equal(text(path, "compatible"), "virtio,mmio");
        assert_int_equal(cell(path, "interrupts", 0), slot + 1);
        assert_int_equal(cell(path, "interrupt-parent", 0), cell("/soc/plic@c000000", "phandle", 0));
        assert_int_equal(cell(path, "reg", 1), 0x10001000 + 0x1000 * slot);
    }
    free(tree.bytes);
}

#define ISA_UNTIL_SVADE "rv64imac_zicbom_zicbop_zicboz_zicntr_zicsr_zifencei_zihpm_smepmp_smmpm_smnpm_ssnpm_sstc_svade"

/* The list must say what the string says. */
static void assert_same_extensions(int node, const char *isa)
{
    char joined[512] = "rv64";
    int count = fdt_stringlist_count(tree.bytes, node, "riscv,isa-extensions");
    for (int i = 0; i < count; i++) {
        const char *name = fdt_stringlist_get(tree.bytes, node, "riscv,isa-extensions", i, NULL);
        strcat(strcat(joined, strlen(name) > 1 ? "_" : ""), name);
    }
    assert_string_equal(joined, isa);
}

static void test_tree_describes_the_hart(void **state)
{
    (void)state;
    static const struct {
        bool svadu, sv48, sv57;
        const char *isa, *mmu, *lacks;
    } cases[] = {
        {true, true, false, "rv64imac_zicbop_zicntr_zicsr_zifencei_zihpm_smepmp_sstc_svade_svadu_svinval_svpbmt",
         "riscv,sv48", " svvptc  svnapot  smmpm  smnpm  ssnpm  zicbom  zicboz "},
        {false, false, false, ISA_UNTIL_SVADE "_svinval_svnapot_svpbmt_svvptc", "riscv,sv39", NULL},
        {true, true, false, ISA_UNTIL_SVADE "_svadu_svinval_svnapot_svpbmt_svvptc", "riscv,sv48", NULL},
        {true, true, true, ISA_UNTIL_SVADE "_svadu_svinval_svnapot_svpbmt_svvptc", "riscv,sv57", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fl_platform_config config = rig_config();
        config.svadu = cases[i].svadu;
        config.sv48 = cases[i].sv48;
        config.sv57 = cases[i].sv57;
        config.lacks = cases[i].lacks;
        build(&config, 0, 0);
        assert_string_equal(text("/cpus/cpu@0", "riscv,isa"), cases[i].isa);
        assert_string_equal(text("/cpus/cpu@0", "mmu-type"), cases[i].mmu);
        int node = fdt_path_offset(tree.bytes, "/cpus/cpu@0");
        assert_true(fdt_stringlist_search(tree.bytes, node, "riscv,isa-extensions", "sstc") >= 0);
        assert_int_equal(fdt_stringlist_search(tree.bytes, node, "riscv,isa-extensions", "svadu") >= 0, cases[i].svadu);
        assert_same_extensions(node, cases[i].isa);
        assert_int_equal(cell("/cpus/cpu@0", "riscv,cboz-block-size", 0), 64);
        free(tree.bytes);
    }
}

static void test_tree_initrd_and_long_bootargs(void **state)
{
    (void)state;
    struct fl_platform_config config = rig_config();
    static char bootargs[100001];
    memset(bootargs, 'x', sizeof bootargs - 1);
    config.bootargs = bootargs;
    build(&config, 0x80123000, 0x80123456);
    assert_int_equal(cell("/chosen", "linux,initrd-start", 1), 0x80123000);
    assert_int_equal(cell("/chosen", "linux,initrd-end", 1), 0x80123456);
    assert_string_equal(text("/chosen", "bootargs"), bootargs);
    free(tree.bytes);
}

/* The compiler that knows the bindings finds nothing to warn of. */
static void test_tree_passes_dtc(void **state)
{
    (void)state;
    if (system("dtc --version >/dev/null 2>&1") != 0)
        skip();
    struct fl_platform_config config = rig_config();
    build(&config, 0, 0);
    char path[] = "/tmp/faultline-tree-XXXXXX", command[128], said[256] = "";
    int fd = mkstemp(path);
    assert_int_equal(write(fd, tree.bytes, tree.size), tree.size);
    close(fd);
    snprintf(command, sizeof command, "dtc -I dtb -O dts -o /dev/null %s 2>&1", path);
    FILE *dtc = popen(command, "r");
    size_t got = fread(said, 1, sizeof said - 1, dtc);
    int status = pclose(dtc);
    unlink(path);
    free(tree.bytes);
    assert_string_equal(said, "");
    assert_int_equal(got + (size_t)status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree_describes_the_machine),
        cmocka_unit_test(test_tree_describes_the_hart),
        cmocka_unit_test(test_tree_initrd_and_long_bootargs),
        cmocka_unit_test(test_tree_passes_dtc),
    };
    return cmocka_run_group_tests_name("platform tree", tests, NULL, NULL);
}
