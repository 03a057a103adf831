/* test_platform_loader.c - programs in: good ones, and one clear line for each kind of bad one; symbols; HTIF. */
#include "elf_maker.h"
#include "platform_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAST_TREE (RAM_BASE + RIG_RAM - (2u << 20)) /* 2 MiB aligned, below the end */

static struct elf_maker elf;
static struct rig rig;

static int setup(void **state)
{
    (void)state;
    rig = (struct rig){0};
    elf_make(&elf);
    rig_start(&rig, NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    rig_stop(&rig);
    return 0;
}

static bool load(const char *initrd, bool raw)
{
    elf_write(&elf);
    bool ok = fl_platform_load(rig.machine, elf.path, raw, NULL, initrd, rig.error, sizeof rig.error);
    elf_remove(&elf);
    return ok;
}

/* The line without the file's name in front. */
static void assert_refused(const char *line)
{
    rig.error[0] = '\0';
    assert_false(load(NULL, false));
    assert_memory_equal(rig.error, elf.path, strlen(elf.path));
    assert_string_equal(rig.error + strlen(elf.path), line);
    assert_null(strchr(rig.error, '\n'));
    assert_int_equal(rig_read(&rig, RAM_BASE, 8), 0); /* nothing was written */
}

static void test_elf_loads_and_boots(void **state)
{
    (void)state;
    static const uint32_t reset_vector[] = {0x00000297, 0x02828613, 0xf1402573, 0x0202b583, 0x0182b283, 0x00028067};
    rig_write(&rig, RAM_BASE + 16, 8, UINT64_MAX); /* .bss is cleared whatever was there */
    elf_header(&elf)->e_entry = RAM_BASE + 4;
    assert_true(load(NULL, false));
    assert_int_equal(rig_read(&rig, RAM_BASE + 8, 8), 0xa5a5a5a5a5a5a5a5);
    assert_int_equal(rig_read(&rig, RAM_BASE + 16, 8), 0);
    for (unsigned i = 0; i < 6; i++)
        assert_int_equal(rig_read(&rig, 0x1000 + 4 * i, 4), reset_vector[i]);
    assert_int_equal(rig_read(&rig, 0x1018, 8), RAM_BASE + 4);
    assert_int_equal(rig_read(&rig, 0x1020, 8), LAST_TREE);
    assert_int_equal(rig_read(&rig, 0x1028, 8), 0x4942534f);
    assert_int_equal(rig_read(&rig, 0x1030, 8), 2);
    assert_int_equal(rig_read(&rig, LAST_TREE, 4), 0xedfe0dd0);
}

static void test_elf_refusals(void **state)
{
    (void)state;
    elf_header(&elf)->e_ident[EI_CLASS] = ELFCLASS32;
    assert_refused(": a 32-bit ELF file; build it for rv64");
    elf_make(&elf);
    elf_header(&elf)->e_machine = EM_X86_64;
    assert_refused(": not for RISC-V; build it with a riscv64 compiler");
    elf_make(&elf);
    elf_header(&elf)->e_type = ET_REL;
    assert_refused(": an object file; link it first");
    elf_make(&elf);
    elf_header(&elf)->e_type = ET_DYN;
    assert_refused(": not a static executable; link it with -static and -no-pie");
    elf_make(&elf);
    elf_header(&elf)->e_ident[0] = 'x';
    assert_refused(": not an ELF file; raw images need --raw");
    elf_make(&elf);
    elf_header(&elf)->e_entry = RAM_BASE + 32;
    assert_refused(": the entry point 0x80000020 is in no loaded segment");
    elf_make(&elf);
    elf_segment(&elf, 0)->p_type = PT_NOTE;
    assert_refused(": nothing to load; it has no PT_LOAD segment");
    elf_make(&elf);
    elf_add_symbols(&elf, 0x1000, 0);
    assert_refused(": its symbol tohost (0x1000) is outside RAM");
}

static void test_elf_truncated(void **state)
{
    (void)state;
    elf.size = 40;
    assert_refused(": not an ELF file; raw images need --raw");
    elf_make(&elf);
    elf.size = 100;
    assert_refused(": truncated: its program headers lie beyond the end of the file");
    elf_make(&elf);
    elf_header(&elf)->e_phoff = UINT64_MAX - 63;
    assert_refused(": truncated: its program headers lie beyond the end of the file");
    elf_make(&elf);
    elf.size = ELF_CONTENT + 15;
    assert_refused(": truncated: segment 0 lies beyond the end of the file");
    elf_make(&elf);
    elf_segment(&elf, 0)->p_offset = UINT64_MAX - 7;
    assert_refused(": truncated: segment 0 lies beyond the end of the file");
    elf_make(&elf);
    elf_segment(&elf, 0)->p_filesz = elf_segment(&elf, 0)->p_memsz = UINT64_MAX - 7;
    assert_refused(": truncated: segment 0 lies beyond the end of the file");
    elf_make(&elf);
    elf_segment(&elf, 0)->p_filesz = 33;
    assert_refused(": segment 0 holds more bytes in the file than in memory");
}

static void test_elf_out_of_ram_and_overlapping(void **state)
{
    (void)state;
    elf_add_segment(&elf, 0x10000, 64);
    assert_refused(": segment 1 (0x10000, 64 bytes) is outside RAM, which is 8388608 bytes from 0x80000000");
    elf_make(&elf);
    elf_segment(&elf, 0)->p_memsz = RIG_RAM + 1;
    assert_refused(": segment 0 (0x80000000, 8388609 bytes) is outside RAM, which is 8388608 bytes from 0x80000000");
    elf_make(&elf);
    elf_add_segment(&elf, UINT64_MAX - 15, 32);
    assert_refused(": segment 1 (0xfffffffffffffff0, 32 bytes) is outside RAM, which is 8388608 bytes from 0x80000000");
    elf_make(&elf);
    elf_add_segment(&elf, RAM_BASE + 0x100, 16);
    elf_add_segment(&elf, RAM_BASE + 31, 16);
    assert_refused(": segments 0 and 2 overlap at 0x8000001f");
    elf_make(&elf);
    elf_add_segment(&elf, RAM_BASE + 32, 16); /* side by side is well */
    assert_true(load(NULL, false));
}

static void test_elf_not_a_file(void **state)
{
    (void)state;
    assert_false(fl_platform_load(rig.machine, "/nonexistent", false, NULL, NULL, rig.error, sizeof rig.error));
    assert_string_equal(rig.error, "program /nonexistent: No such file or directory");
    assert_false(fl_platform_load(rig.machine, "/tmp", false, NULL, NULL, rig.error, sizeof rig.error));
    assert_string_equal(rig.error, "program /tmp: not a regular file");
    assert_false(fl_platform_load(rig.machine, "/dev/zero", true, NULL, NULL, rig.error, sizeof rig.error));
    assert_string_equal(rig.error, "raw image /dev/zero: not a regular file");
    elf.size = 0;
    assert_false(load(NULL, true));
    assert_non_null(strstr(rig.error, ": the file is empty"));
}

static void test_symbols(void **state)
{
    (void)state;
    static const struct {
        uint64_t address;
        const char *name;
        uint64_t offset;
    } cases[] = {
        {RAM_BASE - 1, NULL, 0},   {RAM_BASE, "_start", 0},     {RAM_BASE + 7, "_start", 7},
        {RAM_BASE + 8, "main", 0}, {RAM_BASE + 31, "main", 23}, {RAM_BASE + 32, NULL, 0}, /* behind .text */
    };
    uint64_t offset = 99;
    assert_null(fl_platform_symbol(rig.machine, RAM_BASE, &offset));
    elf_add_symbols(&elf, 0, 0);
    assert_true(load(NULL, false));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *name = fl_platform_symbol(rig.machine, cases[i].address, &offset);
        if (!cases[i].name) {
            assert_null(name);
            continue;
        }
        assert_string_equal(name, cases[i].name);
        assert_int_equal(offset, cases[i].offset);
    }
}

