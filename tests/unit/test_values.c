/* test_values.c - what people typed: amounts as texts and as binary numbers, and what number formats show. The expected texts were
 * worked out by hand from what Excel shows, not taken from this program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "reading/aliases.h"
#include "format/xlsx/numfmt.h"
#include "reading/units.h"
#include "reading/values.h"

typedef struct amount_row {
    const char *text, *amount;   /* NULL: blank, "": no amount */
} amount_row;

static void check_text(const char *text, size_t size, const char *expected)
{
    bp_amount amount = {0};
    char got[BP_AMOUNT_SIZE] = "";
    bp_number_fault fault = bp_amount_from_text(text, size, 0, &amount);
    if (!expected && fault == BP_NUMBER_BLANK)
        return;
    if (fault == BP_NUMBER_OK)
        bp_amount_text(got, amount);
    else if (fault != BP_NUMBER_SYNTAX)
        fail_msg("\"%s\": fault %d", text, (int)fault);
    if (!expected || strcmp(got, expected) != 0)
        fail_msg("\"%s\" is \"%s\", not \"%s\"", text, got, expected ? expected : "(blank)");
}

static void check_texts(const amount_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_text(rows[i].text, strlen(rows[i].text), rows[i].amount);
}

#define CHECK_TEXTS(rows) check_texts(rows, sizeof(rows) / sizeof *(rows))

static void test_amounts_as_people_type_them(void **state)
{
    (void)state;
    static const amount_row rows[] = {
        {"860", "860.00"}, {"860.00", "860.00"}, {"0", "0.00"}, {"-0", "0.00"}, {"00012", "12.00"}, {"+5", "5.00"}, {".5", "0.50"},
        {"5.", "5.00"}, {"-12.5", "-12.50"}, {"−12.5", "-12.50"}, {"－12.5", "-12.50"}, {"(12.5)", "-12.50"}, {"（12.5）", "-12.50"},
        {"( 12.5 )", "-12.50"}, {"(¥1,000.50)", "-1000.50"}, {"¥1300", "1300.00"}, {"￥1300", "1300.00"}, {"¥ 1,300.50", "1300.50"},
        {"¥　１，３００．５", "1300.50"}, {"-¥5", "-5.00"}, {"¥-5", "-5.00"}, {"- 5", "-5.00"}, {"RMB 860", "860.00"}, {"cny860", "860.00"},
        {"１００．００", "100.00"}, {"1，200.00", "1200.00"}, {"1,300.50", "1300.50"}, {"1,234,567.89", "1234567.89"},
        {"1, 234, 567", "1234567.00"}, {"1 300.50", "1300.50"}, {"1 234 567", "1234567.00"}, {"120 800", "120800.00"},
        {"1\xC2\xA0" "300.5", "1300.50"}, {"1\xE2\x80\xAF" "300", "1300.00"}, {"1\xE3\x80\x80" "300", "1300.00"},
        {"  860.00", "860.00"}, {"860.00  ", "860.00"}, {"\xC2\xA0" "860.00\xC2\xA0", "860.00"}, {"\xE3\x80\x80" "860\xE3\x80\x80", "860.00"},
        {"860.00\n", "860.00"}, {"\t860", "860.00"}, {"860\r\n", "860.00"}, {"1300\xE2\x80\x8B", "1300.00"},
        {"1\xE2\x80\x8B" "300", "1300.00"}, {"\xEF\xBB\xBF" "860", "860.00"}, {"999999999999.999999", "999999999999.999999"},
        {"999,999,999,999.999999", "999999999999.999999"}, {"0.000001", "0.000001"}, {"1.1000000", "1.10"},
    };
    CHECK_TEXTS(rows);
}

