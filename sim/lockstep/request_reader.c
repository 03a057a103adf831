/* request_reader.c - reads a request log back, and answers the walker from it. */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "lockstep/request_log.h"

enum { FORMAT = 2 };

static bool fail(struct fl_log_reader *reader, const char *format, ...)
{
    char what[120];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (!reader->failed)
        snprintf(reader->error, sizeof reader->error, "%.40s:%u: %s", reader->path, reader->line, what);
    reader->failed = true;
    return false;
}

static bool next_line(struct fl_log_reader *reader, char line[256])
{
    if (!fgets(line, 256, reader->file))
        return false;
    reader->line++;
    if (!strchr(line, '\n'))
        return fail(reader, "the log ends in the middle of a line; record it again");
    return true;
}

static bool is_privilege(unsigned privilege)
{
    return privilege == FL_USER || privilege == FL_SUPERVISOR || privilege == FL_MACHINE;
}

static bool read_context(struct fl_log_reader *reader, const char *line)
{
    unsigned xlen, privilege, mpp, mprv, sum, mxr, adue, pbmte, pmm_m, pmm_s, pmm_u, mode, asid;
    uint64_t root;
    if (sscanf(line, "c %x %x %x %x %x %x %x %x %x %x %x %x %x %" SCNx64, &xlen, &privilege, &mpp, &mprv, &sum, &mxr,
               &adue, &pbmte, &pmm_m, &pmm_s, &pmm_u, &mode, &asid, &root) != 14)
        return fail(reader, "a context needs 14 numbers");
    if ((xlen != 32 && xlen != 64) || !is_privilege(privilege) || !is_privilege(mpp) || mode > FL_SV57 ||
        asid > UINT16_MAX || (pmm_m | pmm_s | pmm_u) > 3)
        return fail(reader, "a context holds a width, mode, ASID or field that no hart has");
    reader->context = (struct fl_context){.xlen = (uint8_t)xlen,
                                          .privilege = (uint8_t)privilege,
                                          .mpp = (uint8_t)mpp,
                                          .mprv = mprv,
                                          .sum = sum,
                                          .mxr = mxr,
                                          .adue = adue,
                                          .pbmte = pbmte,
                                          .pmm_m = (uint8_t)pmm_m,
                                          .pmm_s = (uint8_t)pmm_s,
                                          .pmm_u = (uint8_t)pmm_u,
                                          .mode = (uint8_t)mode,
                                          .asid = (uint16_t)asid,
                                          .root = root};
    return true;
}

/* Another PMP, of which all entries are off; `writes` goes on, so that whoever holds a copy sees that it is another one. */
static bool read_pmp(struct fl_log_reader *reader, const char *line)
{
    unsigned count, mml, mmwp;
    if (sscanf(line, "p %x %x %x", &count, &mml, &mmwp) != 3 || count > FL_PMP_MAX)
        return fail(reader, "a PMP needs a count of at most %d entries and two flags", FL_PMP_MAX);
    uint16_t writes = (uint16_t)((reader->pmp.writes + 1u) & 0x3fff);
    reader->pmp = (struct fl_pmp){.count = count, .mml = mml, .mmwp = mmwp, .writes = writes};
    return true;
}

static bool read_pmp_entry(struct fl_log_reader *reader, const char *line)
{
    unsigned entry, cfg;
    uint64_t address;
    if (sscanf(line, "e %x %x %" SCNx64, &entry, &cfg, &address) != 3 || entry >= reader->pmp.count)
        return fail(reader, "a PMP entry needs its number below the count, and two values");
    reader->pmp.cfg[entry] = (uint8_t)cfg;
    reader->pmp.addr[entry] = address;
    return true;
}

/* The walker asked for something else than the recorded one did, or the log has no more answers: an error answer, and the replay fails. */
static unsigned mismatch(struct fl_log_reader *reader, const char *asked, uint64_t address, bool *error)
{
    fail(reader, "the walker asked to %s 0x%" PRIx64 ", the recorded one did not", asked, address);
    *error = true;
    return 1;
}

static unsigned answer_read(void *self, uint64_t address, unsigned size, uint64_t *value, bool *error)
{
    struct fl_log_reader *reader = self;
    char line[256];
    uint64_t recorded;
    unsigned recorded_error, delay;
    (void)size;
    *value = 0;
    if (!next_line(reader, line) ||
        sscanf(line, "r %" SCNx64 " %" SCNx64 " %x %x", &recorded, value, &recorded_error, &delay) != 4 ||
        recorded != address)
        return mismatch(reader, "read", address, error);
    *error = recorded_error;
    return delay;
}