static void test_raw_image_and_initrd(void **state)
{
    (void)state;
    char initrd[] = "/tmp/faultline-initrd-XXXXXX";
    int fd = mkstemp(initrd);
    assert_int_equal(write(fd, "initrd", 6), 6);
    assert_true(load(initrd, true));
    assert_int_equal(rig_read(&rig, RAM_BASE, 4), 0x464c457f); /* as it is, headers and all */
    assert_int_equal(rig_read(&rig, 0x1018, 8), RAM_BASE);
    char seen[7] = "";
    assert_true(fl_platform_peek(rig.machine, LAST_TREE - 4096, seen, 6));
    assert_string_equal(seen, "initrd");
    assert_int_equal(ftruncate(fd, RIG_RAM - (2 << 20)), 0);
    assert_false(load(initrd, true));
    assert_non_null(strstr(rig.error, "bytes do not fit between the program and the device tree; give more RAM"));
    assert_int_equal(ftruncate(fd, 6), 0);
    uint64_t size = RIG_RAM - (2 << 20) - 100; /* the file would fit, but not at a page of its own */
    memcpy(elf.bytes + 56, "RSC\x05", 4);
    memcpy(elf.bytes + 16, &size, 8);
    assert_false(load(initrd, true));
    assert_non_null(strstr(rig.error, ": 6 bytes do not fit"));
    close(fd);
    unlink(initrd);
    assert_false(load(initrd, true));
    assert_non_null(strstr(rig.error, "No such file or directory"));
}

