/* test_limits_xlsx.c - a table of as many rows as a worksheet has, and of one more. */
#include "limits.h"

#include "backend/xlsx/book.h"

static uint64_t most = BP_SHEET_ROWS, needed;
#define BP_SHEET_ROWS (needed = at + bp_table_note_count(o->table), most)
#include "../../src/backend/xlsx/official.c"

static bool assert_rendered(const char *code)
{
    char path[] = "/tmp/bp-limits-XXXXXX";
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_model *model = NULL;
    bp_form *form = NULL;
    bp_fonts *fonts = NULL;
    const bp_output output = {path, "xlsx"};
    close(mkstemp(path));
    unlink(path);
    assert_int_equal(bp_model_read("examples/guangzhou-internet-court-2024.json", diag, &model), BP_OK);
    assert_int_equal(bp_form_load(".", bp_model_form(model), diag, &form), BP_OK);
    assert_int_equal(bp_fonts_load(".", "noto", diag, &fonts), BP_OK);
    bp_status status = bp_render(model, form, fonts, &output, 1, NULL, 0, diag);
    assert_found(diag, status, code);
    bp_fonts_free(fonts);
    bp_form_free(form);
    bp_model_free(model);
    bp_diag_free(diag);
    return !unlink(path);
}

static void test_rows_of_a_worksheet(void **state)
{
    (void)state;
    assert_true(assert_rendered(NULL));
    most = needed;
    assert_true(assert_rendered(NULL));
    most--;
    assert_false(assert_rendered("BP5006"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows_of_a_worksheet)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
