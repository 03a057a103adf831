/* test_request_log.c - what is recorded replays exactly, on the model and on the RTL: answers, entries, cycles. Without a part of the
 * record (PMP, pointer masking) it does not, so each part is needed and seen. Damaged logs are refused in one line. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dut/dut.h"
#include "lockstep/engine.h"
#include "lockstep/request_log.h"
#include "uarch_rig.h"
#include "uarch_traffic.h"

enum { STEPS = 20000 };

static char path[] = "/tmp/fl-request-log-XXXXXX", other_path[] = "/tmp/fl-request-log-XXXXXX";

struct recording {
    struct rig *rig, *unused;
    struct fl_model_engine engine;
    struct fl_recorder recorder;
};

static void fence_through(struct rig *rig, const struct fl_fence *fence)
{
    struct recording *recording = rig->self;
    recording->recorder.outer_port.fence(recording->recorder.outer_port.self, fence, 0);
}

static void record_traffic(void)
{
    struct recording recording = {0};
    struct traffic traffic = {.seed = 0x10c};
    struct fl_uarch_config config;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fl_rtl_config("default", &config));
    recording.rig = rig_new_sized(FL_SV39, &config, 0);
    recording.unused = rig_new_sized(FL_SV39, &config, 0);
    rig_open_pmp(recording.rig);
    rig_open_pmp(recording.unused);
    fl_recorder_init(&recording.recorder, file, "default", &recording.rig->mem);
    fl_model_engine_init(&recording.engine, recording.rig->mmu, &recording.recorder.outer_mem);
    fl_recorder_attach(&recording.recorder, &recording.engine.port);
    recording.rig->self = &recording;
    recording.rig->fenced = fence_through;
    for (unsigned i = 0; i < STEPS; i++) {
        traffic_step(&traffic, recording.rig, recording.unused);
        const struct fl_request request = {
            .va = traffic.va, .access = (uint8_t)traffic.access, .size = 1, .context = &recording.rig->context};
        struct fl_response response;
        recording.recorder.outer_port.translate(recording.recorder.outer_port.self,
                                                traffic.access == FL_FETCH ? FL_PORT_FETCH : FL_PORT_DATA, &request, 0,
                                                &response);
    }
    fclose(file);
    rig_free(recording.rig);
    rig_free(recording.unused);
}

static bool same_answer(const struct fl_response *a, const struct fl_response *b)
{
    bool same = a->fault == b->fault && a->cycles == b->cycles && a->path == b->path && a->entry == b->entry &&
                a->level == b->level;
    return same && (a->fault ? a->cause == b->cause : a->pa == b->pa && a->attribute == b->attribute);
}

/* How many records were answered as recorded; the rest of the log is left alone after the first that was not. */
static unsigned replay(const struct fl_mmu_port *port, struct fl_log_reader *reader)
{
    struct fl_log_record record;
    unsigned good = 0;
    while (fl_log_next(reader, &record)) {
        struct fl_response answer = {0};
        if (record.kind == 'f') {
            answer.cycles = port->fence(port->self, &record.fence, 0);
            if (answer.cycles != record.answer.cycles) {
                break;
            }
        } else {
            port->translate(port->self, record.port, &record.request, 0, &answer);
            if (!fl_log_end(reader, &record) || !same_answer(&answer, &record.answer)) {
                break;
            }
        }
        good++;
    }
    return good;
}

static unsigned replay_on_model(const char *log)
{
    struct fl_log_reader reader;
    struct fl_uarch_config config;
    struct fl_model_engine engine;
    assert_true(fl_log_open(&reader, log));
    assert_true(fl_rtl_config(reader.size, &config));
    struct fl_uarch *model = fl_uarch_new(&config, 0);
    fl_model_engine_init(&engine, model, &reader.mem);
    unsigned good = replay(&engine.port, &reader);
    fl_uarch_free(model);
    fl_log_close(&reader);
    return good;
}

static unsigned replay_on_rtl(const char *log)
{
    struct fl_log_reader reader;
    struct fl_dut dut;
    struct fl_rtl_engine engine;
    assert_true(fl_log_open(&reader, log));
    assert_true(fl_rtl_open(reader.size, 0, &dut));
    dut.reset(dut.self);
    fl_rtl_engine_init(&engine, &dut, &reader.mem);
    unsigned good = replay(&engine.port, &reader);
    dut.destroy(dut.self);
    fl_log_close(&reader);
    return good;
}

/* Copies the log, each line as `change` leaves it; an empty line is left out. */
static void copy_changed(void (*change)(char line[256]))
{
    char line[256];
    FILE *from = fopen(path, "r"), *to = fopen(other_path, "w");
    assert_non_null(from);
    assert_non_null(to);
    while (fgets(line, sizeof line, from)) {
        change(line);
        fputs(line, to);
    }
    fclose(from);
    fclose(to);
}