static bool load_kernel(const char *kernel)
{
    elf_write(&elf);
    bool ok = fl_platform_load(rig.machine, elf.path, false, kernel, NULL, rig.error, sizeof rig.error);
    elf_remove(&elf);
    return ok;
}

/* OpenSBI's fw_dynamic asks the reset ROM where to go on: the record names the kernel, 2 MiB behind the firmware, in
 * S-mode. */
static void test_kernel_for_the_firmware(void **state)
{
    (void)state;
    char kernel[] = "/tmp/faultline-kernel-XXXXXX";
    const uint64_t start = RAM_BASE + (2u << 20);
    int fd = mkstemp(kernel);
    assert_true(load_kernel(NULL));
    assert_int_equal(rig_read(&rig, 0x1038, 8), 0); /* none: no address to go on to */
    assert_int_equal(write(fd, "kernel", 6), 6);
    assert_true(load_kernel(kernel));
    assert_int_equal(rig_read(&rig, 0x1018, 8), RAM_BASE); /* the firmware starts first */
    assert_int_equal(rig_read(&rig, 0x1038, 8), start);
    assert_int_equal(rig_read(&rig, 0x1040, 8), 1);
    char seen[7] = "";
    assert_true(fl_platform_peek(rig.machine, start, seen, 6));
    assert_string_equal(seen, "kernel");
    assert_int_equal(ftruncate(fd, RIG_RAM - (2 << 20)), 0); /* fits itself, but leaves no room for the tree */
    assert_false(load_kernel(kernel));
    assert_non_null(strstr(rig.error, "does not fit behind the program; give more RAM"));
    assert_int_equal(ftruncate(fd, RIG_RAM), 0);
    assert_false(load_kernel(kernel));
    assert_non_null(strstr(rig.error, ": needs 8388608 bytes from 0x80200000, RAM ends at 0x80800000; give more RAM"));
    assert_int_equal(ftruncate(fd, 6), 0);
    assert_int_equal(pwrite(fd, "\177ELF", 4, 0), 4);
    assert_false(load_kernel(kernel));
    assert_non_null(strstr(rig.error, ": an ELF file; give the image that `objcopy -O binary` makes of it"));
    close(fd);
    unlink(kernel);
    assert_false(load_kernel(kernel));
    assert_non_null(strstr(rig.error, "kernel /tmp/faultline-kernel-"));
    assert_non_null(strstr(rig.error, ": No such file or directory"));
}

