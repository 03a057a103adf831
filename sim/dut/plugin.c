/* plugin.c - loads a shared object, holds it to plugin.h, and fills in what it leaves out. */
#include "plugin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "front.h"

typedef unsigned open_dut(unsigned abi, struct fl_dut *dut, struct fl_dut_claims *claims);

struct plugin {
    struct fl_dut theirs; /* comes first: front.h */
    void *handle;
    struct fl_dut_counts counts; /* the clock, which the blocking helpers read */
    char complaint[160];
};

static void reset(void *self)
{
    struct plugin *plugin = self;
    plugin->counts = (struct fl_dut_counts){0};
    plugin->complaint[0] = '\0';
    plugin->theirs.reset(plugin->theirs.self);
}

static void stall_memory(void *self, bool stalled)
{
    struct plugin *plugin = self;
    if (plugin->theirs.stall_memory) {
        plugin->theirs.stall_memory(plugin->theirs.self, stalled);
    }
}

static void step(void *self)
{
    struct plugin *plugin = self;
    plugin->theirs.step(plugin->theirs.self);
    plugin->counts.clocked++;
}

static bool sample_response(void *self, enum fl_port port, struct fl_response *response)
{
    struct plugin *plugin = self;
    *response = (struct fl_response){.entry = FL_NO_ENTRY};
    return plugin->theirs.sample_response(plugin->theirs.self, port, response);
}

static bool sample_memory(void *self, struct fl_dut_mem_request *request)
{
    struct plugin *plugin = self;
    *request = (struct fl_dut_mem_request){0};
    return plugin->theirs.sample_memory(plugin->theirs.self, request);
}

static bool quiet(void *self)
{
    struct plugin *plugin = self;
    return plugin->theirs.quiet && plugin->theirs.skip && plugin->theirs.quiet(plugin->theirs.self);
}

static void skip(void *self, uint64_t cycles)
{
    struct plugin *plugin = self;
    plugin->theirs.skip(plugin->theirs.self, cycles);
    plugin->counts.skipped += cycles;
}

static const struct fl_dut_counts *counts(void *self)
{
    const struct plugin *plugin = self;
    return &plugin->counts;
}

static void set_time(void *self, uint64_t now)
{
    struct plugin *plugin = self;
    if (plugin->theirs.set_time) {
        plugin->theirs.set_time(plugin->theirs.self, now);
    }
}

static void annotate(void *self, const struct fl_annotation *annotation)
{
    struct plugin *plugin = self;
    if (plugin->theirs.annotate) {
        plugin->theirs.annotate(plugin->theirs.self, annotation);
    }
}

static const char *complaint(void *self)
{
    struct plugin *plugin = self;
    const char *theirs = plugin->theirs.complaint ? plugin->theirs.complaint(plugin->theirs.self) : NULL;
    return theirs ? theirs : plugin->complaint[0] ? plugin->complaint : NULL;
}

static void complain(void *self, const char *text)
{
    struct plugin *plugin = self;
    snprintf(plugin->complaint, sizeof plugin->complaint, "%s", text);
}

static void destroy(void *self)
{
    struct plugin *plugin = self;
    if (plugin->theirs.destroy) {
        plugin->theirs.destroy(plugin->theirs.self);
    }
    dlclose(plugin->handle);
    free(plugin);
}

/* What plugin.h lets them leave out is here; of state and events nothing is asked. */
static void wrap(struct plugin *plugin, struct fl_dut *dut)
{
    *dut = fl_dut_front(&plugin->theirs);
    dut->name = dut->name ? dut->name : "unnamed";
    dut->reset = reset;
    dut->stall_memory = stall_memory;
    dut->step = step;
    dut->sample_response = sample_response;
    dut->sample_memory = sample_memory;
    dut->quiet = quiet;
    dut->skip = skip;
    dut->read_state = NULL;
    dut->load_state = NULL;
    dut->counts = counts;
    if (!dut->open_waves || !dut->dump_waves) {
        dut->open_waves = NULL;
        dut->dump_waves = NULL;
    }
    dut->set_time = set_time;
    dut->annotate = annotate;
    dut->cover = NULL;
    dut->write_coverage = NULL;
    dut->complaint = complaint;
    dut->complain = complain;
    dut->destroy = destroy;
}