static void test_two_figures_or_a_sum_are_no_amount(void **state)
{
    (void)state;
    static const amount_row rows[] = {
        {"2.5*12", ""}, {"12*3", ""}, {"２．５＊１２", ""}, {"12**", ""}, {"*12", ""}, {"*", ""}, {"12\n34", ""}, {"12\r\n34", ""},
        {"100\n200", ""}, {"12\t34", ""}, {"12\xE2\x80\xA8" "34", ""}, {"120 80", ""}, {"12 34", ""}, {"1 2", ""}, {"8 6 0", ""},
        {"1234 567", ""}, {"120  800", ""}, {"120\xE3\x80\x80\xE3\x80\x80" "800", ""}, {"1 300,500", ""}, {"1,300 500", ""},
        {"860 .00", ""}, {"860. 00", ""}, {"1.234 567", ""}, {"1 .5 2", ""}, {"12 / 4", ""}, {"5-3", ""}, {"5 - 3", ""}, {"5+3", ""}, {"=5+3", ""},
        {"12.5%", ""}, {"约1300", ""}, {"1300元", ""}, {"12万", ""}, {"1.2.3", ""}, {"1,23", ""}, {"0,500", ""}, {"12,34,567", ""},
        {"1234,567", ""}, {",5", ""}, {"5,", ""}, {"1,,234", ""}, {"1e5", ""}, {"--5", ""}, {"(-3)", ""}, {"(5", ""}, {"5)", ""}, {"()", ""},
        {"1300。5", ""}, {"壹仟", ""}, {"¥", ""}, {"¥¥5", ""}, {"+ ", ""}, {"0x10", ""}, {"inf", ""}, {"nan", ""}, {"5 5", ""},
    };
    CHECK_TEXTS(rows);
    check_text("12\0" "34", 5, "");
}

static void test_dashes_and_blanks_are_blank(void **state)
{
    (void)state;
    static const amount_row rows[] = {{"", NULL}, {"   ", NULL}, {"\xE3\x80\x80", NULL}, {"\n", NULL}, {"-", NULL}, {" - ", NULL}, {"--", NULL}, {"- -", NULL},
                                      {"—", NULL}, {"——", NULL}, {"— —", NULL}, {"－", NULL}, {"–", NULL}, {"/", NULL}, {"／", NULL}, {"无", NULL}, {"空", NULL}};
    CHECK_TEXTS(rows);
}

/* ---- number formats ---- */

enum { TOLD = 1, QUIET = 0 };

typedef struct shown_row {
    const char *format, *number, *text;
    int told;                    /* whether a note says that somebody should look at it */
} shown_row;

static void check_shown(const shown_row *row, bp_book_value value)
{
    bp_number_format format = bp_format_read(row->format);
    bp_grid grid = {.file = "x"};
    bp_grid_cell cell = {.value = value, .text = row->number, .size = strlen(row->number), .format = &format};
    bp_buf out = {0};
    bool told;
    assert_true(bp_cell_text(&grid, &cell, &out, &told));
    if (strcmp(bp_buf_text(&out), row->text) != 0 || told != row->told)
        fail_msg("%s as %s is \"%s\" (%d), not \"%s\" (%d)", row->number, row->format, bp_buf_text(&out), told, row->text, row->told);
    bp_buf_free(&out);
}

#define CHECK_SHOWN(rows, value) \
    for (size_t i = 0; i < sizeof(rows) / sizeof *(rows); i++) \
    check_shown(&(rows)[i], value)

