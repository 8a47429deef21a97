/* row.c - see row.h. */
#include "working/row.h"

#include "base/utf8.h"

enum {
    LINE_HEIGHT = 14000,    /* thousandths of a point */
    HEIGHT_MAX = 409000,
};

bp_style bp_working_style(bp_use use, bp_align align)
{
    bp_style style = {.size = BP_WORKING_FONT,
                      .align = (uint8_t)align,
                      .valign = BP_VALIGN_MIDDLE,
                      .wrap = true,
                      .top = BP_BORDER_THIN,
                      .right = BP_BORDER_THIN,
                      .bottom = BP_BORDER_THIN,
                      .left = BP_BORDER_THIN,
                      .rule = 0xBFBFBF};
    if (use == BP_USE_INPUT || use == BP_USE_AMOUNT) {
        style.open = true;
        style.fill = 0xFFFBE6;
    }
    if (use == BP_USE_INPUT)
        style.number = "@";
    if (use == BP_USE_AMOUNT || use == BP_USE_SUM)
        style.number = "#,##0.00####";
    if (use == BP_USE_HELPER || use == BP_USE_HIDDEN) {
        style.color = 0x7F7F7F;
        style.fill = 0xF2F2F2;
        style.wrap = false;
    }
    return style;
}

static void set_page(bp_working *w, bp_sheet *sheet)
{
    worksheet_set_paper(sheet, 9);
    worksheet_set_landscape(sheet);
    worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
    worksheet_fit_to_pages(sheet, 1, 0);
    bp_book_check(w->book, worksheet_repeat_rows(sheet, 0, 0));
    bp_book_check(w->book, worksheet_set_footer(sheet, "&C&A  第 &P 页 共 &N 页"));
    worksheet_freeze_panes(sheet, 1, 0);
    bp_sheet_protect(sheet);
}

bp_sheet *bp_working_sheet(bp_working *w, const char *name, const bp_working_column *columns)
{
    bp_sheet *sheet = bp_book_sheet(w->book, name);
    if (!sheet)
        return NULL;
    set_page(w, sheet);
    bp_put_height(w->book, sheet, 0, 2 * LINE_HEIGHT);
    for (size_t c = 0; columns[c].header; c++) {
        lxw_row_col_options options = {.hidden = columns[c].use == BP_USE_HIDDEN};
        bp_style style = bp_working_style(BP_USE_COMPUTED, BP_ALIGN_CENTER);
        style.bold = true;
        style.fill = columns[c].use >= BP_USE_HELPER ? 0xE7E6E6 : 0xDDE6F0;
        bp_put_text(w->book, sheet, 0, c, columns[c].header, &style);
        bp_book_check(w->book, worksheet_set_column_opt(sheet, (lxw_col_t)c, (lxw_col_t)c, columns[c].width, NULL, &options));
    }
    return sheet;
}

bp_style bp_row_style(bp_working_row *l, size_t column)
{
    return bp_working_style((bp_use)l->columns[column].use, (bp_align)l->columns[column].align);
}

/* How many lines a text takes in a column of that width. */
static int32_t count_lines(const char *text, int32_t width)
{
    int32_t lines = 1, used = 0;
    while (*text) {
        uint32_t cp = bp_utf8_next(&text);
        int32_t one = cp < 0x80 ? 1 : 2;
        if (cp == '\n' || used + one > width) {
            lines++;
            used = 0;
        }
        used += cp == '\n' ? 0 : one;
    }
    return lines;
}

void bp_row_make_room(bp_working_row *l, size_t column, const char *text, const bp_style *style)
{
    int32_t lines = style->wrap ? count_lines(text, l->columns[column].width - 1) : 1;
    l->lines = lines > l->lines ? lines : l->lines;
}

void bp_row_end(bp_working_row *l)
{
    int64_t height = (int64_t)l->lines * LINE_HEIGHT + 3000;
    if (l->lines > 1)
        bp_put_height(l->w->book, l->sheet, l->row, (int32_t)(height < HEIGHT_MAX ? height : HEIGHT_MAX));
    l->lines = 0;
}

void bp_row_put(bp_working_row *l, size_t column, const char *text)
{
    bp_style style = bp_row_style(l, column);
    bp_row_make_room(l, column, text, &style);
    bp_put_text(l->w->book, l->sheet, l->row, column, text, &style);
}