static const char *missing_call(const struct fl_dut *dut)
{
    const struct {
        const char *name;
        bool there;
    } calls[] = {{"reset", dut->reset != NULL},
                 {"drive_request", dut->drive_request != NULL},
                 {"drive_fence", dut->drive_fence != NULL},
                 {"drive_memory", dut->drive_memory != NULL},
                 {"step", dut->step != NULL},
                 {"accepted_request", dut->accepted_request != NULL},
                 {"sample_response", dut->sample_response != NULL},
                 {"sample_memory", dut->sample_memory != NULL},
                 {"sample_fence_done", dut->sample_fence_done != NULL}};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (!calls[i].there) {
            return calls[i].name;
        }
    }
    return NULL;
}

static const char *wrong_claim(const struct fl_dut_claims *claims)
{
    bool rv64 = claims->sv39 || claims->sv48 || claims->sv57;
    if (claims->sv32 == rv64) {
        return rv64 ? "sv32 together with a scheme of RV64" : "no scheme";
    }
    if (claims->pa_bits < 32 || claims->pa_bits > (rv64 ? 56 : 34)) {
        return rv64 ? "pa_bits outside 32 to 56" : "pa_bits outside 32 to 34";
    }
    if (claims->asid_bits > (rv64 ? 16 : 9)) {
        return rv64 ? "asid_bits above 16" : "asid_bits above 9";
    }
    if (claims->smepmp && !claims->pmp) {
        return "smepmp without pmp";
    }
    return claims->sv32 && (claims->svpbmt || claims->svnapot || claims->masking)
               ? "with sv32 an extension that is of RV64"
               : NULL;
}

/* Calls the object's function, and holds its answer to plugin.h. False: what is wrong is in `error`. */
static bool fill(struct plugin *plugin, const char *path, struct fl_dut_claims *claims, char *error, size_t error_size)
{
    open_dut *open;
    void *symbol = dlsym(plugin->handle, "faultline_dut");
    if (!symbol) {
        snprintf(error, error_size, "%s exports no faultline_dut (sim/dut/plugin.h)", path);
        return false;
    }
    memcpy(&open, &symbol, sizeof open);
    unsigned abi = open(FL_DUT_ABI, &plugin->theirs, claims);
    if (abi != FL_DUT_ABI) {
        if (abi == 0) {
            snprintf(error, error_size, "%s opens no device", path);
        } else {
            snprintf(error, error_size, "%s is made for version %u of sim/dut/plugin.h; this is version %u", path, abi,
                     FL_DUT_ABI);
        }
        return false;
    }
    const char *missing = missing_call(&plugin->theirs), *wrong = wrong_claim(claims);
    if (missing) {
        snprintf(error, error_size, "%s leaves out %s, which must be there (sim/dut/plugin.h)", path, missing);
    } else if (wrong) {
        snprintf(error, error_size, "%s claims %s (sim/dut/plugin.h)", path, wrong);
    }
    return !missing && !wrong;
}

bool fl_plugin_open(const char *path, struct fl_dut *dut, struct fl_dut_claims *claims, char *error, size_t error_size)
{
    struct plugin *plugin = calloc(1, sizeof *plugin);
    char here[4096];
    *claims = (struct fl_dut_claims){0};
    if (!plugin) {
        snprintf(error, error_size, "not enough memory");
        return false;
    }
    snprintf(here, sizeof here, "%s%s", strchr(path, '/') ? "" : "./", path); /* a file, not a library of the system */
    plugin->handle = dlopen(here, RTLD_NOW | RTLD_LOCAL);
    if (!plugin->handle) {
        snprintf(error, error_size, "cannot load %s", dlerror());
        free(plugin);
        return false;
    }
    if (!fill(plugin, path, claims, error, error_size)) {
        dlclose(plugin->handle);
        free(plugin);
        return false;
    }
    wrap(plugin, dut);
    return true;
}