static void test_what_a_format_puts_about_a_number_is_shown(void **state)
{
    (void)state;
    static const shown_row rows[] = {
        {"General", "12.5", "12.5", QUIET}, {"@", "12.5", "12.5", QUIET}, {"0", "12", "12", QUIET}, {"0.00", "5", "5.00", QUIET},
        {"0.0", "0.1", "0.1", QUIET}, {"0%", "0.9", "90%", QUIET}, {"0.0%", "0.955", "95.5%", QUIET}, {"0.00%", "0.9", "90.00%", QUIET},
        {"\"≥\"0%", "0.9", "≥90%", QUIET}, {"0\"个\"", "12", "12个", QUIET}, {"\"≥\"0\"公里\"", "12", "≥12公里", QUIET},
        {"0\"%\"", "90", "90%", QUIET}, {"0.0\"万元\"", "3.5", "3.5万元", QUIET}, {"¥0.00", "0.9", "¥0.90", QUIET},
        {"0个", "12", "12个", QUIET}, {"0\\个", "12", "12个", QUIET}, {"0!个", "12", "12个", QUIET}, {"≥0", "5", "≥5", QUIET},
        {"General\"个\"", "12.5", "12.5个", QUIET}, {"G/通用格式\"个\"", "12.5", "12.5个", QUIET}, {"\"约\"General", "3", "约3", QUIET},
        {"[$¥-804]0.00", "5", "¥5.00", QUIET}, {"[$-804]0", "5", "5", QUIET}, {"[Red]0\"次\"", "5", "5次", QUIET},
        {"000000", "12", "000012", QUIET}, {"000-0000", "5551234", "555-1234", QUIET}, {"\"第\"0\"期\"", "3", "第3期", QUIET},
        {"0_ ", "5", "5", QUIET}, {"_ * 0_ ", "5", "5", QUIET}, {"0.00_)", "5", "5.00", QUIET}, {"*-0", "5", "5", QUIET},
        {"#", "5", "5", QUIET}, {"0.##", "5.5", "5.5", QUIET}, {"0.##", "5", "5.", QUIET}, {"#.00", "0.5", ".50", QUIET},
        {".00", "12.5", "12.50", QUIET}, {"0.0?", "1.5", "1.5", QUIET}, {"\"≥\"0", "-5", "-≥5", QUIET}, {"0", "-12", "-12", QUIET},
        {"0\"个", "5", "5个", QUIET}, {"0\\", "5", "5", QUIET}, {"0_", "5", "5", QUIET}, {"0[", "5", "5", QUIET}, {"0[$", "5", "5", QUIET},
        {"0.00", "0.30000000000000004", "0.30", QUIET}, {"0%", "0.28999999999999998", "29%", QUIET},
        {"0\"个\"", "1.2E1", "12个", QUIET}, {"#,##0\"元\"", "999", "999元", QUIET}, {"0%%", "0.5", "5000%%", QUIET},
    };
    CHECK_SHOWN(rows, BP_VALUE_NUMBER);
}

