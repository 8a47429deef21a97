/* test_name.c - names of outputs: patterns, and what is made of names that cannot stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "batch/name.h"

static void check_safe(const char *path, const char *expected)
{
    bp_buf out = {0};
    bp_name_make_safe(&out, path);
    assert_string_equal(bp_buf_text(&out), expected);
    bp_buf_free(&out);
}

static void test_no_path_leaves_the_target(void **state)
{
    (void)state;
    check_safe("/etc/passwd", "etc/passwd");
    check_safe("../../a.pdf", "a.pdf");
    check_safe("a/./../b//c.pdf", "a/b/c.pdf");
    check_safe("..", "_");
    check_safe("", "_");
    check_safe("/", "_");
    check_safe("...", "___");
    check_safe(". ./x", "___/x");
    check_safe("a\\..\\b", "a_.._b");
}

static void test_devices_of_windows_are_renamed(void **state)
{
    (void)state;
    check_safe("CON.pdf", "CON_.pdf");
    check_safe("nul", "nul_");
    check_safe("a/Aux.tar.gz", "a/Aux_.tar.gz");
    check_safe("com1.pdf", "com1_.pdf");
    check_safe("LPT\u00B2.pdf", "LPT\u00B2_.pdf");
    check_safe("CON .pdf", "CON_ .pdf");
    check_safe("CONIN$", "CONIN$_");
    check_safe("CONSOLE.pdf", "CONSOLE.pdf");
    check_safe("COM.pdf", "COM.pdf");
    check_safe("COM12.pdf", "COM12.pdf");
}

static void test_characters_that_shares_refuse(void **state)
{
    (void)state;
    check_safe("a:b*c?.pdf", "a_b_c_.pdf");
    check_safe("<\"x\">|.pdf", "__x___.pdf");
    check_safe("a\nb\tc\x7F.pdf", "a_b_c_.pdf");
    check_safe("x\u202Efdp.exe", "x_fdp.exe");
    check_safe(".hidden", "_hidden");
    check_safe("name. ", "name__");
    check_safe("dir./x", "dir_/x");
}

static void test_every_script_survives(void **state)
{
    (void)state;
    check_safe("广州市/预算：2024.pdf", "广州市/预算：2024.pdf");
    check_safe("Årsbudsjett/бюджет/προϋπολογισμός.pdf", "Årsbudsjett/бюджет/προϋπολογισμός.pdf");
    check_safe("ميزانية/बजट/งบประมาณ/예산.pdf", "ميزانية/बजट/งบประมาณ/예산.pdf");
    check_safe("𠀀𠮷.pdf", "𠀀𠮷.pdf");
    check_safe("می\u200Cخواهم.pdf", "می\u200Cخواهم.pdf");
}

static void test_composed_form_of_unicode(void **state)
{
    (void)state;
    check_safe("A\u030Angstro\u0308m.pdf", "\u00C5ngstr\u00F6m.pdf");
    check_safe("\u1112\u1161\u11AB.pdf", "\uD55C.pdf");
}

static void test_bytes_that_are_no_utf8(void **state)
{
    (void)state;
    check_safe("\xB9\xE3\xD6\xDD.pdf", "%B9%E3%D6%DD.pdf");
    check_safe("a\xFF", "a%FF");
}

static void test_long_names_are_cut_and_stay_apart(void **state)
{
    (void)state;
    char a[600], b[600];
    bp_buf x = {0}, y = {0};
    memset(a, 'n', 300);
    strcpy(a + 300, "1.pdf");
    memset(b, 'n', 300);
    strcpy(b + 300, "2.pdf");
    bp_name_make_safe(&x, a);
    bp_name_make_safe(&y, b);
    assert_int_equal(x.size, 255);
    assert_string_equal(x.data + 251, ".pdf");
    assert_string_not_equal(x.data, y.data);
    for (size_t i = 0; i < 100; i++)
        memcpy(a + 3 * i, "\u9884", 3);
    strcpy(a + 300, ".xlsx");
    bp_buf_truncate(&x, 0);
    bp_name_make_safe(&x, a);
    assert_true(x.size <= 255 && x.size > 240);
    assert_string_equal(x.data + x.size - 5, ".xlsx");
    bp_buf_free(&x);
    bp_buf_free(&y);
}

static void check_pattern(const char *pattern, bp_name_fault expected, const char *at)
{
    unsigned fields;
    const char *word;
    assert_int_equal(bp_name_check(pattern, &fields, &word), expected);
    if (at)
        assert_string_equal(word, at);
}

static void test_patterns(void **state)
{
    (void)state;
    unsigned fields;
    const char *word;
    check_pattern("{department}/{fiscal_year}/{form}.{ext}", BP_NAME_OK, NULL);
    check_pattern("{{literal}}", BP_NAME_OK, NULL);
    check_pattern("a{nothing}b", BP_NAME_UNKNOWN_FIELD, "{nothing}b");
    check_pattern("a{name", BP_NAME_BRACES, "{name");
    check_pattern("a}b", BP_NAME_BRACES, "}b");
    check_pattern("{na{me}", BP_NAME_BRACES, "{na{me}");
    check_pattern("/etc/{name}", BP_NAME_LEAVES, NULL);
    check_pattern("a/../../{name}", BP_NAME_LEAVES, NULL);
    check_pattern("..", BP_NAME_LEAVES, NULL);
    check_pattern("a..b/{name}", BP_NAME_OK, NULL);
    check_pattern("", BP_NAME_EMPTY, NULL);
    assert_int_equal(bp_name_check("{name}.{ext}", &fields, &word), BP_NAME_OK);
    assert_int_equal(fields, 1u << BP_NAME_NAME | 1u << BP_NAME_EXT);
}

static void check_expand(const char *pattern, const char *expected)
{
    const char *values[BP_NAME_FIELDS] = {[BP_NAME_FOLDER] = "in/a", [BP_NAME_NAME] = "table", [BP_NAME_EXT] = "pdf",
                                          [BP_NAME_FORM] = "../x", [BP_NAME_DEPARTMENT] = "局/办公室",
                                          [BP_NAME_DEPARTMENT_CODE] = "", [BP_NAME_FISCAL_YEAR] = "2024",
                                          [BP_NAME_TITLE] = ".."};
    bp_buf out = {0};
    bp_name_expand(&out, pattern, values);
    assert_string_equal(bp_buf_text(&out), expected);
    bp_buf_free(&out);
}

static void test_values_are_one_part_of_the_path(void **state)
{
    (void)state;
    check_expand("{folder}/{name}.{ext}", "in/a/table.pdf");
    check_expand("{department}/{fiscal_year}.{ext}", "局_办公室/2024.pdf");
    check_expand("{form}.{ext}", ".._x.pdf");
    check_expand("{title}/{department_code}/{name}", "_/_/table");
    check_expand("{{{name}}}", "{table}");
}

static void test_names_that_a_share_takes_for_one(void **state)
{
    (void)state;
    bp_buf a = {0}, b = {0};
    assert_true(bp_name_key(&a, "\u00C5/Ab.PDF"));
    assert_true(bp_name_key(&b, "A\u030A/aB.pdf"));
    assert_string_equal(a.data, b.data);
    bp_buf_free(&a);
    bp_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_path_leaves_the_target),
        cmocka_unit_test(test_devices_of_windows_are_renamed),
        cmocka_unit_test(test_characters_that_shares_refuse),
        cmocka_unit_test(test_every_script_survives),
        cmocka_unit_test(test_composed_form_of_unicode),
        cmocka_unit_test(test_bytes_that_are_no_utf8),
        cmocka_unit_test(test_long_names_are_cut_and_stay_apart),
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_values_are_one_part_of_the_path),
        cmocka_unit_test(test_names_that_a_share_takes_for_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
