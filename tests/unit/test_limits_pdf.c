/* test_limits_pdf.c - a rendering that needs as many objects as a PDF may have, and one that needs one more. */
#include "limits.h"

#include "backend/pdf/store.h"

static uint32_t most = BP_PDF_OBJECTS_MAX, given;
#define BP_PDF_OBJECTS_MAX (given = s->count > given ? s->count : given, most)
#include "../../src/backend/pdf/store.c"

/* One rendering; whether it left a file. */
static bool assert_rendered(const char *profile, const char *code)
{
    char path[] = "/tmp/bp-limits-XXXXXX";
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_model *model = NULL;
    bp_form *form = NULL;
    bp_fonts *fonts = NULL;
    const bp_output output = {path, "pdf"};
    const char *options[] = {profile, "pdf.compact=0"};
    close(mkstemp(path));
    unlink(path);
    given = 0;
    assert_int_equal(bp_model_read("examples/guangzhou-internet-court-2024.json", diag, &model), BP_OK);
    assert_int_equal(bp_form_load(".", bp_model_form(model), diag, &form), BP_OK);
    assert_int_equal(bp_fonts_load(".", "noto", diag, &fonts), BP_OK);
    bp_status status = bp_render(model, form, fonts, &output, 1, options, 2, diag);
    assert_found(diag, status, code);
    bp_fonts_free(fonts);
    bp_form_free(form);
    bp_model_free(model);
    bp_diag_free(diag);
    return !unlink(path);
}

static void test_objects_of_a_pdf(void **state)
{
    static const char *const profiles[] = {"pdf.profile=plain", "pdf.profile=archive"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        most = 8388607;
        assert_true(assert_rendered(profiles[i], NULL));
        most = given;  /* numbers given before the last was; number 0 is no object */
        assert_true(assert_rendered(profiles[i], NULL));
        most--;
        assert_false(assert_rendered(profiles[i], "BP5211"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_objects_of_a_pdf)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