static void test_formats_that_show_more_than_the_number_are_told(void **state)
{
    (void)state;
    static const shown_row rows[] = {
        /* separators */
        {"#,##0", "12000", "12,000", TOLD}, {"#,##0.00", "1234567.5", "1,234,567.50", TOLD}, {"#,##0\"元\"", "-12000", "-12,000元", TOLD},
        {"000,000", "5", "000,005", QUIET}, {"¥#,##0.00", "1000", "¥1,000.00", TOLD},
        /* sections by sign */
        {"0;-0;\"无\"", "0", "无", TOLD}, {"0;-0;\"无\"", "5", "5", QUIET}, {"0;-0;\"无\"", "-5", "-5", TOLD}, {"0;(0)", "-3", "(3)", TOLD},
        {"0_);[Red]\\(0\\)", "-3", "(3)", TOLD}, {"\"增\"0;\"减\"0", "-3", "减3", TOLD}, {"\"增\"0;\"减\"0", "3", "增3", QUIET},
        {"\"增\"0;\"减\"0", "0", "增0", QUIET}, {"\"增\"0%;\"减\"0%;\"持平\"", "0", "持平", TOLD},
        {"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"?\?_ ;_ @_ ", "0", "-", TOLD},
        {"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"?\?_ ;_ @_ ", "36.8", "36.80", QUIET},
        {"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"?\?_ ;_ @_ ", "-36.8", "-36.80", TOLD},
        {"0;0;@", "0", "0", QUIET}, {"0;-0;;@", "0", "0", TOLD},
        /* sections by a condition */
        {"[>=0.9]\"合格\";\"不合格\"", "0.95", "合格", TOLD}, {"[>=0.9]\"合格\";\"不合格\"", "0.5", "不合格", TOLD},
        {"[>=10000]0!.0,\"万\";0", "12000", "1.2万", TOLD}, {"[>=10000]0!.0,\"万\";0", "500", "500", TOLD},
        {"[=1]\"是\";[=0]\"否\";0", "1", "是", TOLD}, {"[=1]\"是\";[=0]\"否\";0", "0", "否", TOLD}, {"[=1]\"是\";[=0]\"否\";0", "7", "7", TOLD},
        {"[<0]\"减\"0;0", "-4", "减4", TOLD}, {"[<100]0", "-4", "-4", TOLD}, {"[<100]0", "200", "200", TOLD}, {"[>=0]0;(0)", "-5", "(5)", TOLD},
        /* digits that are rounded away are kept */
        {"0", "12.5", "12.5", TOLD}, {"0\"个\"", "12.5", "12.5个", TOLD}, {"0%", "0.955", "95.5%", TOLD}, {"0.0", "3.14", "3.14", TOLD},
        {"0.0\"万元\"", "3.14", "3.14万元", TOLD}, {"0.", "2.5", "2.5", TOLD},
        /* scales */
        {"0,", "5000", "5", TOLD}, {"0.0,\"千元\"", "5500", "5.5千元", TOLD}, {"0,.0", "5500", "5.5", TOLD}, {"0.00,,", "2500000", "2.50", TOLD},
        {"0!.0000", "4880000", "488.0000", TOLD}, {"0\\.0,", "12345678", "1234.6", TOLD}, {"0\".\"0000", "36.8", "0.0037", TOLD},
        /* what is not followed: the number itself */
        {"# ?/?", "0.5", "0.5", TOLD}, {"0.00E+00", "1234567", "1234567", TOLD}, {"[DBNum1]0", "12", "12", TOLD}, {"0/10", "0.3", "0.3", TOLD},
        {"0;yyyy", "-3", "-3", TOLD},
        /* hidden: the number itself */
        {";;;", "5", "5", TOLD}, {"0;;", "0", "0", TOLD}, {"0;;", "-5", "-5", TOLD}, {"", "5", "5", QUIET}, {"#", "0", "0", TOLD},
        /* more digits than a number holds */
        {"0", "12345678901234567", "12345678901234567", TOLD},
    };
    CHECK_SHOWN(rows, BP_VALUE_NUMBER);
}

/* A cell costs no more than its format may: Excel takes 255 characters, and one number in them. A longer code is told by BP6157. */
static void test_codes_that_no_spreadsheet_takes_are_not_followed(void **state)
{
    (void)state;
    char code[BP_FORMAT_LONGEST + 2];
    memset(code, '-', sizeof code);
    code[0] = '0';
    code[BP_FORMAT_LONGEST] = '\0';
    char longest[BP_FORMAT_LONGEST + 1];
    memcpy(longest, code, sizeof longest);
    longest[0] = '5';
    check_shown(&(shown_row){code, "5", longest, QUIET}, BP_VALUE_NUMBER);
    code[BP_FORMAT_LONGEST] = '-';
    code[BP_FORMAT_LONGEST + 1] = '\0';
    check_shown(&(shown_row){code, "5", "5", TOLD}, BP_VALUE_NUMBER);
    check_shown(&(shown_row){"GeneralGeneralGeneral", "5", "5", QUIET}, BP_VALUE_NUMBER);
    check_shown(&(shown_row){"@@\"x\"@", "多", "多x", QUIET}, BP_VALUE_TEXT);
}

static void test_what_a_format_puts_about_a_text_is_shown(void **state)
{
    (void)state;
    static const shown_row rows[] = {
        {"@", "多", "多", QUIET}, {"@\"个\"", "多", "多个", QUIET}, {"\"☆\"@", "五", "☆五", QUIET}, {"0;0;0;\"共\"@", "五", "共五", QUIET},
        {"0;0;@\"名\"", "五", "五名", QUIET}, {"0\"个\"", "五", "五", QUIET}, {"General", "≥90%", "≥90%", QUIET}, {";;;", "五", "五", QUIET},
        {"0;0;0;\"x\"", "五", "五", QUIET}, {"_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", "五", "五", QUIET},
    };
    CHECK_SHOWN(rows, BP_VALUE_TEXT);
}

static void test_built_in_formats(void **state)
{
    (void)state;
    assert_int_equal(bp_format_builtin(0).kind, BP_FORMAT_GENERAL);
    assert_int_equal(bp_format_builtin(4).kind, BP_FORMAT_NUMBER);
    assert_int_equal(bp_format_builtin(4).digits, 2);
    assert_int_equal(bp_format_builtin(10).kind, BP_FORMAT_PERCENT);
    assert_int_equal(bp_format_builtin(14).kind, BP_FORMAT_DATE);
    assert_int_equal(bp_format_builtin(31).kind, BP_FORMAT_DATE);
    assert_int_equal(bp_format_builtin(43).kind, BP_FORMAT_NUMBER);
    assert_int_equal(bp_format_builtin(43).digits, 2);
    assert_int_equal(bp_format_builtin(49).kind, BP_FORMAT_TEXT);
    assert_int_equal(bp_format_builtin(1000).kind, BP_FORMAT_GENERAL);
    for (uint32_t id = 0; id < 60; id++)
        assert_int_equal(bp_format_builtin(id).scale, 0);
}

/* ---- units in formats ---- */

static void test_the_unit_that_a_format_writes(void **state)
{
    (void)state;
    static bp_unit_word units[] = {{"元", "元", 0}, {"千元", "元", 3}, {"万元", "万元", 0}, {"亿元", "万元", 4}};
    const bp_aliases aliases = {.units = units, .unit_count = sizeof units / sizeof *units};
    static const struct {
        const char *literal, *word;   /* NULL: none; "": one that is not known */
    } rows[] = {{"元", "元"}, {"¥元", "元"}, {" 元 ", "元"}, {"约元", "元"}, {"人民币元整", ""}, {"元整", "元"}, {"万元", "万元"}, {"约万元", "万元"},
                {"(万元)", "万元"}, {"千元", "千元"}, {"万", "万元"}, {"亿", "亿元"}, {"百元", ""}, {"约百元", ""}, {"美元", ""}, {"十", ""},
                {"¥", NULL}, {"-", NULL}, {"", NULL}, {"个", NULL}, {"约", NULL}, {"()", NULL}, {"%", NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool doubtful = false;
        const bp_unit_word *unit = bp_unit_of_literal(&aliases, rows[i].literal, strlen(rows[i].literal), &doubtful);
        const char *got = unit ? unit->word : doubtful ? "" : NULL;
        if (!got != !rows[i].word || (got && strcmp(got, rows[i].word) != 0))
            fail_msg("\"%s\" is \"%s\"", rows[i].literal, got ? got : "(none)");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amounts_as_people_type_them),
        cmocka_unit_test(test_two_figures_or_a_sum_are_no_amount),
        cmocka_unit_test(test_dashes_and_blanks_are_blank),
        cmocka_unit_test(test_what_a_format_puts_about_a_number_is_shown),
        cmocka_unit_test(test_formats_that_show_more_than_the_number_are_told),
        cmocka_unit_test(test_codes_that_no_spreadsheet_takes_are_not_followed),
        cmocka_unit_test(test_what_a_format_puts_about_a_text_is_shown),
        cmocka_unit_test(test_built_in_formats),
        cmocka_unit_test(test_the_unit_that_a_format_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
