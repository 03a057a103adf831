#include "cli/end_state.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "faultline/pma.h"

#define RAM_MAX  (UINT64_C(2) << 30)
#define HEAD_MAX 4096
#define VERSION  2

/* {"cfg": [...], "addr": [...], "mml": ..., "mmwp": ...}; without entries where none is implemented. */
static json_t *pmp_to_json(const struct fl_pmp *pmp)
{
    json_t *cfg = json_array(), *addr = json_array();
    for (unsigned i = 0; pmp && i < pmp->count; i++) {
        json_array_append_new(cfg, json_integer(pmp->cfg[i]));
        json_array_append_new(addr, json_integer((json_int_t)pmp->addr[i]));
    }
    return json_pack("{s:o, s:o, s:b, s:b}", "cfg", cfg, "addr", addr, "mml", pmp && pmp->mml, "mmwp",
                     pmp && pmp->mmwp);
}

static bool pmp_from_json(json_t *json, struct fl_pmp *pmp)
{
    json_t *cfg, *addr;
    int mml, mmwp;
    if (json_unpack(json, "{s:o, s:o, s:b, s:b}", "cfg", &cfg, "addr", &addr, "mml", &mml, "mmwp", &mmwp) != 0 ||
        json_array_size(cfg) > FL_PMP_MAX || json_array_size(addr) != json_array_size(cfg)) {
        return false;
    }
    *pmp = (struct fl_pmp){.count = (unsigned)json_array_size(cfg), .mml = mml, .mmwp = mmwp};
    for (unsigned i = 0; i < pmp->count; i++) {
        pmp->cfg[i] = (uint8_t)json_integer_value(json_array_get(cfg, i));
        pmp->addr[i] = (uint64_t)json_integer_value(json_array_get(addr, i));
    }
    return true;
}

static json_t *head_of(const struct fl_end_state *state)
{
    const struct fl_context *c = &state->context;
    return json_pack("{s:i, s:I, s:I, s:I, s:I, s:i, s:i, s:b, s:b, s:b, s:b, s:b, s:i, s:i, s:I, s:b, s:[iii], s:o}",
                     "faultline_state", VERSION, "ram_base", (json_int_t)state->ram_base, "ram_size",
                     (json_int_t)state->ram_size, "pc", (json_int_t)state->pc, "cycle", (json_int_t)state->cycle,
                     "privilege", c->privilege, "mpp", c->mpp, "mprv", c->mprv, "sum", c->sum, "mxr", c->mxr, "adue",
                     c->adue, "pbmte", c->pbmte, "mode", c->mode, "asid", c->asid, "root", (json_int_t)c->root, "pma",
                     c->pma && c->pma->count > 0, "pmm", c->pmm_m, c->pmm_s, c->pmm_u, "pmp", pmp_to_json(c->pmp));
}

bool fl_end_state_write(const struct fl_end_state *state, const char *path, char *error, size_t error_size)
{
    size_t room = ZSTD_compressBound(state->ram_size);
    void *packed = malloc(room);
    json_t *json = head_of(state);
    char *head = json ? json_dumps(json, JSON_COMPACT) : NULL;
    size_t size = packed ? ZSTD_compress(packed, room, state->ram, state->ram_size, 1) : 0;
    FILE *file = fopen(path, "wb");
    bool written = file && head && packed && !ZSTD_isError(size) && fprintf(file, "%s\n", head) > 0 &&
                   fwrite(packed, 1, size, file) == size;
    if (file && fclose(file) != 0) {
        written = false;
    }
    if (!written) {
        snprintf(error, error_size, "cannot write %s: %s", path, errno ? strerror(errno) : "not enough memory");
    }
    free(head);
    json_decref(json);
    free(packed);
    return written;
}

static bool parse_head(struct fl_end_state *state, const char *line)
{
    json_t *json = json_loads(line, 0, NULL);
    json_int_t base, size, pc, cycle, root;
    json_t *pmp;
    int version, privilege, mpp, mprv, sum, mxr, adue, pbmte, mode, asid, pma, pmm[3];
    struct fl_context *c = &state->context;
    bool good =
        json &&
        json_unpack(
            json, "{s:i, s:I, s:I, s:I, s:I, s:i, s:i, s:b, s:b, s:b, s:b, s:b, s:i, s:i, s:I, s:b, s:[iii!], s:o}",
            "faultline_state", &version, "ram_base", &base, "ram_size", &size, "pc", &pc, "cycle", &cycle, "privilege",
            &privilege, "mpp", &mpp, "mprv", &mprv, "sum", &sum, "mxr", &mxr, "adue", &adue, "pbmte", &pbmte, "mode",
            &mode, "asid", &asid, "root", &root, "pma", &pma, "pmm", &pmm[0], &pmm[1], &pmm[2], "pmp", &pmp) == 0;
    *state = (struct fl_end_state){0};
    good = good && pmp_from_json(pmp, &state->pmp);
    json_decref(json);
    if (!good || version != VERSION || size <= 0 || (uint64_t)size > RAM_MAX || size % FL_PAGE_SIZE != 0 ||
        privilege < 0 || privilege > 3 || mpp < 0 || mpp > 3 || mode < 0 || mode > 15 || asid < 0 || asid > 0xffff) {
        return false;
    }
    state->ram_base = (uint64_t)base;
    state->ram_size = (uint64_t)size;
    state->pc = (uint64_t)pc;
    state->cycle = (uint64_t)cycle;
    *c = (struct fl_context){.xlen = 64,
                             .privilege = (uint8_t)privilege,
                             .mpp = (uint8_t)mpp,
                             .mprv = mprv,
                             .sum = sum,
                             .mxr = mxr,
                             .adue = adue,
                             .pbmte = pbmte,
                             .pmm_m = pmm[0] & 3,
                             .pmm_s = pmm[1] & 3,
                             .pmm_u = pmm[2] & 3,
                             .mode = (uint8_t)mode,
                             .asid = (uint16_t)asid,
                             .root = (uint64_t)root,
                             .pmp = state->pmp.count ? &state->pmp : NULL,
                             .pma = pma ? &fl_pma_virt : NULL};
    return true;
}

/* The rest of the file, which is to unpack to exactly the RAM. */
static bool read_ram(struct fl_end_state *state, FILE *file)
{
    long from = ftell(file);
    if (from < 0 || fseek(file, 0, SEEK_END) != 0) {
        return false;
    }
    long size = ftell(file) - from;
    if (size <= 0 || (uint64_t)size > 2 * RAM_MAX || fseek(file, from, SEEK_SET) != 0) {
        return false;
    }
    void *packed = malloc((size_t)size);
    state->ram = malloc(state->ram_size);
    bool good = packed && state->ram && fread(packed, 1, (size_t)size, file) == (size_t)size &&
                ZSTD_decompress(state->ram, state->ram_size, packed, (size_t)size) == state->ram_size;
    free(packed);
    return good;
}

bool fl_end_state_read(struct fl_end_state *state, const char *path, char *error, size_t error_size)
{
    char line[HEAD_MAX];
    *state = (struct fl_end_state){0};
    FILE *file = fopen(path, "rb");
    if (!file) {
        snprintf(error, error_size, "cannot read %s: %s", path, strerror(errno));
        return false;
    }
    bool good = fgets(line, sizeof line, file) && parse_head(state, line) && read_ram(state, file);
    fclose(file);
    if (!good) {
        fl_end_state_free(state);
        snprintf(error, error_size, "%s is no end state of a run, or damaged; `faultline run` writes one", path);
    }
    return good;
}

void fl_end_state_free(struct fl_end_state *state)
{
    free(state->ram);
    state->ram = NULL;
}