static unsigned answer_compare_and_swap(void *self, uint64_t address, unsigned size, uint64_t expected,
                                        uint64_t desired, bool *won, bool *error)
{
    struct fl_log_reader *reader = self;
    char line[256];
    uint64_t at, was, becomes;
    unsigned recorded_won, recorded_error, delay;
    (void)size;
    *won = false;
    if (!next_line(reader, line) ||
        sscanf(line, "s %" SCNx64 " %" SCNx64 " %" SCNx64 " %x %x %x", &at, &was, &becomes, &recorded_won,
               &recorded_error, &delay) != 6 ||
        at != address || was != expected || becomes != desired)
        return mismatch(reader, "update", address, error);
    *won = recorded_won;
    *error = recorded_error;
    return delay;
}

bool fl_log_open(struct fl_log_reader *reader, const char *path)
{
    *reader = (struct fl_log_reader){.path = path};
    reader->mem = (struct fl_pte_mem){reader, answer_read, answer_compare_and_swap};
    reader->file = fopen(path, "r");
    if (!reader->file)
        return fail(reader, "cannot be opened; record one with `faultline run --record FILE`");
    char line[256];
    unsigned format;
    if (!next_line(reader, line) || sscanf(line, "faultline-requests %u %31s", &format, reader->size) != 2)
        return fail(reader, "is no request log (its first line is not \"faultline-requests 2 SIZE\")");
    if (format != FORMAT)
        return fail(reader, "is of format %u, and %d is read here; record it again", format, FORMAT);
    return true;
}

static bool read_request(struct fl_log_reader *reader, const char *line, struct fl_log_record *record)
{
    unsigned port, access, size;
    uint64_t va;
    if (sscanf(line, "q %x %" SCNx64 " %x %x", &port, &va, &access, &size) != 4 || port >= FL_PORT_COUNT ||
        access > FL_CBO_ZERO || size == 0 || size > 64)
        return fail(reader, "a request needs a port, an address, an access kind and a size");
    record->kind = 'q';
    record->port = port;
    record->context = reader->context;
    record->context.pmp = reader->pmp.count != 0 ? &reader->pmp : NULL;
    record->request =
        (struct fl_request){.va = va, .access = (uint8_t)access, .size = (uint8_t)size, .context = &record->context};
    return true;
}

static bool read_fence(struct fl_log_reader *reader, const char *line, struct fl_log_record *record)
{
    unsigned va_given, asid_given, asid, cycles;
    uint64_t va;
    if (sscanf(line, "f %x %x %" SCNx64 " %x %x", &va_given, &asid_given, &va, &asid, &cycles) != 5)
        return fail(reader, "a fence needs two flags, an address, an ASID and its cycles");
    record->kind = 'f';
    record->fence = (struct fl_fence){.va_given = va_given, .asid_given = asid_given, .va = va, .asid = (uint16_t)asid};
    record->answer = (struct fl_response){.cycles = cycles};
    return true;
}

bool fl_log_next(struct fl_log_reader *reader, struct fl_log_record *record)
{
    char line[256];
    while (!reader->failed && next_line(reader, line)) {
        switch (line[0]) {
        case 'c':
            if (!read_context(reader, line))
                return false;
            break;
        case 'p':
            if (!read_pmp(reader, line))
                return false;
            break;
        case 'e':
            if (!read_pmp_entry(reader, line))
                return false;
            break;
        case 'q':
            return read_request(reader, line, record);
        case 'f':
            return read_fence(reader, line, record);
        default:
            return fail(reader, "a context, PMP, request or fence was expected here");
        }
    }
    return false;
}

bool fl_log_end(struct fl_log_reader *reader, struct fl_log_record *record)
{
    char line[256];
    unsigned fault, cycles, path, entry, level, attribute;
    uint64_t value;
    if (reader->failed || !next_line(reader, line))
        return fail(reader, "the answer is missing");
    if (sscanf(line, "a %x %" SCNx64 " %x %x %x %x %x", &fault, &value, &cycles, &path, &entry, &level, &attribute) !=
        7)
        return fail(reader, "an answer was expected here: the walker asked for less than the recorded one");
    record->answer = (struct fl_response){.fault = fault,
                                          .cycles = cycles,
                                          .path = (uint8_t)path,
                                          .entry = (uint8_t)entry,
                                          .level = (uint8_t)level,
                                          .attribute = (uint8_t)attribute};
    if (fault)
        record->answer.cause = (uint8_t)value;
    else
        record->answer.pa = value;
    return true;
}

void fl_log_close(struct fl_log_reader *reader)
{
    if (reader->file)
        fclose(reader->file);
    reader->file = NULL;
}
