/* test_render.c - what the public header promises of a rendering, to a program that leaves out what may be left out. Run from the
 * top folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "budgetpress/budgetpress.h"

static bp_model *model;
static bp_form *form;
static bp_fonts *fonts;

static int load(void **state)
{
    (void)state;
    return bp_model_read("examples/two-agencies-2025.json", NULL, &model) || bp_form_load(".", bp_model_form(model), NULL, &form) ||
           bp_fonts_load(".", "./fonts/noto.json", NULL, &fonts);
}

static int drop(void **state)
{
    (void)state;
    bp_fonts_free(fonts);
    bp_form_free(form);
    bp_model_free(model);
    return 0;
}

static bp_status render(const char *path)
{
    const bp_output output = {path, NULL};
    return bp_render(model, form, fonts, &output, 1, NULL, 0, NULL);
}

static void test_extensions_in_capitals_without_options_and_diagnostics(void **state)
{
    static const char *const extensions[] = {"pdf", "PDF", "Xlsx", "CSV", "trace"};
    char folder[] = "/tmp/test_render-XXXXXX", path[64];
    (void)state;
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        snprintf(path, sizeof path, "%s/a.%s", folder, extensions[i]);
        assert_int_equal(render(path), BP_OK);
        assert_int_equal(unlink(path), 0);
    }
    snprintf(path, sizeof path, "%s/a.doc", folder);
    assert_int_equal(render(path), BP_USAGE);
    snprintf(path, sizeof path, "%s/gone/a.pdf", folder);
    assert_int_equal(render(path), BP_SYSTEM);
    assert_int_equal(rmdir(folder), 0);
}

static void test_there_is_an_end_to_the_candidates(void **state)
{
    bp_font_candidate candidate;
    size_t count = bp_fonts_candidate_count(fonts);
    (void)state;
    assert_int_equal(bp_fonts_candidate(fonts, count - 1, &candidate), BP_OK);
    assert_int_equal(bp_fonts_candidate(fonts, count, &candidate), BP_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_extensions_in_capitals_without_options_and_diagnostics),
        cmocka_unit_test(test_there_is_an_end_to_the_candidates),
    };
    return cmocka_run_group_tests(tests, load, drop);
}