/* A Linux Image asks for more memory than its file has. */
static void test_raw_image_header(void **state)
{
    (void)state;
    memcpy(elf.bytes + 56, "RSC\x05", 4);
    uint64_t size = RIG_RAM + 1;
    memcpy(elf.bytes + 16, &size, 8);
    assert_false(load(NULL, true));
    assert_non_null(strstr(rig.error, ": needs 8388609 bytes from 0x80000000, RAM ends at 0x80800000; give more RAM"));
    size = RIG_RAM - 2048;
    memcpy(elf.bytes + 16, &size, 8);
    assert_false(load(NULL, true));
    assert_non_null(strstr(rig.error, "does not fit behind the program; give more RAM"));
    size = RIG_RAM - (64 << 10);
    memcpy(elf.bytes + 16, &size, 8);
    if (!load(NULL, true))
        fail_msg("%s", rig.error); /* the tree moves to the last pages */
    assert_true(rig_read(&rig, 0x1020, 8) >= RAM_BASE + size);
    size = UINT64_MAX;
    memcpy(elf.bytes + 16, &size, 8);
    assert_false(load(NULL, true));
}

#define TOHOST   (RAM_BASE + 0x2000u)
#define FROMHOST (RAM_BASE + 0x2040u)

static void start_htif(void)
{
    elf_add_symbols(&elf, TOHOST, FROMHOST);
    assert_true(load(NULL, false));
}

static void tohost(uint64_t word)
{
    rig_write(&rig, TOHOST, 8, word);
    rig_run_to(&rig, rig.now + 1000);
    assert_int_equal(rig_read(&rig, TOHOST, 8), 0); /* taken off */
}

static void test_htif_prints_and_exits(void **state)
{
    (void)state;
    start_htif();
    tohost(UINT64_C(0x0101000000000000) | 'o');
    tohost(UINT64_C(0x0101000000000000) | 'k');
    assert_string_equal(rig.console, "ok");
    tohost(UINT64_C(0x0700000000000000)); /* no such device */
    assert_int_equal(rig.finished, 0);
    tohost(5 << 1 | 1);
    assert_int_equal(rig.finished, 1);
    assert_int_equal(rig.finish_code, 5);
    rig_run_to(&rig, rig.now + 5000);
    assert_int_equal(rig.finished, 1);
}

static void test_htif_system_calls(void **state)
{
    (void)state;
    static const struct {
        uint64_t call[4];
        uint64_t result;
    } cases[] = {
        {{64, 1, RAM_BASE + 0x3000, 5}, 5},
        {{64, 1, RAM_BASE + RIG_RAM - 2, 3}, (uint64_t)-14},
        {{64, 1, 0, UINT64_MAX}, (uint64_t)-14},
        {{63, 0, RAM_BASE, 1}, (uint64_t)-38},
    };
    start_htif();
    rig_write(&rig, RAM_BASE + 0x3000, 8, 0x216f6c6c6568); /* hello! */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (unsigned word = 0; word < 4; word++)
            rig_write(&rig, RAM_BASE + 0x4000 + 8 * word, 8, cases[i].call[word]);
        rig_write(&rig, FROMHOST, 8, 0);
        tohost(RAM_BASE + 0x4000);
        assert_int_equal(rig_read(&rig, RAM_BASE + 0x4000, 8), cases[i].result);
        assert_int_equal(rig_read(&rig, FROMHOST, 8), 1);
    }
    assert_string_equal(rig.console, "hello");
    tohost(UINT64_C(0xfffffffffff8)); /* a block outside RAM */
    rig_write(&rig, RAM_BASE + 0x4000, 8, 93);
    rig_write(&rig, RAM_BASE + 0x4008, 8, 7);
    tohost(RAM_BASE + 0x4000);
    assert_int_equal(rig.finish_code, 7);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_elf_loads_and_boots),  CASE(test_elf_refusals),
        CASE(test_elf_truncated),        CASE(test_elf_out_of_ram_and_overlapping),
        CASE(test_elf_not_a_file),       CASE(test_symbols),
        CASE(test_raw_image_and_initrd), CASE(test_kernel_for_the_firmware),
        CASE(test_raw_image_header),     CASE(test_htif_prints_and_exits),
        CASE(test_htif_system_calls),
    };
    return cmocka_run_group_tests_name("platform loader", tests, NULL, NULL);
}
