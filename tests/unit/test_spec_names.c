/* test_spec_names.c - the model's tables for people: words for reasons, accesses and causes, and the schemes' geometry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "faultline/walk.h"

static void test_names_every_reason_has_words(void **state)
{
    (void)state;
    for (unsigned a = 0; a < FL_REASON_COUNT; a++) {
        assert_true(strlen(fl_reason_text((enum fl_reason)a)) > 0);
        assert_non_null(strstr(fl_reason_manual((enum fl_reason)a), "Privileged"));
        for (unsigned b = 0; b < a; b++)
            assert_string_not_equal(fl_reason_text((enum fl_reason)a), fl_reason_text((enum fl_reason)b));
    }
    assert_string_equal(fl_reason_text(FL_REASON_COUNT), "unknown reason");
    assert_non_null(fl_reason_manual((enum fl_reason) - 1));
    assert_string_equal(fl_access_name(FL_LOAD), "load");
    assert_string_equal(fl_cause_name(13), "load page fault");
    assert_string_equal(fl_access_name(99), "unknown access");
    assert_string_equal(fl_cause_name(10), "unknown cause");
    assert_string_equal(fl_cause_name(99), "unknown cause");
}

static void test_scheme_rows(void **state)
{
    static const struct fl_scheme rows[] = {
        {"Sv32", 1, 32, 32, 2, 4, 10, 34},
        {"Sv39", 8, 64, 39, 3, 8, 9, 56},
        {"Sv48", 9, 64, 48, 4, 8, 9, 56},
        {"Sv57", 10, 64, 57, 5, 8, 9, 56},
    };
    unsigned found = 0;
    (void)state;
    for (unsigned mode = 0; mode < 16; mode++)
        found += (fl_scheme_of(32, mode) != NULL) + (fl_scheme_of(64, mode) != NULL);
    assert_int_equal(found, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct fl_scheme *scheme = fl_scheme_of(rows[i].xlen, rows[i].mode);
        assert_non_null(scheme);
        assert_string_equal(scheme->name, rows[i].name);
        assert_int_equal(scheme->va_bits, rows[i].va_bits);
        assert_int_equal(scheme->levels, rows[i].levels);
        assert_int_equal(scheme->pte_size, rows[i].pte_size);
        assert_int_equal(scheme->vpn_bits, rows[i].vpn_bits);
        assert_int_equal(scheme->pa_bits, rows[i].pa_bits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_every_reason_has_words),
        cmocka_unit_test(test_scheme_rows),
    };
    return cmocka_run_group_tests_name("spec names", tests, NULL, NULL);
}
