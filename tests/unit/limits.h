/* limits.h - what the tests of limits share that are too large to reach: each includes the module under test with its limit made a variable,
 * so that the real code meets the limit at a few rows. The linker then takes that module instead of the library's. */
#ifndef BP_TESTS_LIMITS_H
#define BP_TESTS_LIMITS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "budgetpress/budgetpress.h"

/* Exactly that error, or with code NULL none. */
static inline void assert_found(const bp_diag *diag, bp_status status, const char *code)
{
    assert_int_equal(status, code ? BP_DATA : BP_OK);
    assert_int_equal(bp_diag_total(diag, BP_ERROR), code != NULL);
    if (code)
        assert_string_equal(bp_diag_get(diag, bp_diag_count(diag) - 1)->code, code);
}

/* Renders the example; whether that left a file. */
static inline bool assert_rendered(const char *format, const char *const *options, size_t option_count, const char *code)
{
    char path[] = "/tmp/bp-limits-XXXXXX";
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_model *model = NULL;
    bp_form *form = NULL;
    bp_fonts *fonts = NULL;
    const bp_output output = {path, format};
    close(mkstemp(path));
    unlink(path);
    assert_int_equal(bp_model_read("examples/guangzhou-internet-court-2024.json", diag, &model), BP_OK);
    assert_int_equal(bp_form_load(".", bp_model_form(model), diag, &form), BP_OK);
    assert_int_equal(bp_fonts_load(".", "noto", diag, &fonts), BP_OK);
    bp_status status = bp_render(model, form, fonts, &output, 1, options, option_count, diag);
    assert_found(diag, status, code);
    bp_fonts_free(fonts);
    bp_form_free(form);
    bp_model_free(model);
    bp_diag_free(diag);
    return !unlink(path);
}

#ifdef BP_LIMITS_OF_BOOKS
#include <xlsxwriter.h>

#include "format/xlsx/reader.h"

/* Reads a workbook of two rows and six cells, four of them texts, three of those different. */
static inline bp_status read_small_book(bp_diag *diag)
{
    static const bp_sheet_events events = {0};
    static const char *const texts[] = {"甲", "乙", "甲", "丙"};
    char path[] = "/tmp/bp-limits-XXXXXX";
    bp_source *source;
    bp_workbook *book = NULL;
    close(mkstemp(path));
    lxw_workbook *made = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(made, NULL);
    for (int i = 0; i < 4; i++)
        worksheet_write_string(sheet, (lxw_row_t)(i / 2), (lxw_col_t)(i % 2), texts[i], NULL);
    worksheet_write_number(sheet, 0, 2, 1, NULL);
    worksheet_write_number(sheet, 1, 2, 2, NULL);
    assert_int_equal(workbook_close(made), LXW_NO_ERROR);
    assert_int_equal(bp_source_open(path, NULL, &source), BP_OK);
    bp_status status = bp_workbook_open(source, diag, &book);
    if (!status)
        status = bp_sheet_read(book, 0, &events, NULL, diag);
    bp_workbook_close(book);
    bp_source_free(source);
    unlink(path);
    return status;
}

static inline void assert_book(const char *code)
{
    bp_diag *diag = bp_diag_new(BP_LANG_EN);
    bp_status status = read_small_book(diag);
    assert_found(diag, status, code);
    bp_diag_free(diag);
}
#endif

#endif
