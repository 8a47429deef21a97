/* test_workbook.c - the workbook reader: names of cells, dates, formats, targets; and a workbook that libxlsxwriter wrote. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <xlsxwriter.h>

#include "format/xlsx/reader.h"

static void assert_place(const char *expected, const char *sheet, uint32_t row, uint32_t column)
{
    bp_buf out = {0};
    bp_cell_place(&out, sheet, row, column);
    assert_string_equal(bp_buf_text(&out), expected);
    bp_buf_free(&out);
}

static void test_places(void **state)
{
    (void)state;
    assert_place("绩效!G12", "绩效", 11, 6);
    assert_place("'2.22 表 '!XFD1048576", "2.22 表 ", 1048575, 16383);
    assert_place("'it''s'!AA1", "it's", 0, 26);
    uint32_t row, column;
    assert_true(bp_cell_parse("XFD1048576", &row, &column) && row == 1048575 && column == 16383);
    assert_true(bp_cell_parse("az3", &row, &column) && row == 2 && column == 51);
    const char *const bad[] = {"", "A", "1", "A0", "A-1", "A1B", "A1 ", "$A$1", "A01"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(bp_cell_parse(bad[i], &row, &column));
    assert_true(bp_cell_parse("ZZZZZZZZ99999999999999999999", &row, &column) && row >= BP_BOOK_ROWS_MAX && column >= BP_BOOK_COLUMNS_MAX);
    bp_book_range range;
    assert_true(bp_range_parse("B2:C9", &range) && range.row0 == 1 && range.column1 == 2);
    assert_false(bp_range_parse("C9:B2", &range));
}

static void assert_date(const char *expected, const char *number, bool is_1904)
{
    bp_buf out = {0};
    assert_int_equal(bp_book_date(&out, number, is_1904), expected != NULL);
    if (expected)
        assert_string_equal(bp_buf_text(&out), expected);
    bp_buf_free(&out);
}

static void test_dates(void **state)
{
    (void)state;
    assert_date("1900-01-01", "1", false);
    assert_date("1900-02-28", "59", false);
    assert_date("1900-02-29", "60", false);
    assert_date("1900-03-01", "61", false);
    assert_date("2024-03-01", "45352", false);
    assert_date("2024-03-01", "43890", true);
    assert_date("2024-03-01 13:45:00", "45352.572916666664", false);
    assert_date("2024-03-02", "45352.999999999", false);
    assert_date("9999-12-31", "2958465", false);
    assert_date(NULL, "2958466", false);
    assert_date(NULL, "-1", false);
    assert_date(NULL, "nan", false);
}

static void assert_format(const char *code, bp_format_kind kind, int digits, int scale)
{
    bp_number_format format = bp_format_read(code);
    assert_int_equal(format.kind, kind);
    assert_int_equal(format.digits, digits);
    assert_int_equal(format.scale, scale);
}

static void test_number_formats(void **state)
{
    (void)state;
    assert_format("General", BP_FORMAT_GENERAL, 0, 0);
    assert_format("#,##0.00", BP_FORMAT_NUMBER, 2, 0);
    assert_format("0.00%", BP_FORMAT_PERCENT, 2, 0);
    assert_format("0_);[Red]\\(0\\)", BP_FORMAT_NUMBER, 0, 0);
    assert_format("\"¥\"#,##0.0;-0.00", BP_FORMAT_NUMBER, 1, 0);
    assert_format("yyyy\"年\"m\"月\"d\"日\"", BP_FORMAT_DATE, 0, 0);
    assert_format("[h]:mm:ss", BP_FORMAT_DATE, 0, 0);
    assert_format("[DBNum1][$-804]yyyy", BP_FORMAT_DATE, 0, 0);
    assert_format("[Red]0.0", BP_FORMAT_NUMBER, 1, 0);
    assert_format("0.00E+00", BP_FORMAT_NUMBER, 4, 0);
    assert_format("\"days\"", BP_FORMAT_GENERAL, 0, 0);
    assert_format("@", BP_FORMAT_TEXT, 0, 0);
    assert_format("0!.0,", BP_FORMAT_NUMBER, 1, 4);
    assert_format("#,##0,", BP_FORMAT_NUMBER, 0, 3);
}

static void test_targets_stay_inside(void **state)
{
    char out[BP_PACKAGE_NAME_MAX];
    (void)state;
    assert_true(bp_package_resolve("xl/workbook.xml", "worksheets/sheet1.xml", out));
    assert_string_equal(out, "xl/worksheets/sheet1.xml");
    assert_true(bp_package_resolve("xl/workbook.xml", "/xl/styles.xml", out));
    assert_string_equal(out, "xl/styles.xml");
    assert_true(bp_package_resolve("", "xl/workbook.xml", out));
    assert_true(bp_package_resolve("xl/a/b.xml", "../../docProps/./core.xml", out));
    assert_string_equal(out, "docProps/core.xml");
    assert_false(bp_package_resolve("xl/workbook.xml", "../../etc/passwd", out));
    assert_false(bp_package_resolve("xl/workbook.xml", "file:///etc/passwd", out));
    assert_false(bp_package_resolve("xl/workbook.xml", "..", out));
}

static void assert_unescaped(const char *expected, const char *text)
{
    bp_buf buf = {0};
    bp_buf_puts(&buf, text);
    bp_unescape(&buf);
    assert_string_equal(bp_buf_text(&buf), expected);
    bp_buf_free(&buf);
}

static void test_escapes(void **state)
{
    (void)state;
    assert_unescaped("A", "_x0041_");
    assert_unescaped("_x0041_", "_x005F_x0041_");
    assert_unescaped("\xF0\xA0\x80\x80", "_xD840__xDC00_");
    assert_unescaped("_xD840_", "_xD840_");
    assert_unescaped("_x0000_", "_x0000_");
    assert_unescaped("_x004_ _x00410_ _", "_x004_ _x00410_ _");
}

/* ---- a workbook ---- */

