/* test_limits_pdf.c - a rendering that needs as many objects as a PDF may have, and one that needs one more. */
#include "limits.h"

#include "format/pdf/store.h"

static uint32_t most = BP_PDF_OBJECTS_MAX, given;
#define BP_PDF_OBJECTS_MAX (given = s->count > given ? s->count : given, most)
#include "../../src/format/pdf/store.c"

static bool assert_pdf(const char *profile, const char *code)
{
    const char *options[] = {profile, "pdf.compact=0"};
    given = 0;
    return assert_rendered("pdf", options, 2, code);
}

static void test_objects_of_a_pdf(void **state)
{
    static const char *const profiles[] = {"pdf.profile=plain", "pdf.profile=archive"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        most = 8388607;
        assert_true(assert_pdf(profiles[i], NULL));
        most = given;  /* numbers given before the last was; number 0 is no object */
        assert_true(assert_pdf(profiles[i], NULL));
        most--;
        assert_false(assert_pdf(profiles[i], "BP5211"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_objects_of_a_pdf)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
