/* faultline doctor: does this installation work, and are the tools around it there? */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "cli/cli.h"
#include "dut/dut.h"
#include "faultline/uarch.h"

/* Programs that parts of the project call, and the Debian package that brings each. */
static const struct {
    const char *program, *package, *use;
} tools[] = {
    {"gtkwave", "gtkwave", "faultline wave"},
    {"verilator", "verilator", "building the RTL"},
    {"riscv64-unknown-elf-gcc", "gcc-riscv64-unknown-elf", "building the firmware"},
    {"qemu-system-riscv64", "qemu-system-misc", "tests against QEMU"},
    {"yosys", "yosys", "synthesis checks"},
};

static bool in_path(const char *program)
{
    const char *path = getenv("PATH");
    char full[1024];
    while (path && *path) {
        size_t length = strcspn(path, ":");
        snprintf(full, sizeof full, "%.*s/%s", (int)length, path, program);
        if (access(full, X_OK) == 0) {
            return true;
        }
        path += length + (path[length] == ':');
    }
    return false;
}

static unsigned nothing_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    (void)self, (void)address, (void)size;
    *value = 0;
    *error = false;
    return 1;
}

static unsigned nothing_swapped(void *self, uint64_t address, unsigned size, uint64_t expected, uint64_t desired,
                                bool *won, bool *error)
{
    (void)self, (void)address, (void)size, (void)expected, (void)desired;
    *won = *error = false;
    return 1;
}

/* One page fault through both MMUs: memory full of zeros, so the walk ends at its first PTE. */
static bool agrees(const char *size, unsigned xlen)
{
    static const struct fl_pte_mem zeros = {NULL, nothing_read, nothing_swapped};
    struct fl_context context = {
        .xlen = (uint8_t)xlen, .privilege = FL_SUPERVISOR, .mode = xlen == 32 ? FL_SV32 : FL_SV39, .root = 0x80000};
    struct fl_request request = {.va = 0x1000, .access = FL_LOAD, .size = 4, .context = &context};
    struct fl_response model = {0}, rtl = {0};
    struct fl_uarch_config sizes;
    struct fl_dut dut;
    if (!fl_rtl_config(size, &sizes) || !fl_rtl_open(size, 0, &dut)) {
        return false;
    }
    struct fl_uarch *uarch = fl_uarch_new(&sizes, 0);
    if (uarch) {
        fl_uarch_translate(uarch, FL_PORT_DATA, &request, &zeros, NULL, &model);
        fl_dut_translate(&dut, FL_PORT_DATA, &request, &zeros, true, NULL, &rtl);
        fl_uarch_free(uarch);
    }
    dut.destroy(dut.self);
    return model.fault && rtl.fault && model.cause == rtl.cause && model.cycles == rtl.cycles;
}

static error_t parse_doctor(int key, char *argument, struct argp_state *state)
{
    (void)state;
    if (key == ARGP_KEY_ARG) {
        exit(fl_cli_fail(FL_EXIT_USAGE, "doctor takes no argument, not '%s'", argument));
    }
    return ARGP_ERR_UNKNOWN;
}

int fl_verb_doctor(int argc, char **argv)
{
    static const struct argp argp = {NULL, parse_doctor, NULL, "Check the installation and the tools around it.",
                                     NULL, NULL,         NULL};
    static const struct {
        const char *name;
        unsigned xlen;
    } sizes[] = {{"tiny", 64}, {"default", 64}, {"large", 64}, {"rv32", 32}};
    bool sound = true;
    int status;
    if (!fl_parse(&argp, argc, argv, NULL, &status)) {
        return status;
    }
    printf("faultline %s, jansson %s, zstd %s\n", FAULTLINE_VERSION, jansson_version_str(), ZSTD_versionString());
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        bool good = agrees(sizes[i].name, sizes[i].xlen);
        printf("  %-26s %s\n", sizes[i].name, good ? "model and RTL agree on a first walk" : "broken: build again");
        sound &= good;
    }
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        if (in_path(tools[i].program)) {
            printf("  %-26s found\n", tools[i].program);
        } else {
            printf("  %-26s missing, needed for %s: apt install %s\n", tools[i].program, tools[i].use,
                   tools[i].package);
        }
    }
    printf("%s\n", sound ? "The simulator works." : "The simulator does not work; run ./bootstrap");
    return sound ? 0 : FL_EXIT_HOST;
}