void bp_row_put_open(bp_working_row *l, size_t column, const char *text)
{
    bp_style style = bp_working_style(BP_USE_INPUT, (bp_align)l->columns[column].align);
    bp_put_text(l->w->book, l->sheet, l->row, column, text, &style);
}

void bp_row_put_int(bp_working_row *l, size_t column, int64_t value)
{
    bp_style style = bp_row_style(l, column);
    style.number = NULL;
    bp_put_number(l->w->book, l->sheet, l->row, column, value, &style);
}

void bp_row_put_found(bp_working_row *l, size_t column, const char *value)
{
    bp_style style = bp_row_style(l, column);
    bp_row_make_room(l, column, value, &style);
    bp_put_formula_text(l->w->book, l->sheet, l->row, column, bp_buf_text(&l->w->formula), value, &style);
}

void bp_row_put_count(bp_working_row *l, size_t column, int64_t value)
{
    bp_style style = bp_row_style(l, column);
    bp_put_formula_number(l->w->book, l->sheet, l->row, column, bp_buf_text(&l->w->formula), value, &style);
}

void bp_row_put_sum(bp_working_row *l, size_t column, bp_amount value)
{
    bp_style style = bp_row_style(l, column);
    bp_put_formula_amount(l->w->book, l->sheet, l->row, column, bp_buf_text(&l->w->formula), value, &style);
}

void bp_row_put_new_id(bp_working_row *l, size_t column, const char *pattern, const char *prefix, uint32_t first, unsigned number)
{
    bp_row_formula(l, "=IF(");
    bp_row_more(l, pattern);
    bp_buf *out = bp_row_more(l, "=\"\",\"\",\"");
    bp_buf_printf(out, "%s\"&(ROWS(A$%u:A", prefix, (unsigned)first + 1);
    bp_row_more(l, "#)+");
    bp_buf_printf(out, "%u))", number - 1);
    bp_row_put_found(l, column, "");
}

bp_buf *bp_row_more(bp_working_row *l, const char *pattern)
{
    bp_buf *out = &l->w->formula;
    for (; *pattern; pattern++) {
        if (*pattern == '#' || *pattern == '^')
            bp_buf_int(out, (int64_t)l->row + (*pattern == '#'));
        else
            bp_buf_putc(out, *pattern);
    }
    return out;
}

bp_buf *bp_row_formula(bp_working_row *l, const char *pattern)
{
    bp_buf_truncate(&l->w->formula, 0);
    return bp_row_more(l, pattern);
}

void bp_name_range(bp_working *w, const char *name, const char *sheet, bp_rows rows, size_t column)
{
    bp_buf_truncate(&w->formula, 0);
    bp_buf_putc(&w->formula, '=');
    bp_put_range(&w->formula, sheet, rows, column);
    bp_book_name(w->book, name, bp_buf_text(&w->formula), false);
}

void bp_name_cell(bp_working *w, const char *name, const char *sheet, uint32_t row, size_t column)
{
    bp_buf_truncate(&w->formula, 0);
    bp_buf_putc(&w->formula, '=');
    bp_put_ref(&w->formula, sheet, row, column);
    bp_book_name(w->book, name, bp_buf_text(&w->formula), false);
}

/* ---- what may be entered ---- */

void bp_allow_rule(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column, lxw_data_validation *rule)
{
    if (rows.end > rows.first)
        bp_book_check(w->book, worksheet_data_validation_range(sheet, rows.first, (lxw_col_t)column, rows.end - 1,
                                                               (lxw_col_t)column, rule));
}

void bp_allow_amounts(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column)
{
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_DECIMAL, .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
                                .minimum_number = -999999999999.0, .maximum_number = 999999999999.0, .error_title = "金额",
                                .error_message = "金额应为数字，不带单位；没有这种资金时留空。"};
    bp_allow_rule(w, sheet, rows, column, &rule);
}

void bp_allow_integers(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column, int low, int high, const char *message)
{
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_INTEGER, .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
                                .minimum_number = low, .maximum_number = high, .error_message = (char *)message};
    bp_allow_rule(w, sheet, rows, column, &rule);
}

void bp_allow_choice(bp_working *w, bp_sheet *sheet, bp_rows rows, size_t column, const char *list, const char *title,
                       const char *message)
{
    if (rows.end > rows.first)
        bp_allow_list(w->book, sheet, rows.first, rows.end - 1, column, list, title, message);
}