static unsigned count_lines(char kind)
{
    char line[256];
    unsigned count = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        count += line[0] == kind && line[1] == ' ';
    }
    fclose(file);
    return count;
}

static void test_every_record_replays(void **state)
{
    (void)state;
    unsigned all = count_lines('q') + count_lines('f');
    print_message("%u requests, %u fences, %u reads, %u updates, %u PMPs\n", count_lines('q'), count_lines('f'),
                  count_lines('r'), count_lines('s'), count_lines('p'));
    assert_int_equal(count_lines('q'), STEPS);
    assert_true(count_lines('f') > 100 && count_lines('r') > 1000 && count_lines('s') > 20 && count_lines('p') > 100);
    assert_int_equal(replay_on_model(path), all);
    assert_int_equal(replay_on_rtl(path), all);
}

static void without_pmp(char line[256])
{
    if (line[0] == 'p' || line[0] == 'e') {
        line[0] = '\0';
    }
}

/* Words 9 to 11 of a context are the PMM fields. */
static void without_masking(char line[256])
{
    char *at = line;
    for (unsigned word = 0; line[0] == 'c' && word < 9; word++) {
        at = strchr(at, ' ') + 1;
    }
    for (unsigned field = 0; line[0] == 'c' && field < 3; field++) {
        at[2 * field] = '0';
    }
}

static void with_late_answer(char line[256])
{
    static unsigned answers;
    if (line[0] == 'a' && ++answers == STEPS / 2) {
        char *cycles = strchr(strchr(strchr(line, ' ') + 1, ' ') + 1, ' ') + 1;
        *cycles ^= 1;
    }
}

static void test_a_record_without_a_part_does_not_replay(void **state)
{
    static void (*const changes[])(char line[256]) = {without_pmp, without_masking, with_late_answer};
    (void)state;
    for (unsigned i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        copy_changed(changes[i]);
        unsigned good = replay_on_model(other_path);
        print_message("change %u: parts after %u records\n", i, good);
        assert_true(good > 0 && good < STEPS);
        assert_int_equal(replay_on_rtl(other_path), good);
    }
}

static const struct {
    const char *text, *error;
} damaged[] = {
    {"", "is no request log"},
    {"hello\n", "is no request log (its first line is not \"faultline-requests 2 SIZE\")"},
    {"faultline-requests 1 tiny\n", "is of format 1, and 2 is read here; record it again"},
    {"faultline-requests 2 tiny\nc 40 1\n", "a context needs 14 numbers"},
    {"faultline-requests 2 tiny\nc 40 2 0 0 0 0 0 0 0 0 0 8 1 0\n", "a context holds a width, mode, ASID or field"},
    {"faultline-requests 2 tiny\nc 40 1 0 0 0 0 0 0 0 0 4 8 1 0\n", "a context holds a width, mode, ASID or field"},
    {"faultline-requests 2 tiny\nc 20 1 0 0 0 0 0 0 0 0 0 b 1 0\n", "a context holds a width, mode, ASID or field"},
    {"faultline-requests 2 tiny\np 41 0 0\n", "a PMP needs a count of at most 64 entries"},
    {"faultline-requests 2 tiny\np 2 0 0\ne 2 f 0\n", "a PMP entry needs its number below the count"},
    {"faultline-requests 2 tiny\ne 0 f 0\n", "a PMP entry needs its number below the count"},
    {"faultline-requests 2 tiny\nq 0 0 9 1\n", "a request needs a port, an address, an access kind and a size"},
    {"faultline-requests 2 tiny\nf 1 1 0\n", "a fence needs two flags, an address, an ASID and its cycles"},
    {"faultline-requests 2 tiny\nx\n", "a context, PMP, request or fence was expected here"},
    {"faultline-requests 2 tiny\nf 1 1 0 0 2", "the log ends in the middle of a line"},
};

static void test_a_damaged_log_is_refused(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        FILE *file = fopen(other_path, "w");
        fputs(damaged[i].text, file);
        fclose(file);
        struct fl_log_reader reader;
        struct fl_log_record record;
        assert_false(fl_log_open(&reader, other_path) && fl_log_next(&reader, &record));
        fl_log_close(&reader);
        if (!reader.failed || !strstr(reader.error, damaged[i].error)) {
            fail_msg("log %u: \"%s\" instead of \"%s\"", i, reader.error, damaged[i].error);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_record_replays),
        cmocka_unit_test(test_a_record_without_a_part_does_not_replay),
        cmocka_unit_test(test_a_damaged_log_is_refused),
    };
    close(mkstemp(path));
    close(mkstemp(other_path));
    record_traffic();
    int failed = cmocka_run_group_tests_name("request_log", tests, NULL, NULL);
    unlink(path);
    unlink(other_path);
    return failed;
}