typedef struct seen {
    bp_buf text;
} seen;

static bp_status on_row(void *context, const bp_book_row *row)
{
    seen *s = context;
    bp_buf_printf(&s->text, "row %u%s %d\n", row->row, row->hidden ? " hidden" : "", row->height);
    return BP_OK;
}

static bp_status on_cell(void *context, const bp_book_cell *cell)
{
    static const char kinds[] = "-ntbe";
    seen *s = context;
    bp_cell_name(&s->text, cell->row, cell->column);
    bp_buf_printf(&s->text, " %c%s%s %s\n", kinds[cell->value], cell->formula ? "=" : "", cell->rich ? "r" : "", cell->text);
    return BP_OK;
}

static bp_status on_merge(void *context, const bp_book_range *range)
{
    seen *s = context;
    bp_buf_printf(&s->text, "merge %u %u %u %u\n", range->row0, range->column0, range->row1, range->column1);
    return BP_OK;
}

static void write_book(const char *path)
{
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "绩效 "), *hidden = workbook_add_worksheet(book, "隐藏");
    lxw_format *bold = workbook_add_format(book), *percent = workbook_add_format(book);
    lxw_row_col_options hide = {.hidden = LXW_TRUE};
    lxw_rich_string_tuple first = {bold, "甲"}, second = {NULL, "乙"}, *parts[] = {&first, &second, NULL};
    format_set_bold(bold);
    format_set_num_format(percent, "0%");
    worksheet_merge_range(sheet, 0, 0, 0, 2, "标题", bold);
    worksheet_set_row_opt(sheet, 1, 30.5, NULL, &hide);
    worksheet_write_number(sheet, 1, 0, 0.25, percent);
    worksheet_write_formula_num(sheet, 1, 1, "=A2*2", NULL, 0.6);
    worksheet_write_boolean(sheet, 1, 2, 1, NULL);
    worksheet_write_rich_string(sheet, 3, 27, parts, NULL);
    worksheet_write_blank(sheet, 4, 0, bold);
    worksheet_write_string(hidden, 0, 0, "x", NULL);
    worksheet_hide(hidden);
    workbook_define_name(book, "数值", "='绩效 '!$A$2");
    workbook_set_custom_property_string(book, "指纹", "abc");
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
}

static void test_a_workbook(void **state)
{
    static const bp_sheet_events events = {.row = on_row, .cell = on_cell, .merge = on_merge};
    char path[] = "/tmp/bp-workbook-XXXXXX";
    bp_source *source;
    bp_workbook *book;
    seen s = {0};
    (void)state;
    close(mkstemp(path));
    write_book(path);
    assert_int_equal(bp_source_open(path, NULL, &source), BP_OK);
    assert_int_equal(bp_workbook_open(source, NULL, &book), BP_OK);
    assert_int_equal(bp_workbook_sheet_count(book), 2);
    assert_string_equal(bp_workbook_sheet(book, 0)->name, "绩效 ");
    assert_int_equal(bp_workbook_sheet(book, 1)->visibility, BP_SHEET_HIDDEN);
    assert_int_equal(bp_workbook_name_count(book), 1);
    assert_string_equal(bp_workbook_name(book, 0)->formula, "'绩效 '!$A$2");
    assert_string_equal(bp_workbook_find_property(book, BP_PROPERTY_CUSTOM, "指纹"), "abc");
    assert_string_equal(bp_workbook_find_property(book, BP_PROPERTY_EXTENDED, "Application"), "Microsoft Excel");
    assert_int_equal(bp_workbook_format(book, 2)->kind, BP_FORMAT_PERCENT);
    assert_int_equal(bp_workbook_format(book, 99)->kind, BP_FORMAT_GENERAL);
    assert_int_equal(bp_sheet_read(book, 0, &events, &s, NULL), BP_OK);
    assert_string_equal(bp_buf_text(&s.text), "row 0 -1\nA1 t 标题\nrow 1 hidden 30500\nA2 n 0.25\nB2 n= 0.6\nC2 b 1\n"
                                              "row 3 -1\nAB4 tr 甲乙\nrow 4 -1\nmerge 0 0 0 2\n");
    bp_buf_free(&s.text);
    bp_workbook_close(book);
    bp_source_free(source);
    unlink(path);
}

static void test_what_a_formula_sums(void **state)
{
    static const struct {
        const char *formula;
        unsigned sums;
    } cases[] = {
        {"IF(COUNT(B6:B7)=0,\"\",ROUND(SUM(B6:B7),6))", BP_SUMS_BELOW},
        {"IF(COUNT(C5:E5)=0,\"\",ROUND(SUM(C5:E5),6))", BP_SUMS_ACROSS},
        {"sum($C$6,c9)", BP_SUMS_BELOW},
        {"SUBTOTAL(9,C6:C7)", BP_SUMS_BELOW},
        {"SUM(C5,C6)", BP_SUMS_BELOW | BP_SUMS_ACROSS},
        {"SUM(ROUND(C9,2))", BP_SUMS_BELOW},
        {"1000+250", 0},
        {"SUM(1000,250)", 0},
        {"SUM(C1:C4)", 0},
        {"C6+C7", 0},
        {"SUM(1)+C6", 0},
        {"SUM(Other!C9)", 0},
        {"SUM('two words'!C9)", 0},
        {"SUM(\"C9\")", 0},
        {"CHECKSUM(C9)", 0},
        {"SUM(LOG10(2))", 0},
        {"SUM(\xE5\x8D\x95\xE4\xBD\x8D!C9)", 0},
        {"SUM(C9", BP_SUMS_BELOW},
        {"\"SUM(C9)", 0},
        {"", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (bp_formula_sums(cases[i].formula, 4) != cases[i].sums)
            fail_msg("%s: %u", cases[i].formula, bp_formula_sums(cases[i].formula, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),  cmocka_unit_test(test_dates),   cmocka_unit_test(test_number_formats),
        cmocka_unit_test(test_targets_stay_inside), cmocka_unit_test(test_escapes), cmocka_unit_test(test_a_workbook),
        cmocka_unit_test(test_what_a_formula_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
